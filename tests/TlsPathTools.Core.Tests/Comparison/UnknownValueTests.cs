using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Topology;

namespace TlsPathTools.Core.Tests.Comparison;

public class UnknownValueTests
{
    [Fact]
    public void What_could_not_be_read_makes_no_difference_and_says_why()
    {
        var fleet = new Fleet(3);
        fleet.Statuses.Clear();
        fleet.Gaps = [new SnapshotGap { Source = "417392058164/eu-west-2", Operation = "ec2:DescribeInstanceStatus", Kind = GapKind.Denied, Reason = "not authorized", TimeUtc = Sample.Now }];
        NodeConfigComparison row = fleet.Compare("SystemStatus");
        Assert.Equal(((bool?)null, (bool?)null, 3), (row.Same, row.LinesUpWithFault, row.Unknown));
        Assert.All(row.Values, value => Assert.Equal("unknown: its status checks not read (denied): not authorized", value));
        Assert.Contains("not authorized", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_is_unknown_is_left_out_of_the_comparison_and_that_is_noted()
    {
        var fleet = new Fleet(4);
        fleet.Statuses.RemoveAt(2);
        NodeConfigComparison row = fleet.Compare("SystemStatus");
        Assert.Equal((true, 1), (row.Same, row.Unknown));
        Assert.StartsWith("unknown: ", row.Values[2], StringComparison.Ordinal);
        Assert.Contains("Of 3 of 4 only", row.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_failing_node_is_unknown_nothing_lines_up_or_not()
    {
        var fleet = new Fleet(4);
        fleet.Statuses[1] = fleet.Statuses[1] with { SystemStatus = new() { Status = "impaired" } };
        fleet.Statuses.RemoveAt(0);
        NodeConfigComparison row = fleet.Compare("SystemStatus");
        Assert.Equal((false, (bool?)null), (row.Same, row.LinesUpWithFault));
    }

    [Fact]
    public void Without_the_cluster_its_properties_are_unknown_and_those_of_the_account_are_compared()
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        IReadOnlyList<NodeConfigComparison> rows = NodeComparison.Compare(fleet.Snapshot with { Clusters = [] }, new NodeComparisonQuery { Rows = [Fleet.Row(0, true) with { NodeName = null }, Fleet.Row(1, false) with { NodeName = null }] }).Comparisons;
        Assert.Equal([Fleet.Id(0), Fleet.Id(1)], rows[0].Nodes);
        Assert.True(rows.Single(row => row.Property == "ImageId").LinesUpWithFault);
        Assert.Equal("unknown: no cluster was read", rows.Single(row => row.Property == "KernelVersion").Values[0]);
    }

    [Fact]
    public void Without_the_account_its_properties_are_unknown_and_those_of_the_cluster_are_compared()
    {
        IReadOnlyList<NodeConfigComparison> rows = NodeComparison.Compare(new Fleet(2).Snapshot with { Clouds = [] }, new NodeComparisonQuery { Rows = [Fleet.Row(0, true), Fleet.Row(1, false)] }).Comparisons;
        Assert.Equal("unknown: no account was read", rows.Single(row => row.Property == "SecurityGroups").Values[0]);
        Assert.Equal("unknown: no account was read", rows.Single(row => row.Property == "Routes").Values[0]);
        Assert.True(rows.Single(row => row.Property == "KernelVersion").Same);
    }

    [Fact]
    public void An_acl_that_was_not_read_is_no_acl_without_entries()
    {
        var fleet = new Fleet(2);
        fleet.Acls.Clear();
        Assert.Equal((null, 2), (fleet.Compare("NetworkAclInbound").Same, fleet.Compare("NetworkAclInbound").Unknown));
        fleet.Groups.RemoveAt(0);
        Assert.StartsWith("unknown: security group sg-1", fleet.Compare("SecurityGroupRules").Values[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_is_compared_once_however_it_is_named_and_one_that_is_not_there_is_said()
    {
        var query = new NodeComparisonQuery
        {
            Rows = [Fleet.Row(0, true), Fleet.Row(0, true) with { InstanceId = null }, Fleet.Row(0, true) with { NodeName = null }, Fleet.Row(1, false), new NodeRow { NodeName = "gone" }, new NodeRow { InstanceId = "i-gone" }, new NodeRow()],
            FaultyNodes = ["node-0", "nobody"],
        };
        NodeComparisonResult result = NodeComparison.Compare(new Fleet(3).Snapshot, query);
        Assert.Equal(["node-0", "node-1"], result.Nodes);
        Assert.Equal(["gone", "i-gone", "nobody"], result.NotFound);
    }

    [Fact]
    public void One_node_is_nothing_to_compare() =>
        Assert.Empty(NodeComparison.Compare(new Fleet(3).Snapshot, new NodeComparisonQuery { Rows = [Fleet.Row(0, true)] }).Comparisons);

    [Fact]
    public void Text_of_the_network_is_escaped_wherever_it_is_shown()
    {
        var fleet = new Fleet(3);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami\u001b[2J", NetworkInterfaces = [one.NetworkInterfaces[0] with { Groups = [new() { GroupId = "sg\r\n" }] }] });
        fleet.ChangeNode(0, node => node with { Spec = node.Spec! with { Taints = [new() { Key = "k\u202e", Effect = "e" }] }, Status = node.Status! with { Conditions = [new() { Type = "T\u0007", Status = "\u001b" }] } });
        Assert.All(fleet.Compare(), row => Assert.DoesNotContain(string.Join("", [row.Property, row.Detail, row.Note, .. row.Values, .. row.Deviations]), c => char.IsControl(c) || c == '\u202e'));
    }
}
