using System.Globalization;
using TlsPathTools.Comparison;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Comparison;

/// <summary>5,000 nodes over the whole catalogue (performance.md), and that the cost grows with the nodes.</summary>
public class ComparisonScaleTests
{
    [Fact]
    public void Five_thousand_nodes_are_compared_in_good_time_and_the_one_that_differs_is_named()
    {
        (PathSnapshot snapshot, NodeComparisonQuery query) = World(5_000);
        Measure(snapshot, query);
        (IReadOnlyList<NodeConfigComparison> rows, TimeSpan cpu, long allocated) = Measure(snapshot, query);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} properties of 5,000 nodes: {cpu.TotalMilliseconds:0} ms of CPU (of the whole process), {allocated / 1e6:0} MB allocated"));

        NodeConfigComparison first = rows[0];
        Assert.Equal(("SecurityGroups", (bool?)true, "node-4321"), (first.Property, first.LinesUpWithFault, first.Outliers.Single()));
        Assert.Equal(1 / 5_000.0, first.ChanceOfAccident!.Value, 12);
        Assert.True(cpu < TimeSpan.FromSeconds(5), $"{cpu.TotalSeconds} s of CPU");
        Assert.True(allocated < 500_000_000, $"{allocated} bytes");
    }

    [Fact]
    public void Ten_times_the_nodes_cost_about_ten_times_the_memory_and_not_a_hundred_times_the_time()
    {
        (PathSnapshot small, NodeComparisonQuery few) = World(500);
        (PathSnapshot large, NodeComparisonQuery many) = World(5_000);
        Measure(small, few);
        (_, TimeSpan shortTime, long one) = Measure(small, few);
        (_, TimeSpan longTime, long ten) = Measure(large, many);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"500: {shortTime.TotalMilliseconds:0} ms, {one / 1e6:0.0} MB; 5,000: {longTime.TotalMilliseconds:0} ms, {ten / 1e6:0.0} MB"));
        Assert.InRange((double)ten / one, 7, 14);
        Assert.True(longTime < (50 * shortTime) + TimeSpan.FromMilliseconds(200), $"{shortTime} and {longTime}");
    }

    private static (IReadOnlyList<NodeConfigComparison> Rows, TimeSpan Cpu, long Allocated) Measure(PathSnapshot snapshot, NodeComparisonQuery query)
    {
        // Other tests run meanwhile: of memory this thread's own share counts, of time there is only that of the process, which is an upper bound.
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        IReadOnlyList<NodeConfigComparison> rows = NodeComparison.Compare(snapshot, query).Comparisons;
        return (rows, Environment.CpuUsage.TotalTime - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (PathSnapshot, NodeComparisonQuery) World(int nodes)
    {
        var fleet = new Fleet(nodes);
        int odd = nodes == 5_000 ? 4_321 : 0;
        fleet.ChangeInterface(odd, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        fleet.Targets.Add(new RegisteredTargets("arn:tg", [.. Enumerable.Range(0, nodes).Select(i => new TargetHealthDescription { Target = new() { Id = Fleet.Id(i), Port = 30000 }, TargetHealth = new() { State = "healthy" } })]));
        return (fleet.Snapshot, new NodeComparisonQuery { Rows = [.. Enumerable.Range(0, nodes).Select(i => Fleet.Row(i, failing: i == odd))] });
    }
}
