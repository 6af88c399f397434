using TlsPathTools.Core.Tests.Topology.Collecting;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class NodeTargetGroupReaderTests
{
    private const string ByHand = "Targets that were registered by hand are not looked for: Get-TargetNodeMap shows those of an endpoint.";
    private static readonly Dictionary<string, string> s_labels = new() { ["pool"] = "front" };

    [Fact]
    public async Task Groups_come_from_the_rows_the_Auto_Scaling_group_and_the_bindings_once_each()
    {
        NodeTargetGroups groups = await ReadAsync(Cluster(Binding("arn:bound"), Binding("arn:given")), [Cloud()], ["arn:given"]);

        Assert.Equal(["arn:given", "arn:scaled", "arn:bound"], groups.Arns);
        Assert.Equal([ByHand], groups.Unknown);
    }

    [Theory]
    [InlineData("instance", "front", true, null)]
    [InlineData("instance", "back", false, null)]
    [InlineData("ip", "front", false, null)]
    [InlineData(null, "front", false, "Whether arn:bound sends to it is not known: binding hutch/relay does not say of which type its targets are.")]
    [InlineData(null, "back", false, null)]
    public async Task A_binding_sends_where_its_type_and_selector_say_so(string? type, string pool, bool sends, string? note)
    {
        TargetGroupBinding binding = Binding("arn:bound", type, new LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = pool } });

        NodeTargetGroups groups = await ReadAsync(Cluster(binding), [], []);

        Assert.Equal(sends ? ["arn:bound"] : [], groups.Arns);
        Assert.Equal(note is null ? [] : [note], groups.Unknown.Skip(1));
    }

    [Fact]
    public async Task A_selector_that_is_not_understood_is_not_a_known_sender()
    {
        var selector = new LabelSelector { MatchExpressions = [new LabelSelectorRequirement { Key = "pool", Operator = "Near", Values = ["front"] }] };

        NodeTargetGroups groups = await ReadAsync(Cluster(Binding("arn:bound", selector: selector)), [], []);

        Assert.Empty(groups.Arns);
        Assert.EndsWith("selects nodes in a way that is not understood.", groups.Unknown[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_labelled_out_of_load_balancers_is_bound_by_a_selector_alone()
    {
        var labels = new Dictionary<string, string>(s_labels) { ["node.kubernetes.io/exclude-from-external-load-balancers"] = "" };
        var selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = "front" } };

        NodeTargetGroups groups = await ReadAsync(Cluster(Binding("arn:default"), Binding("arn:chosen", selector: selector)), [], [], labels);

        Assert.Equal(["arn:chosen"], groups.Arns);
    }

    [Fact]
    public async Task Without_an_account_what_else_has_the_node_is_not_known() =>
        Assert.Equal(["Which other target groups have it is not known: no account can be read."], (await ReadAsync(Cluster(), [], [])).Unknown);

    [Theory]
    [InlineData("DescribeInstances", "ec2:DescribeInstances")]
    [InlineData("DescribeAutoScalingInstances", "autoscaling:DescribeAutoScalingInstances")]
    [InlineData("DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingGroups")]
    public async Task Whatever_could_not_be_read_is_said(string operation, string permission)
    {
        NodeTargetGroups groups = await ReadAsync(Cluster(), [Cloud(operation, Nodes.Gap(permission))], []);

        Assert.Equal([$"Target groups may be missing, as {permission} could not be read: It was refused.", ByHand], groups.Unknown);
    }

    [Fact]
    public async Task An_instance_that_no_account_has_has_groups_that_are_not_known_and_not_none()
    {
        ICloudReader other = Cloud("DescribeInstances", Nodes.Gap("ec2:DescribeInstances", GapKind.NotFound), isMember: false);

        Assert.Contains("ec2:DescribeInstances", (await ReadAsync(Cluster(), [other], [])).Unknown[0], StringComparison.Ordinal);
        // One of several accounts has it: that the others have not says nothing.
        Assert.Equal([ByHand], (await ReadAsync(Cluster(), [other, Cloud()], [])).Unknown);
    }

    [Fact]
    public async Task Bindings_that_are_denied_are_said_and_those_of_a_cluster_without_the_controller_are_none()
    {
        Assert.Contains("Target group bindings could not be read: It was refused.", (await ReadAsync(Cluster(Nodes.Gap("list targetgroupbindings.elbv2.k8s.aws")), [], [])).Unknown);
        Assert.Single((await ReadAsync(Cluster(Nodes.Gap("list targetgroupbindings.elbv2.k8s.aws", GapKind.NotFound)), [], [])).Unknown);
    }

    [Fact]
    public async Task Names_from_the_network_are_escaped()
    {
        NodeTargetGroups groups = await ReadAsync(Cluster(Binding("arn:\e[2J"), Binding("arn:\e[3J", type: null)), [], []);

        Assert.DoesNotContain(groups.Arns.Concat(groups.Unknown), text => text.Contains('\e', StringComparison.Ordinal));
    }

    private static Task<NodeTargetGroups> ReadAsync(IClusterReader cluster, ICloudReader[] clouds, string[] given, Dictionary<string, string>? labels = null) =>
        new NodeTargetGroupReader(cluster, clouds).ReadAsync(Nodes.A with { Metadata = Nodes.A.Metadata! with { Labels = labels ?? s_labels } }, given, TestContext.Current.CancellationToken);

    private static TargetGroupBinding Binding(string arn, string? type = "instance", LabelSelector? selector = null) => new()
    {
        Metadata = new ObjectMeta { Namespace = "hutch", Name = "relay" },
        Spec = new TargetGroupBindingSpec { TargetGroupARN = arn, TargetType = type, NodeSelector = selector },
    };

    private static IClusterReader Cluster(params TargetGroupBinding[] bindings) => Cluster(new Reading<TargetGroupBinding>(bindings, null));

    private static IClusterReader Cluster(SnapshotGap gap) => Cluster(new Reading<TargetGroupBinding>([], gap));

    private static IClusterReader Cluster(Reading<TargetGroupBinding> bindings)
    {
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.AnswerWith("List targetgroupbindings.elbv2.k8s.aws", _ => bindings);
        return reader;
    }

    private static ICloudReader Cloud(string? unread = null, SnapshotGap? gap = null, bool isMember = true)
    {
        (ICloudReader reader, CountingReader counts) = CountingReader.Make<ICloudReader>();
        counts.Value("Region", "eu-west-2");
        Give("GetCallerIdentity", new CallerIdentity { Account = "123456789012" });
        Give<Instance>("DescribeInstances", isMember ? [new Instance { InstanceId = Nodes.Instance }] : []);
        Give<AutoScalingInstanceDetails>("DescribeAutoScalingInstances", isMember ? [new AutoScalingInstanceDetails { InstanceId = Nodes.Instance, AutoScalingGroupName = "workers" }] : []);
        Give("DescribeAutoScalingGroups", new AutoScalingGroup { AutoScalingGroupName = "workers", TargetGroupARNs = ["arn:scaled"] });
        return reader;

        void Give<T>(string operation, params T[] items) => counts.AnswerWith(operation, _ => operation == unread ? new Reading<T>([], gap) : new Reading<T>(items, null));
    }
}
