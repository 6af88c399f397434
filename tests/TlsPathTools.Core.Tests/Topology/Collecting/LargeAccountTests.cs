using System.Diagnostics;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Core.Tests.Topology.Collecting;

public class LargeAccountTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Each_thing_is_asked_for_once_and_the_map_comes_at_once()
    {
        (ICloudReader cloud, CountingReader asked) = LargeAccount.Cloud();
        (IClusterReader cluster, CountingReader listed) = LargeAccount.Cluster();
        MapAddress[] addresses = [.. LargeAccount.Addresses.Select(address => new MapAddress(address))];

        PathSnapshot snapshot = await new SnapshotCollector([cloud], [cluster]).CollectAsync(
            new SnapshotRequest { Addresses = addresses, Parts = SnapshotParts.Map }, TestContext.Current.CancellationToken);
        long memory = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, new MapQuery { Addresses = addresses }, NodeKubeProxies.Find(snapshot));
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
        double megabytes = (GC.GetAllocatedBytesForCurrentThread() - memory) / 1e6;
        output.WriteLine($"{rows.Count} rows: {cpu.TotalSeconds:f2} s of CPU of the whole process, {megabytes:f0} MB allocated");

        Assert.Empty(snapshot.Gaps);
        Assert.Equal(LargeAccount.Targets, snapshot.Clouds[0].Targets.Sum(group => group.Targets.Length));
        Assert.Equal(2 * LargeAccount.Targets, rows.Count);
        Assert.All(rows, row => Assert.Equal((row.TargetId, $"node-{row.TargetId![2..]}", true, "workers"), (row.InstanceId, row.NodeName, row.NodeReady, row.AutoScalingGroupName)));
        // Of each kind once, or once a resource where the API takes no more; what one call asks the reader puts into the fewest pages.
        Assert.Equal(
            [
                // The groups name their instances: those are not asked for by fifty.
                "DescribeAutoScalingGroups 1", "DescribeInstances 1", $"DescribeListeners {LargeAccount.Balancers}",
                $"DescribeLoadBalancerAttributes {LargeAccount.Balancers}", "DescribeLoadBalancers 1",
                // By the addresses, and by the load balancers.
                "DescribeNetworkInterfaces 2", "DescribeTags 1", $"DescribeTargetGroupAttributes {LargeAccount.Groups}", $"DescribeTargetGroups {LargeAccount.Balancers}",
                $"DescribeTargetHealth {LargeAccount.Groups}", "GetCallerIdentity 1",
            ],
            asked.Calls);
        Assert.Equal(
            ["GetCaller 1", "GetVersion 1", "List endpointslices.discovery.k8s.io 1", "List nodes 1", "List pods 1", "List services 1", "List targetgroupbindings.elbv2.k8s.aws 1"],
            listed.Calls);
        // Loosely, for a busy machine: the line above is the measurement.
        Assert.InRange(cpu.TotalSeconds, 0, 8);
        Assert.InRange(megabytes, 0, 200);
    }
}
