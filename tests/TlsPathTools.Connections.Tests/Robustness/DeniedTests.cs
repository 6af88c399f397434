using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>What somebody may not read is a gap with its reason, and everything else is read.</summary>
public sealed class DeniedTests : IAsyncLifetime
{
    private HardLab _lab = null!;

    // Asked for by other questions than a snapshot's.
    private static readonly string[] s_notOfASnapshot =
    [
        "sts:GetCallerIdentity", "ec2:DescribeManagedPrefixLists", "ec2:GetManagedPrefixListEntries", "ec2:DescribeVpcEndpoints", "ec2:DescribeInstanceTypes", "ec2:GetConsoleOutput",
        "cloudwatch:GetMetricData", "cloudtrail:LookupEvents", "eks:ListClusters", "create selfsubjectaccessreviews.authorization.k8s.io", "get pods/log", "get nodes/proxy",
        // Only where a policy selects by them, which this world has none of: PolicySourceTests denies it.
        "list namespaces",
    ];

    public static TheoryData<string> Actions => [.. KnownPermissions.Reading.Select(need => need.Name).Except(s_notOfASnapshot)];

    public async ValueTask InitializeAsync() => _lab = await HardLab.StartAsync("relay-as-told");

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Fact]
    public async Task Each_permission_that_is_missing_is_a_gap_of_its_own_and_nothing_else_is()
    {
        foreach (string action in Actions.Select(row => row.Data))
        {
            bool isAws = action.Contains(':', StringComparison.Ordinal);
            _lab.Apis.Aws = new() { Deny = isAws ? [action] : [] };
            _lab.Apis.Kubernetes = new() { Deny = isAws ? [] : [action] };
            Seen seen = await _lab.ReadAsync();

            if (action == "get pods/proxy")
            {
                // A kube-proxy that cannot be asked is said at its node.
                Assert.Empty(seen.Gaps);
                Assert.All(seen.KubeProxies, row => Assert.Equal(SyncState.CannotSee, row.SyncState));
                Assert.All(seen.KubeProxies, row => Assert.Contains("refuses it to this user", row.Detail, StringComparison.Ordinal));
                continue;
            }

            if (action == "create selfsubjectreviews.authentication.k8s.io")
            {
                // The name alone is missing, on which nothing rests.
                Assert.Empty(seen.Gaps);
                Assert.Null(Assert.Single(seen.Snapshot.Clusters).Caller);
                continue;
            }

            Assert.True(seen.GapOperations is [var only] && only == action, $"{action}: {string.Join(" | ", seen.Gaps.Select(gap => $"{gap}"))}");
            Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.Denied, gap.Kind));
            Assert.All(seen.Gaps, gap => Assert.NotNull(gap.Advice));
            seen.HasWordsForEveryGap();
            Assert.All(_lab.Addresses, address => Assert.Contains(seen.Rows, row => row.IPAddress == address.IPAddress));
            Assert.DoesNotContain(seen.Rows, row => row.Suspect);
        }
    }

    [Theory]
    [InlineData("ec2:DescribeNetworkInterfaces")]
    [InlineData("elasticloadbalancing:DescribeLoadBalancers")]
    [InlineData("elasticloadbalancing:DescribeListeners")]
    [InlineData("elasticloadbalancing:DescribeTargetGroups")]
    [InlineData("elasticloadbalancing:DescribeTargetHealth")]
    [InlineData("list nodes")]
    [InlineData("list services")]
    [InlineData("list endpointslices")]
    public async Task A_row_says_where_the_chain_ends_and_why(string action)
    {
        bool isAws = action.Contains(':', StringComparison.Ordinal);
        _lab.Apis.Aws = new() { Deny = isAws ? [action] : [] };
        _lab.Apis.Kubernetes = new() { Deny = isAws ? [] : [action] };
        Seen seen = await _lab.ReadAsync();
        Assert.NotEmpty(seen.Rows);
        Assert.All(seen.Rows, row => Assert.Contains(row.Notes.Append(row.ReachableNote ?? ""), note => note.Contains("denied", StringComparison.Ordinal)));
        // What is not known is null, and not "no".
        Assert.DoesNotContain(seen.Rows, row => row.TargetId is null && row.Reachable == false);
    }

    [Fact]
    public async Task Without_anything_allowed_the_answer_is_that_nothing_is_known()
    {
        _lab.Apis.Aws = new() { Deny = ["*"] };
        _lab.Apis.Kubernetes = new() { Deny = ["* *"] };
        Seen seen = await _lab.ReadAsync();
        Assert.All(seen.Balancers, row => Assert.Equal(AddressOwner.Unknown, row.Owner));
        Assert.All(seen.Rows, row => Assert.Null(row.Reachable));
        Assert.All(seen.Gaps, gap => Assert.Equal(GapKind.Denied, gap.Kind));
        seen.HasWordsForEveryGap();
    }

    [Fact]
    public async Task A_cluster_without_cert_manager_and_without_the_controller_has_none_of_theirs_and_no_gap()
    {
        _lab.Apis.AbsentGroups = ["cert-manager.io", "acme.cert-manager.io", "elbv2.k8s.aws"];
        Seen seen = await _lab.ReadAsync();
        Assert.Empty(seen.Gaps);
        Assert.Equal(4, seen.Rows.Count);
    }
}
