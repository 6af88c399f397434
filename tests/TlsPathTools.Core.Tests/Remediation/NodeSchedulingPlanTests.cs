using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class NodeSchedulingPlanTests
{
    private static readonly Reading<bool> s_may = new([true], null);
    private static readonly NodeTargetGroups s_none = new([], []);

    [Fact]
    public void A_node_that_is_the_one_that_was_meant_may_be_changed()
    {
        NodeSchedulingPlan plan = Plan(Nodes.A, instanceId: Nodes.Instance);

        Assert.True(plan is { MayProceed: true, NodeUid: not null, IsDone: false });
        Assert.Equal("cordon node node-a", plan.Action);
        Assert.All(plan.Checks, check => Assert.StartsWith("ok: ", check.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Another_instance_under_the_name_is_left_alone()
    {
        NodeSchedulingPlan plan = Plan(Nodes.A, instanceId: "i-1\e[2J");

        Assert.False(plan.MayProceed);
        Assert.StartsWith($"stop: Node node-a is instance {Nodes.Instance} now, and not i-1", plan.Checks[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', plan.Checks[0].Detail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("kind://docker/kind/node-a")]
    [InlineData("aws:///eu-west-2a/fargate-ip-10-0-0-1")]
    public void An_identity_that_cannot_be_seen_is_not_assumed(string? provider)
    {
        Node node = Nodes.A with { Spec = new NodeSpec { ProviderID = provider } };

        NodeSchedulingPlan plan = Plan(node, instanceId: Nodes.Instance + "\n");

        Assert.False(plan.MayProceed);
        Assert.Null(plan.Checks[0].Passed);
        Assert.StartsWith($"stop, not known: Whether node node-a is instance {Nodes.Instance}", plan.Checks[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', plan.Checks[0].Detail);
        // By its name alone it may be: nobody said which instance it is.
        Assert.True(Plan(node, instanceId: null).MayProceed);
    }

    [Fact]
    public void What_is_not_there_and_what_cannot_be_read_are_told_apart()
    {
        NodeSchedulingPlan gone = Plan(new Reading<Node>([], null)), unread = Plan(new Reading<Node>([], Nodes.Gap("get nodes")));

        Assert.Equal((false, null, false), (gone.MayProceed, gone.NodeUid, gone.IsDone));
        Assert.Equal("stop: The cluster has no node node-a.", gone.Checks[0].ToString());
        Assert.Equal((false, null, false), (unread.MayProceed, unread.NodeUid, unread.IsDone));
        Assert.Equal("stop, not known: Node node-a could not be read: It was refused.", unread.Checks[0].ToString());
    }

    [Fact]
    public void A_node_without_a_uid_cannot_be_told_from_another_of_its_name() =>
        Assert.False(Plan(Nodes.A with { Metadata = new ObjectMeta { Name = "node-a" } }).MayProceed);

    [Fact]
    public void A_permission_that_is_missing_stops_and_one_that_is_not_known_does_not()
    {
        NodeSchedulingPlan denied = Plan(Nodes.A, may: new Reading<bool>([false], null)), unknown = Plan(Nodes.A, may: new Reading<bool>([], Nodes.Gap("create selfsubjectaccessreviews")));

        Assert.False(denied.MayProceed);
        Assert.StartsWith("stop: The API server does not let this user change nodes", denied.Checks[1].ToString(), StringComparison.Ordinal);
        Assert.True(unknown.MayProceed);
        Assert.StartsWith("not known: Whether this user may change nodes", unknown.Checks[1].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true, false)]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    [InlineData(null, false, true)]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    public void What_is_as_it_should_be_is_done(bool? isUnschedulable, bool wanted, bool done) =>
        Assert.Equal(done, Plan(Nodes.Cordoned(isUnschedulable), unschedulable: wanted).IsDone);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cordon_that_was_there_may_be_a_drain_under_way(bool wanted)
    {
        var taint = new Taint { Key = "node.kubernetes.io/unschedulable", Effect = "NoSchedule", TimeAdded = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) };
        Node tainted = Nodes.A with { Spec = new NodeSpec { ProviderID = Nodes.Provider, Unschedulable = true, Taints = [taint] } };

        Assert.Contains("Somebody cordoned it before (at 2026-01-02 03:04:05Z), and may be draining it.", Plan(tainted, unschedulable: wanted).Notes);
        Assert.Contains("Somebody cordoned it before (when is not said), and may be draining it.", Plan(Nodes.Cordoned(true), unschedulable: wanted).Notes);
        Assert.DoesNotContain(Plan(Nodes.A, unschedulable: wanted).Notes, note => note.Contains("draining", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ToBeDeletedByClusterAutoscaler")]
    [InlineData("karpenter.sh/disrupted")]
    public void Whoever_removes_the_node_is_named(string key)
    {
        Node node = Nodes.A with { Spec = new NodeSpec { ProviderID = Nodes.Provider, Taints = [new Taint { Key = key }, new Taint { Key = "dedicated" }] } };

        Assert.Equal($"Its taint {key} says that it is being removed: whoever set that may cordon it again.", Plan(node, unschedulable: false).Notes[^1]);
    }

    [Fact]
    public void Each_plan_says_that_traffic_goes_on_and_from_where()
    {
        Assert.Equal("A cordoned node still receives load balancer traffic, from arn:a, arn:b.", Plan(Nodes.A, groups: new NodeTargetGroups(["arn:a", "arn:b"], [])).Notes[0]);
        Assert.EndsWith("; from which target groups is not known.", Plan(Nodes.A, groups: new NodeTargetGroups([], ["No account."])).Notes[0], StringComparison.Ordinal);
        Assert.EndsWith("none was found that does.", Plan(Nodes.A).Notes[0], StringComparison.Ordinal);
    }

    private static NodeSchedulingPlan Plan(Node node, string? instanceId = null, bool unschedulable = true, Reading<bool>? may = null, NodeTargetGroups? groups = null) =>
        Plan(new Reading<Node>([node], null), instanceId, unschedulable, may, groups);

    private static NodeSchedulingPlan Plan(Reading<Node> node, string? instanceId = null, bool unschedulable = true, Reading<bool>? may = null, NodeTargetGroups? groups = null) =>
        NodeSchedulingPlan.Of(node, "node-a", instanceId, unschedulable, may ?? s_may, groups ?? s_none);
}

/// <summary>A node for tests.</summary>
internal static class Nodes
{
    public const string Instance = "i-0a3061a5b059d819c";
    public const string Provider = "aws:///eu-west-2a/" + Instance;

    public static Node A { get; } = new() { Metadata = new ObjectMeta { Name = "node-a", Uid = "uid-a" }, Spec = new NodeSpec { ProviderID = Provider } };

    public static Node Cordoned(bool? unschedulable) => A with { Spec = A.Spec! with { Unschedulable = unschedulable } };

    public static SnapshotGap Gap(string operation, GapKind kind = GapKind.Denied) => new() { Source = "test", Operation = operation, Kind = kind, Reason = "It was refused.", TimeUtc = DateTime.UnixEpoch };
}
