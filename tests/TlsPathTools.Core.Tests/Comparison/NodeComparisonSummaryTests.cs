using TlsPathTools.Comparison;

namespace TlsPathTools.Core.Tests.Comparison;

public class NodeComparisonSummaryTests
{
    private const string NotRuledOut = "Equal security groups, network ACLs and routes do not rule these out: Test-NodeReachability evaluates them.";

    [Fact]
    public void What_lines_up_and_can_explain_is_named()
    {
        var fleet = new Fleet(4);
        fleet.ChangeInterface(0, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        fleet.ChangeInstance(0, one => one with { ImageId = "ami-2" });
        NodeComparisonSummary summary = Of(fleet, faulty: 1);
        Assert.Equal(["SecurityGroups", "SecurityGroupRules"], summary.Candidates);
        Assert.Equal(["ImageId"], summary.Hints);
        Assert.Equal(3, summary.Different);
        Assert.Equal(["node-0"], summary.FaultyNodes);
        Assert.Equal(["node-1", "node-2", "node-3"], summary.WorkingNodes);
        Assert.Equal($"{summary.Compared} properties of 4 nodes compared: 3 differ. SecurityGroups and SecurityGroupRules line up with the fault and can explain it. ImageId goes along with it, and explains nothing alone. "
            + $"{summary.Unknown} properties could not be read, and may differ. {NotRuledOut}", summary.Detail);
    }

    [Fact]
    public void Where_nothing_differs_the_nodes_are_not_cleared()
    {
        NodeComparisonSummary summary = Of(new Fleet(3), faulty: 1);
        Assert.Equal((0, 0, 0, 0), (summary.Different, summary.Candidates.Length, summary.PartCandidates.Length, summary.Hints.Length));
        Assert.Contains("properties of 3 nodes compared: none differs. Rules and routes inside of a node can differ unseen", summary.Detail, StringComparison.Ordinal);
        Assert.EndsWith(NotRuledOut, summary.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_some_of_the_failing_nodes_have_is_said_apart()
    {
        var fleet = new Fleet(6);
        fleet.ChangeInterface(1, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        NodeComparisonSummary summary = Of(fleet, faulty: 3);
        Assert.Empty(summary.Candidates);
        Assert.Equal(["SecurityGroups", "SecurityGroupRules"], summary.PartCandidates);
        Assert.Contains("2 differ. None of these lines up with the fault and can explain it. SecurityGroups and SecurityGroupRules set some of the failing nodes apart from all that work.", summary.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_nodes_a_candidate_is_said_to_be_cheap()
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { VpcId = "vpc-2" });
        Assert.Contains("Vpc lines up with the fault and can explain it. Of two nodes every difference lines up.", Of(fleet, faulty: 1).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_fault_to_line_up_with_nothing_is_called_a_candidate()
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { VpcId = "vpc-2" });
        NodeComparisonSummary summary = Of(fleet, faulty: 0);
        Assert.All((string[][])[summary.Candidates, summary.FaultyNodes, summary.WorkingNodes], Assert.Empty);
        Assert.Contains("1 differs. Which of them fail and which work is not known, so nothing can line up with the fault.", summary.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_found_is_named()
    {
        NodeComparisonResult result = NodeComparison.Compare(new Fleet(2).Snapshot, new() { Rows = [Fleet.Row(0, true), Fleet.Row(1, false), new() { NodeName = "gone" }] });
        NodeComparisonSummary summary = NodeComparisonSummary.Of(result, result.Comparisons);
        Assert.Equal(["gone"], summary.NotFound);
        Assert.Contains("Not found: gone.", summary.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_many_names_five_are_told()
    {
        NodeConfigComparison[] rows = [.. Enumerable.Range(0, 7).Select(i => new NodeConfigComparison { Property = $"P{i}", Group = default, Reason = "", Detail = "", Same = false, LinesUpWithFault = true })];
        Assert.Contains("P0, P1, P2, P3, P4 and 2 more line up", NodeComparisonSummary.Of(new() { Nodes = ["a", "b", "c"] }, rows).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_property_of_load_balancer_subnets_says_that_it_is_one()
    {
        NodeConfigComparison row = new() { Subject = ComparedKind.LoadBalancerSubnet, Property = "Routes", Group = ConfigGroup.RouteTable, Reason = "", Detail = "", Same = false, LinesUpWithFault = true, Nodes = ["subnet-a", "subnet-b"] };
        NodeComparisonSummary summary = NodeComparisonSummary.Of(new() { Nodes = ["a", "b"], FaultyNodes = ["a"], WorkingNodes = ["b"] }, [row]);
        Assert.Equal(["Routes (load balancer subnet)"], summary.Candidates);
        Assert.Equal(["subnet-a", "subnet-b"], summary.LoadBalancerSubnets);
        Assert.Equal("1 property of 2 load balancer subnets compared: 1 differs. Routes (load balancer subnet) lines up with the fault and can explain it.", summary.Detail);
    }

    private static NodeComparisonSummary Of(Fleet fleet, int faulty)
    {
        NodeComparisonResult result = NodeComparison.Compare(fleet.Snapshot, new NodeComparisonQuery { Rows = [.. Enumerable.Range(0, fleet.Nodes.Count).Select(i => Fleet.Row(i, i < faulty))] });
        return NodeComparisonSummary.Of(result, result.Comparisons);
    }
}
