using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;
using CloudState = TlsPathTools.Lab.Cloud.CloudState;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>Half an answer and then a reset, another answer than the API's, and things that are gone between two questions.</summary>
public sealed class BrokenAnswerTests : IAsyncLifetime
{
    private HardLab _lab = null!;

    public async ValueTask InitializeAsync() => _lab = await HardLab.StartAsync();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Theory]
    [InlineData("DescribeNetworkInterfaces", "ec2:DescribeNetworkInterfaces")]
    [InlineData("DescribeLoadBalancers", "elasticloadbalancing:DescribeLoadBalancers")]
    [InlineData("DescribeListeners", "elasticloadbalancing:DescribeListeners")]
    [InlineData("DescribeTargetGroups", "elasticloadbalancing:DescribeTargetGroups")]
    [InlineData("DescribeTargetHealth", "elasticloadbalancing:DescribeTargetHealth")]
    [InlineData("DescribeInstances", "ec2:DescribeInstances")]
    [InlineData("DescribeSecurityGroups", "ec2:DescribeSecurityGroups")]
    [InlineData("DescribeAutoScalingInstances", "autoscaling:DescribeAutoScalingInstances")]
    [InlineData("/clusters/eoe-sde", "eks:DescribeCluster")]
    public async Task Half_an_answer_of_AWS_each_time_is_a_gap_and_nothing_of_the_half_is_believed(string operation, string permission)
    {
        ApiRelay relay = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation == operation ? new Tampering { CutAt = 0.6 } : null);
        Seen seen = await _lab.ReadAsync(aws: relay);
        Assert.Equal([permission], seen.GapOperations);
        Assert.All(seen.Gaps, gap => Assert.True(gap.Kind is GapKind.Unreachable or GapKind.Malformed, $"{gap.Kind}: {gap}"));
        seen.HasWordsForEveryGap();
        Assert.True(relay.Counts[operation] > 1, "It was not asked for again.");
        Assert.All(_lab.Addresses, address => Assert.Contains(seen.Rows, row => row.IPAddress == address.IPAddress));
        Assert.Equal(2, Assert.Single(seen.Snapshot.Clusters).Nodes.Length);
    }

    [Theory]
    [InlineData("/api/v1/nodes", "list nodes")]
    [InlineData("/api/v1/services", "list services")]
    [InlineData("/apis/discovery.k8s.io/v1/namespaces/hutch/endpointslices", "list endpointslices.discovery.k8s.io")]
    [InlineData("/api/v1/namespaces/hutch/pods", "list pods")]
    [InlineData("/api/v1/namespaces/hutch/secrets", "list secrets")]
    public async Task Half_an_answer_of_the_cluster_each_time_is_a_gap(string operation, string permission)
    {
        ApiRelay relay = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => request.Operation == operation ? new Tampering { CutAt = 0.6 } : null);
        Seen seen = await _lab.ReadAsync(kubernetes: relay);
        Assert.Equal([permission], seen.GapOperations);
        Assert.All(seen.Gaps, gap => Assert.True(gap.Kind is GapKind.Unreachable or GapKind.Malformed, $"{gap.Kind}: {gap}"));
        seen.HasWordsForEveryGap();
        Assert.True(relay.Counts[operation] > 1, "It was not asked for again.");
        Assert.Equal(4, seen.Rows.Count);
        Assert.All(seen.Rows, row => Assert.NotNull(row.Reachable));
    }

    [Fact]
    public async Task Half_an_answer_once_is_asked_for_again_and_all_is_there()
    {
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Number == 1 ? new Tampering { CutAt = 0.5 } : null);
        ApiRelay kubernetes = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => request.Number == 1 && !request.Path.Contains("/proxy", StringComparison.Ordinal) ? new Tampering { CutAt = 0.5 } : null);
        Seen seen = await _lab.ReadAsync(aws: aws, kubernetes: kubernetes);
        // A question that changes something is not asked twice: who asks for a review may have been answered.
        Assert.All(seen.Gaps, gap => Assert.StartsWith("create self", gap.Operation, StringComparison.Ordinal));
        Assert.Equal(4, seen.Rows.Count);
        Assert.All(seen.Rows, row => Assert.Equal((true, true), (row.Reachable is not null, row.UsableEndpoints is not null)));
    }

    [Fact]
    public async Task Of_a_list_in_pages_the_whole_ones_before_the_break_are_kept_and_counted()
    {
        _lab.Apis.Aws = new() { PageSize = 1 };
        _lab.Apis.Kubernetes = new() { PageSize = 1 };
        Seen whole = await _lab.ReadAsync();
        Assert.Empty(whole.Gaps);
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation == "DescribeSubnets" && request.Body.Contains("NextToken", StringComparison.Ordinal) ? new Tampering { CutAt = 0.6 } : null);
        ApiRelay kubernetes = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => request.Operation == "/api/v1/services" && request.Path.Contains("continue=", StringComparison.Ordinal) ? new Tampering { CutAt = 0.6 } : null);
        Seen seen = await _lab.ReadAsync(aws: aws, kubernetes: kubernetes);
        Assert.Equal(["ec2:DescribeSubnets", "list services"], seen.GapOperations);
        Assert.All(seen.Gaps, gap => Assert.Equal(1, gap.ItemsRead));
        Assert.Single(Assert.Single(seen.Snapshot.Clouds).Subnets);
        Assert.Single(Assert.Single(seen.Snapshot.Clusters).Services);
        Assert.True(whole.Snapshot.Clouds[0].Subnets.Length > 1);
    }

    [Fact]
    public async Task A_login_page_in_the_APIs_place_is_told_for_what_it_is()
    {
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation == "DescribeInstances" ? Tampering.LoginPage : null);
        ApiRelay kubernetes = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => request.Operation == "/api/v1/nodes" ? Tampering.LoginPage : null);
        Seen seen = await _lab.ReadAsync(aws: aws, kubernetes: kubernetes);
        Assert.Equal(["ec2:DescribeInstances", "list nodes"], seen.GapOperations);
        Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.Malformed, gap.Kind));
        seen.HasWordsForEveryGap();
    }

    [Fact]
    public async Task A_target_group_that_is_deleted_meanwhile_is_not_found_and_the_rest_stands()
    {
        LabWorldOf(out CloudState cloud);
        TargetGroup group = cloud.TargetGroups.Values.Single(group => group.Name == "eoe-sde-codisc-relay-tg");
        ApiRelay relay = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation is "DescribeTargetHealth" ? new Tampering { First = () => UnderGate(() => cloud.TargetGroups.Remove(group.Arn)) } : null);
        Seen seen = await _lab.ReadAsync(aws: relay);
        Assert.Contains(seen.Gaps, gap => gap is { Operation: "elasticloadbalancing:DescribeTargetHealth", Kind: GapKind.NotFound } && gap.Resource == group.Arn);
        Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.NotFound, gap.Kind));
        Assert.All(seen.Rows, row => Assert.Equal((null, null), (row.TargetId, row.Reachable)));
        Assert.All(seen.Rows, row => Assert.Contains("targets were not read (not found)", row.ReachableNote, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_that_is_gone_meanwhile_does_not_take_the_others_with_it()
    {
        LabWorldOf(out CloudState cloud);
        const string Gone = "i-0e32193c309a0eb8b";
        Instance instance = cloud.Instances[Gone];
        ApiRelay relay = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation is "DescribeInstances" or "DescribeInstanceStatus" ? new Tampering { First = () => UnderGate(() => cloud.Instances.Remove(Gone)) } : null);
        Seen seen = await _lab.ReadAsync(aws: relay);
        UnderGate(() => cloud.Instances[Gone] = instance);
        Assert.Contains(seen.Gaps, gap => gap is { Operation: "ec2:DescribeInstances", Kind: GapKind.NotFound } && gap.Resource == Gone);
        Assert.Equal("i-0a3061a5b059d819c", Assert.Single(Assert.Single(seen.Snapshot.Clouds).Instances).InstanceId);
        // The cluster still knows the node.
        Assert.All(seen.Rows, row => Assert.NotNull(row.NodeName));
    }

    [Fact]
    public async Task A_load_balancer_that_is_deleted_meanwhile_leaves_a_row_that_says_so()
    {
        LabWorldOf(out CloudState cloud);
        LoadBalancer balancer = cloud.LoadBalancers.Values.Single(balancer => balancer.Name == "eoe-sde-codisc-relay-alb");
        ApiRelay relay = _lab.Relay(_lab.Lab.AwsEndpoint, request => request.Operation is "DescribeListeners" ? new Tampering { First = () => UnderGate(() => cloud.LoadBalancers.Remove(balancer.Arn)) } : null);
        Seen seen = await _lab.ReadAsync(aws: relay);
        UnderGate(() => cloud.LoadBalancers[balancer.Arn] = balancer);
        Assert.Contains(seen.Gaps, gap => gap is { Operation: "elasticloadbalancing:DescribeListeners", Kind: GapKind.NotFound });
        Assert.All(seen.Rows, row => Assert.Contains(row.Notes, note => note.Contains("its listeners were not read (not found)", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_list_whose_pages_expire_meanwhile_is_read_to_its_end_and_noted()
    {
        _lab.Apis.Kubernetes = new() { PageSize = 1 };
        ClusterStore store = _lab.Lab.World.Cluster;
        ApiRelay relay = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => request is { Operation: "/api/v1/nodes", Number: 2 } ? new Tampering { First = () =>
        {
            store.Update(ResourceKinds.Nodes, null, KubeObject.Name(store.List(ResourceKinds.Nodes)[1]), node => KubeObject.Metadata(node)["annotations"]!["test"] = "changed");
            store.Compact(store.Version);
        }} : null);
        using PathAccess access = await _lab.OpenAsync(kubernetes: relay);
        Seen seen = await _lab.ReadAsync(access);
        Assert.Empty(seen.Gaps);
        Assert.Equal(2, Assert.Single(seen.Snapshot.Clusters).Nodes.Length);
        Assert.Contains(access.Notes, note => note.StartsWith("The list of nodes is not of one moment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_API_that_nobody_listens_at_is_unreachable_and_the_other_is_read()
    {
        Seen seen = await _lab.ReadAsync(options => options with { EndpointUrl = "http://127.0.0.1:9" });
        Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.Unreachable, gap.Kind));
        seen.HasWordsForEveryGap();
        Assert.Equal(2, Assert.Single(seen.Snapshot.Clusters).Nodes.Length);
        Assert.All(seen.Balancers, row => Assert.Equal(AddressOwner.Unknown, row.Owner));
    }

    private void LabWorldOf(out CloudState cloud) => cloud = _lab.Lab.World.Cloud;

    private void UnderGate(Action change)
    {
        lock (_lab.Lab.World.Gate)
            change();
    }
}
