using System.Globalization;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>5,000 nodes that each have pods of one service (performance.md): every node can send a flow to every pod, and no pair is looked at by itself.</summary>
public class ReachabilityScaleTests
{
    // What is denied is told in its own words, row by row: that costs memory, which is given back as rows go down the pipeline.
    [Theory]
    [InlineData(false, 200_000_000)]
    [InlineData(true, 500_000_000)]
    public void Five_thousand_nodes_and_twenty_thousand_pods_are_judged_in_good_time(bool shut, long bytes)
    {
        (PathSnapshot snapshot, IReadOnlyList<TargetNode> rows) = Of(5_000, shut);
        Measure(snapshot, [.. rows.Take(10)]);
        (IReadOnlyList<ReachabilityCheck> checks, TimeSpan cpu, long allocated) = Measure(snapshot, rows);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{checks.Count} hops: {cpu.TotalMilliseconds:0} ms of CPU (of the whole process), {allocated / 1e6:0} MB allocated"));
        Assert.Equal(2 + (2 * 5_000 * 3), checks.Count);
        Assert.All(checks.Where(check => check.Hop is not ReachabilityHop.NodeToPod), check => Assert.Equal(ReachabilityVerdict.Allowed, check.Reachability));
        // Every fourth pod is in a subnet that, where it is shut, lets nobody in.
        Assert.All(checks.Where(check => check.Hop is ReachabilityHop.NodeToPod), check => Assert.Equal(
            shut ? (ReachabilityVerdict.Partial, "acl-pods") : (ReachabilityVerdict.Allowed, null), (check.Reachability, check.DecidedBy)));
        Assert.True(cpu < TimeSpan.FromSeconds(5), $"{cpu.TotalSeconds} s of CPU");
        Assert.True(allocated < bytes, $"{allocated} bytes");
    }

    [Fact]
    public void Ten_times_the_nodes_cost_about_ten_times_the_memory()
    {
        (PathSnapshot small, IReadOnlyList<TargetNode> few) = Of(500, shut: true);
        (PathSnapshot large, IReadOnlyList<TargetNode> many) = Of(5_000, shut: true);
        Measure(small, few);
        long one = Measure(small, few).Allocated;
        long ten = Measure(large, many).Allocated;
        Assert.InRange((double)ten / one, 6, 14);
    }

    private static (IReadOnlyList<ReachabilityCheck> Checks, TimeSpan Cpu, long Allocated) Measure(PathSnapshot snapshot, IReadOnlyList<TargetNode> rows)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        IReadOnlyList<ReachabilityCheck> checks = NodeReachability.Check(snapshot, rows, new ReachabilityOptions());
        return (checks, Environment.CpuUsage.TotalTime - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (PathSnapshot, IReadOnlyList<TargetNode>) Of(int nodes, bool shut)
    {
        var network = new IncidentNetwork();
        static string Address(int node, int pod) => string.Create(CultureInfo.InvariantCulture, $"10.40.{32 + (((node * 5) + pod) / 250)}.{((node * 5) + pod) % 250}");
        static string Id(int node) => string.Create(CultureInfo.InvariantCulture, $"i-{node:x17}");
        network.Interfaces.Clear();
        network.Interfaces.AddRange(Enumerable.Range(0, nodes).SelectMany(i => (NetworkInterface[])
        [
            IncidentNetwork.Nic($"eni-{i}", Id(i), i % 2 == 0 ? "nodes-a" : "nodes-b", Address(i, 0), Address(i, 1), Address(i, 2), Address(i, 3)),
            IncidentNetwork.Nic($"eni-{i}-pods", Id(i), "pods", Address(i, 4)),
        ]));
        network.Acls["pods"] = IncidentNetwork.Acl("acl-pods", "pods", shut ? [] : [IncidentNetwork.Entry(100), IncidentNetwork.Entry(100, egress: true)]);
        network.Tables["pods"] = IncidentNetwork.Table("rtb-pods", "pods");
        network.World = network.World with
        {
            Cloud = network.World.Cloud with
            {
                Targets = [new(Group, [.. Enumerable.Range(0, nodes).Select(i => Target(Id(i), NodePort))])],
                Instances = [.. Enumerable.Range(0, nodes).Select(i => Instance(Id(i), i % 2 == 0 ? ZoneA : ZoneB, Address(i, 0)))],
            },
            Cluster = network.World.Cluster! with
            {
                Nodes = [.. Enumerable.Range(0, nodes).Select(i => Node($"node-{i}", Id(i), i % 2 == 0 ? ZoneA : ZoneB, Address(i, 0)))],
                EndpointSlices = [.. Enumerable.Range(0, nodes).Chunk(25).Select(chunk => Slice("hutch", "hutch-relay", [.. chunk.SelectMany(i => Enumerable.Range(1, 4).Select(pod => Endpoint(Address(i, pod), $"node-{i}")))]))],
                Pods = [],
            },
        };
        PathSnapshot snapshot = network.Snapshot;
        return (snapshot, TargetNodeMap.Build(snapshot, Seen, []));
    }
}
