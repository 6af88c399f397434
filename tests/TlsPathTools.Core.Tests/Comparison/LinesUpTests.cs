using TlsPathTools.Comparison;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.Comparison;

public class LinesUpTests
{
    // By counting: of all ways to choose the odd nodes without regard to the fault, how many coincide with it?
    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    [InlineData(5, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 4)]
    public void The_chance_of_lining_up_by_accident_is_what_counting_gives(int nodes, int faulty)
    {
        int fault = (1 << faulty) - 1;
        int all = (1 << nodes) - 1;
        int[] ways = [.. Enumerable.Range(0, 1 << nodes).Where(odd => System.Numerics.BitOperations.PopCount((uint)odd) == faulty)];
        double counted = (double)ways.Count(odd => odd == fault || (all ^ odd) == fault) / ways.Length;
        Assert.Equal(counted, FaultSplit.ChanceOfAccident(nodes, faulty, eitherSide: false), 12);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(6, 3)]
    [InlineData(7, 1)]
    public void Numbers_line_up_at_either_end(int nodes, int faulty)
    {
        double ways = 1;
        for (int i = 0; i < faulty; i++)
            ways = ways * (nodes - i) / (i + 1);
        Assert.Equal(2 / ways, FaultSplit.ChanceOfAccident(nodes, faulty, eitherSide: true), 12);
    }

    [Fact]
    public void Of_two_nodes_every_difference_lines_up_and_the_note_says_so()
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        NodeConfigComparison row = fleet.Compare("ImageId");
        Assert.Equal((true, 1.0, CanExplain.CorrelationOnly), (row.LinesUpWithFault, row.ChanceOfAccident!.Value, row.CanExplain));
        Assert.Contains("Of two, every difference lines up", row.Note, StringComparison.Ordinal);
        Assert.Empty(row.Outliers);
    }

    [Fact]
    public void Of_twenty_nodes_one_that_differs_lines_up_by_accident_once_in_twenty_times()
    {
        var fleet = new Fleet(20);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        NodeConfigComparison row = fleet.Compare("ImageId");
        Assert.Equal((true, 0.05), (row.LinesUpWithFault, row.ChanceOfAccident!.Value));
        Assert.Null(row.Note);
    }

    [Fact]
    public void Without_a_node_that_fails_and_one_that_works_nothing_lines_up_or_not()
    {
        var fleet = new Fleet(3);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        foreach (int faulty in (int[])[0, 3])
        {
            NodeConfigComparison row = fleet.Compare("ImageId", faulty);
            Assert.Equal((false, (bool?)null, (double?)null), (row.Same, row.LinesUpWithFault, row.ChanceOfAccident));
            Assert.Empty(row.FaultyNodes);
        }
    }

    [Fact]
    public void A_node_that_a_working_address_reaches_works()
    {
        // Cross-zone: both addresses lead to both nodes, and one of them works.
        NodeConfigComparison row = Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, true), Fleet.Row(0, false), Fleet.Row(1, false)]);
        Assert.Null(row.LinesUpWithFault);
        Assert.Equal(["node-0"], Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, true), Fleet.Row(1, false)]).FaultyNodes);
    }

    [Fact]
    public void An_address_that_cannot_reach_a_node_says_nothing_of_it_and_neither_does_one_that_was_not_tried()
    {
        Assert.Empty(Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, false, reachable: false)]).FaultyNodes);
        Assert.Empty(Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, false, reachable: null)]).FaultyNodes);
        Assert.Empty(Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, false) with { Verdict = null }]).FaultyNodes);
        Assert.Empty(Compare(new Fleet(2), [Fleet.Row(0, true), Fleet.Row(1, false) with { Verdict = Verdict.Untested }]).FaultyNodes);
    }

    [Fact]
    public void Nodes_that_are_said_to_fail_overrule_what_addresses_suggest()
    {
        var query = new NodeComparisonQuery { Rows = [Fleet.Row(0, true), Fleet.Row(1, false), Fleet.Row(2, false)], FaultyNodes = [Fleet.Id(2)] };
        Assert.Equal(["node-2"], NodeComparison.Compare(new Fleet(3).Snapshot, query).Comparisons[0].FaultyNodes);
    }

    [Fact]
    public void A_value_that_only_some_of_the_nodes_behind_failing_addresses_have_does_not_line_up_but_is_said()
    {
        var fleet = new Fleet(6);
        fleet.ChangeInterface(1, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        NodeConfigComparison row = fleet.Compare("SecurityGroups", faulty: 3);
        Assert.False(row.LinesUpWithFault);
        Assert.Equal(["node-1"], row.OnlyFaulty);
        Assert.Contains("none that works", row.Note, StringComparison.Ordinal);
        Assert.Equal("SecurityGroups", fleet.Compare(faulty: 3)[0].Property);
    }

    [Fact]
    public void Values_of_the_failing_nodes_that_differ_among_themselves_do_not_line_up()
    {
        var fleet = new Fleet(5);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        fleet.ChangeInstance(1, one => one with { ImageId = "ami-3" });
        Assert.False(fleet.Compare("ImageId", faulty: 2).LinesUpWithFault);
        fleet.ChangeInstance(1, one => one with { ImageId = "ami-2" });
        Assert.True(fleet.Compare("ImageId", faulty: 2).LinesUpWithFault);
    }

    [Fact]
    public void What_can_explain_and_lines_up_comes_first_and_what_is_equal_last()
    {
        var fleet = new Fleet(4);
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2", Placement = new() { AvailabilityZone = "eu-west-2b", Tenancy = "dedicated" } });
        fleet.ChangeInstance(3, one => one with { VpcId = "vpc-2" });
        fleet.ChangeInterface(0, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        string[] order = [.. fleet.Compare().TakeWhile(row => row.Same == false).Select(row => row.Property)];
        Assert.Equal(["SecurityGroups", "SecurityGroupRules", "ImageId", "AvailabilityZone", "Vpc", "Tenancy"], order);
    }

    private static NodeConfigComparison Compare(Fleet fleet, NodeRow[] rows)
    {
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        return NodeComparison.Compare(fleet.Snapshot, new NodeComparisonQuery { Rows = rows }).Comparisons.Single(row => row.Property == "ImageId");
    }
}
