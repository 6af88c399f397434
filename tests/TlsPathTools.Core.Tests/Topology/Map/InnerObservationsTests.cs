using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>When what was seen from inside singles out one node, and when it does not.</summary>
public class InnerObservationsTests
{
    private const string NodeC = "c";

    private static readonly ObservedNode[] s_three = [new(InstanceA, NodeA, "10.40.11.23"), new(InstanceB, NodeB, "10.40.12.87"), new(null, NodeC, null)];

    [Theory]
    [InlineData("in the VPC", "direct", true)]
    [InlineData("jump box in the VPC", "direct", true)]
    [InlineData("here", "through the API server", true)]
    [InlineData("API server", "direct", true)]
    [InlineData("here", "direct", false)]
    [InlineData("a laptop", "direct", false)]
    [InlineData("in the VPC", "none", false)]
    public void Only_places_behind_the_load_balancer_are_inner(string vantage, string route, bool inner)
    {
        Assert.Equal(inner, InnerObservations.IsInner(NodePortProbe(NodeA, 20, 20, vantage, route)));
        Assert.Equal(inner, Judge([NodePortProbe(NodeA, 20, 20, vantage, route), NodePortProbe(NodeB, 20, 0, vantage, route)]) is not null);
    }

    [Fact]
    public void One_that_fails_among_clean_siblings_is_singled_out_with_the_numbers()
    {
        SingledOut? singled = Judge([NodePortProbe(NodeA, 20, 18), NodePortProbe(NodeB, 20, 0), NodePortProbe(NodeC, 20, 0)]);
        Assert.Equal(InstanceA, singled!.Node.InstanceId);
        Assert.StartsWith("NodePort 32080 probed directly from in the VPC: 18 of 20 failed here, 0 of 40 at 2 siblings (p = ", singled.Reason, StringComparison.Ordinal);
        Assert.True(singled.Rate!.Value.Contains(0.9));
    }

    [Fact]
    public void Two_that_fail_are_none() => Assert.Null(Judge([NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 20), NodePortProbe(NodeC, 20, 0)]));

    [Fact]
    public void A_single_failure_of_a_sibling_is_enough_to_leave_it_open() => Assert.Null(Judge([NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 1), NodePortProbe(NodeC, 20, 0)]));

    [Fact]
    public void Without_a_clean_sibling_nothing_is_compared()
    {
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20)]));
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 4, 0)]));
        Assert.Null(new InnerObservations([NodePortProbe(NodeA, 20, 20)], []).Judge([s_three[0]], NodePort));
    }

    [Theory]
    [InlineData(5, 5, 5, true)]
    [InlineData(4, 4, 20, false)]
    [InlineData(20, 3, 20, false)]
    [InlineData(20, 8, 20, true)]
    public void There_must_be_enough_attempts_and_a_difference_that_chance_does_not_make(int attempts, int failures, int siblings, bool singled) =>
        Assert.Equal(singled, Judge([NodePortProbe(NodeA, attempts, failures), NodePortProbe(NodeB, siblings, 0)]) is not null);

    [Fact]
    public void The_more_nodes_were_looked_at_the_more_it_takes()
    {
        NodePortResult[] two = [NodePortProbe(NodeA, 10, 5), NodePortProbe(NodeB, 12, 0)];
        Assert.NotNull(Judge(two));
        ObservedNode[] many = [.. s_three, .. Enumerable.Range(0, 40).Select(i => new ObservedNode(null, $"n{i}", null))];
        // The same 12 clean attempts' worth of evidence a node; the pool grows, but so does the choice.
        Assert.NotNull(new InnerObservations([.. two, .. Enumerable.Range(0, 40).Select(i => NodePortProbe($"n{i}", 12, 0))], []).Judge(many, NodePort));
        Assert.Null(new InnerObservations([NodePortProbe(NodeA, 20, 1), .. Enumerable.Range(0, 40).Select(i => NodePortProbe($"n{i}", 20, 0))], []).Judge(many, NodePort));
    }

    [Fact]
    public void Probes_of_another_NodePort_or_of_no_sibling_play_no_part()
    {
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20, port: 31443), NodePortProbe(NodeB, 20, 0, port: 31443)]));
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20), NodePortProbe("somewhere-else", 20, 0)]));
    }

    [Fact]
    public void Two_ways_are_two_experiments_and_are_not_mixed()
    {
        // Each node was probed by one way alone: there is no comparison.
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20, "here", "through the API server"), NodePortProbe(NodeB, 20, 0)]));
        // Directly the node answers: what fails through the API server is the way from there.
        Assert.Null(Judge([.. Pair("here", "through the API server"), NodePortProbe(NodeA, 20, 0), NodePortProbe(NodeB, 20, 0)]));
        // The other way round proves nothing, because the API server comes from elsewhere and speaks HTTP.
        Assert.NotNull(Judge([.. Pair("in the VPC", "direct"), NodePortProbe(NodeA, 20, 0, "here", "through the API server"), NodePortProbe(NodeB, 20, 0, "here", "through the API server")]));

        static NodePortResult[] Pair(string vantage, string route) => [NodePortProbe(NodeA, 20, 20, vantage, route), NodePortProbe(NodeB, 20, 0, vantage, route)];
    }

    [Fact]
    public void The_last_result_of_a_node_stands()
    {
        NodePortResult earlier = NodePortProbe(NodeA, 20, 20) with { LastAttemptUtc = Now };
        NodePortResult later = NodePortProbe(NodeA, 20, 0) with { LastAttemptUtc = Now.AddMinutes(5) };
        Assert.Null(Judge([later, earlier, NodePortProbe(NodeB, 20, 0)]));
    }

    [Fact]
    public void A_node_is_known_by_instance_name_or_address()
    {
        NodePortResult byInstance = NodePortProbe(null, 20, 20, instance: InstanceA);
        NodePortResult byAddress = NodePortProbe(null, 20, 0) with { PrivateIpAddress = "10.40.12.87" };
        Assert.Equal(NodeA, Judge([byInstance, byAddress])!.Node.NodeName);
        // A new node with an old one's address is another node.
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 20, instance: "i-other") with { PrivateIpAddress = "10.40.11.23" }, byAddress]));
    }

    [Theory]
    [InlineData(SyncState.Stale, SyncState.Fresh, true)]
    [InlineData(SyncState.Failing, SyncState.Fresh, true)]
    [InlineData(SyncState.Stale, SyncState.CannotSee, false)]
    [InlineData(SyncState.Stale, SyncState.Stale, false)]
    [InlineData(SyncState.CannotSee, SyncState.Fresh, false)]
    [InlineData(SyncState.Absent, SyncState.Fresh, false)]
    [InlineData(SyncState.Fresh, SyncState.Fresh, false)]
    public void A_stale_sync_singles_out_against_a_fresh_sibling(SyncState a, SyncState b, bool singled)
    {
        SingledOut? found = Judge([], Proxy(NodeA, a), Proxy(NodeB, b), Proxy(NodeC, SyncState.CannotSee));
        Assert.Equal(singled, found is not null);
        if (singled)
            Assert.Contains("while 1 sibling is fresh", found!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_kinds_of_observation_agree_or_nobody_is_singled_out()
    {
        NodePortResult[] probes = [NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 0), NodePortProbe(NodeC, 20, 0)];
        Assert.Contains("; kube-proxy: its sync is stale", Judge(probes, Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh))!.Reason, StringComparison.Ordinal);
        Assert.Null(Judge(probes, Proxy(NodeA, SyncState.Fresh), Proxy(NodeB, SyncState.Stale)));
    }

    [Fact]
    public void A_stale_kube_proxy_whose_NodePort_answers_directly_is_not_the_fault() =>
        Assert.Null(Judge([NodePortProbe(NodeA, 20, 0), NodePortProbe(NodeB, 20, 0)], Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh)));

    private static SingledOut? Judge(NodePortResult[] results, params NodeKubeProxy[] proxies) => new InnerObservations(results, proxies).Judge(s_three, NodePort);
}
