using System.Globalization;
using TlsPathTools.Comparison;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Comparison;

/// <summary>5,000 nodes over the whole catalogue (performance.md), and that the cost grows with the nodes. Alone, because it reads the process's own clock.</summary>
[CollectionDefinition(nameof(ComparisonScaleTests), DisableParallelization = true)]
[Collection(nameof(ComparisonScaleTests))]
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

    /// <summary>What is quadratic anywhere would cost 25 times as much. The least of several runs is what the work costs: a busy machine only adds to it.</summary>
    [Fact]
    public void Five_times_the_nodes_cost_about_five_times_the_memory_and_the_time()
    {
        (PathSnapshot small, NodeComparisonQuery few) = World(1_000);
        (PathSnapshot large, NodeComparisonQuery many) = World(5_000);
        var ofFew = new List<(double Cpu, long Allocated)>();
        var ofMany = new List<(double Cpu, long Allocated)>();
        for (int run = 0; run < 8; run++)
        {
            (_, TimeSpan one, long some) = Measure(small, few);
            ofFew.Add((one.TotalMilliseconds, some));
            (_, TimeSpan five, long more) = Measure(large, many);
            ofMany.Add((five.TotalMilliseconds, more));
        }

        double time = ofMany.Min(run => run.Cpu) / ofFew.Min(run => run.Cpu);
        double memory = (double)ofMany[^1].Allocated / ofFew[^1].Allocated;
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"1,000: {ofFew.Min(run => run.Cpu):0} ms, {ofFew[^1].Allocated / 1e6:0.0} MB; 5,000: {ofMany.Min(run => run.Cpu):0} ms, {ofMany[^1].Allocated / 1e6:0.0} MB; ratios {time:0.0} and {memory:0.0}"));
        Assert.InRange(memory, 3.5, 7);
        Assert.True(time < 8, $"{time}");
    }

    private static (IReadOnlyList<NodeConfigComparison> Rows, TimeSpan Cpu, long Allocated) Measure(PathSnapshot snapshot, NodeComparisonQuery query)
    {
        // Of memory this thread's own share counts, of time there is only that of the process, which is an upper bound.
        GC.Collect();
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        IReadOnlyList<NodeConfigComparison> rows = NodeComparison.Compare(snapshot, query).Comparisons;
        return (rows, Environment.CpuUsage.TotalTime - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (PathSnapshot, NodeComparisonQuery) World(int nodes)
    {
        var fleet = new Fleet(nodes);
        int odd = nodes == 5_000 ? 4_321 : 0;
        for (int i = 0; i < nodes; i++)
        {
            fleet.ChangeCni(i, [.. CniSetting.Variables.Select(name => new CniSetting(name, "true"))]);
            fleet.ChangePolicyAgent(i, new CniSetting(CniSetting.Flags[0], "true"));
        }

        fleet.ChangeInterface(odd, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] });
        fleet.Targets.Add(new RegisteredTargets("arn:tg", [.. Enumerable.Range(0, nodes).Select(i => new TargetHealthDescription { Target = new() { Id = Fleet.Id(i), Port = 30000 }, TargetHealth = new() { State = "healthy" } })]));
        return (fleet.Snapshot, new NodeComparisonQuery { Rows = [.. Enumerable.Range(0, nodes).Select(i => Fleet.Row(i, failing: i == odd))] });
    }
}
