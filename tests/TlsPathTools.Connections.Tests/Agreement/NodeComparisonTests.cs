using TlsPathTools.Comparison;
using TlsPathTools.Connections.Tests.Labs;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>What a comparison of the nodes says in each scenario, from what was read and measured there.</summary>
public class NodeComparisonTests(MappedScenarios scenarios)
{
    private static readonly ConfigGroup[] s_rules = [ConfigGroup.SecurityGroups, ConfigGroup.NetworkAcl, ConfigGroup.RouteTable];

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Equal_groups_and_rules_are_never_called_proof(string name)
    {
        (NodeConfigComparison[] rows, NodeComparisonSummary summary) = await OfAsync(name);
        NodeConfigComparison[] equal = [.. rows.Where(row => row.Same == true && s_rules.Contains(row.Group))];
        Assert.All(equal, row => Assert.Contains("prove nothing", row.Note, StringComparison.Ordinal));
        Assert.All(equal, row => Assert.Contains("Test-NodeReachability evaluates them", row.Note, StringComparison.Ordinal));
        Assert.Equal(equal.Length > 0, summary.Detail.Contains("do not rule these out: Test-NodeReachability evaluates them", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Rows_and_summary_say_the_same(string name)
    {
        (NodeConfigComparison[] rows, NodeComparisonSummary summary) = await OfAsync(name);
        Assert.Equal(rows.Count(row => row.Same is not null), summary.Compared);
        Assert.Equal(rows.Count(row => row.Same == false), summary.Different);
        Assert.Equal(rows.Count(row => row is { Same: false, LinesUpWithFault: true, CanExplain: CanExplain.Yes }), summary.Candidates.Length);
        Assert.Empty(summary.NotFound);
        // What matters is first: no row that can explain and lines up comes after one that does not.
        foreach (IGrouping<ComparedKind, NodeConfigComparison> subject in rows.GroupBy(row => row.Subject))
            Assert.Equal(subject.Count(IsCandidate), subject.TakeWhile(IsCandidate).Count());
        foreach (TlsPathRecord record in (TlsPathRecord[])[summary, .. rows])
            Assert.Equal(record, TlsPathJson.Deserialize(TlsPathJson.Serialize(record)));
    }

    [Fact]
    public async Task In_S08_the_routes_of_the_load_balancers_subnet_come_first()
    {
        (NodeConfigComparison[] rows, NodeComparisonSummary summary) = await OfAsync("s08-lb-subnet-without-route");
        Assert.Equal((ComparedKind.LoadBalancerSubnet, "Routes"), (rows[0].Subject, rows[0].Property));
        Assert.Equal(["Routes (load balancer subnet)"], summary.Candidates);
    }

    [Fact]
    public async Task In_S10_the_node_without_a_pod_comes_first_and_is_called_by_design_with_the_check_that_does_not_see_it()
    {
        (NodeConfigComparison[] rows, NodeComparisonSummary summary) = await OfAsync("s10-local-policy-wrong-check");
        Assert.Equal((true, CanExplain.Yes), (rows[0].LinesUpWithFault, rows[0].CanExplain));
        Assert.StartsWith("ReadyEndpoints ", rows[0].Property, StringComparison.Ordinal);
        Assert.Matches(@"Local: a node without a ready pod of its own answers nobody, by design, and a new node in its place would do the same\. A health check of port \d+ would keep flows away from it; that of .+ asks port 10256, which says nothing of pods\.", rows[0].Reason);
        Assert.Equal([rows[0].Property], summary.Candidates);
    }

    [Fact]
    public async Task In_S11_where_the_pods_are_comes_first_and_the_rules_between_the_nodes_are_to_be_evaluated()
    {
        (NodeConfigComparison[] rows, NodeComparisonSummary summary) = await OfAsync("s11-node-group-blocks-pods");
        Assert.StartsWith("ReadyEndpoints ", rows[0].Property, StringComparison.Ordinal);
        Assert.Equal((true, CanExplain.CorrelationOnly), (rows[0].LinesUpWithFault, rows[0].CanExplain));
        Assert.Contains("would move with the pods: Test-NodeReachability evaluates it.", rows[0].Reason, StringComparison.Ordinal);
        // The groups of both nodes are the same, and they are the cause.
        Assert.True(rows.Single(row => row is { Subject: ComparedKind.Node, Property: "SecurityGroups" }).Same);
        Assert.Empty(summary.Candidates);
        Assert.Equal(rows[0].Property, summary.Hints[0]);
    }

    [Fact]
    public async Task In_the_incident_nothing_that_can_be_read_explains_it()
    {
        (_, NodeComparisonSummary summary) = await OfAsync("relay-node-fault");
        Assert.Equal((1, 1), (summary.FaultyNodes.Length, summary.WorkingNodes.Length));
        Assert.Empty(summary.Candidates);
        Assert.Contains("None of these lines up with the fault and can explain it.", summary.Detail, StringComparison.Ordinal);
        Assert.Contains("Test-NodePort tries what they do", summary.Detail, StringComparison.Ordinal);
    }

    private static bool IsCandidate(NodeConfigComparison row) => row is { Same: false, LinesUpWithFault: true, CanExplain: CanExplain.Yes };

    private async Task<(NodeConfigComparison[] Rows, NodeComparisonSummary Summary)> OfAsync(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        NodeRow[] rows = [.. scenario.Map(scenario.Measured).Select(NodeRow.Of)];
        NodeComparisonResult result = NodeComparison.Compare(scenario.Snapshot, new NodeComparisonQuery { Rows = rows });
        NodeConfigComparison[] all = [.. NodeComparison.InOrder(result.Comparisons.Concat(LoadBalancerSubnetComparisons.Compare(scenario.Snapshot, rows)))];
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {NodeComparisonSummary.Of(result, all).Detail}\n  first: {(all.Length == 0 ? "" : $"{all[0]} {all[0].Reason}")}");
        return (all, NodeComparisonSummary.Of(result, all));
    }
}
