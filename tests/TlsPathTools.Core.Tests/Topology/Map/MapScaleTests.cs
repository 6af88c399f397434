using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>5,000 nodes, 500 target groups, 20,000 targets (performance.md), and that the cost grows with the rows.</summary>
public class MapScaleTests
{
    private const int TargetsPerGroup = 40;

    [Fact]
    public void Five_thousand_nodes_and_twenty_thousand_targets_are_mapped_exactly_and_in_good_time()
    {
        (PathSnapshot snapshot, MapQuery query) = World(nodes: 5_000, groups: 500);
        TargetNodeMap.Build(snapshot, query with { Addresses = [query.Addresses[0]] }, []);
        (IReadOnlyList<TargetNode> rows, TimeSpan cpu, long allocated) = Measure(() => TargetNodeMap.Build(snapshot, query, []));
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} rows: {cpu.TotalMilliseconds:0} ms of CPU (of the whole process), {allocated / 1e6:0} MB allocated"));

        Assert.Equal(2 * 500 * TargetsPerGroup, rows.Count);
        Assert.True(cpu < TimeSpan.FromSeconds(5), $"{cpu.TotalSeconds} s of CPU");
        Assert.True(allocated < 200_000_000, $"{allocated} bytes");

        // Group 123 has nodes 4,920 to 4,959; its addresses are those of zones a and b, with cross-zone off.
        TargetNode[] sample = [.. rows.Where(row => row is { IPAddress: "100.0.123.1", Reachable: true })];
        Assert.Equal(Enumerable.Range(123 * TargetsPerGroup, TargetsPerGroup).Where(i => i % 2 == 0).Select(Id), sample.Select(row => row.InstanceId).Order());
        Assert.All(sample, row => Assert.Equal((1.0 / sample.Length, "service-123", (int?)30123, (int?)2, $"node-{Number(row.InstanceId!)}"), (row.Share!.Value, row.ServiceName, row.NodePort, row.UsableEndpoints, row.NodeName)));
    }

    [Fact]
    public void Ten_times_the_rows_cost_about_ten_times_the_memory()
    {
        (PathSnapshot small, MapQuery few) = World(nodes: 500, groups: 50);
        (PathSnapshot large, MapQuery many) = World(nodes: 5_000, groups: 500);
        TargetNodeMap.Build(small, few, []);
        long one = Measure(() => TargetNodeMap.Build(small, few, [])).Allocated;
        long ten = Measure(() => TargetNodeMap.Build(large, many, [])).Allocated;
        Assert.InRange((double)ten / one, 7, 15);
    }

    private static (IReadOnlyList<TargetNode> Rows, TimeSpan Cpu, long Allocated) Measure(Func<IReadOnlyList<TargetNode>> build)
    {
        // Other tests run meanwhile: of memory this thread's own share counts, of time there is only that of the process, which is an upper bound.
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        IReadOnlyList<TargetNode> rows = build();
        return (rows, Environment.CpuUsage.TotalTime - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static string Id(int node) => string.Create(CultureInfo.InvariantCulture, $"i-{node % 5_000:x17}");

    private static int Number(string id) => int.Parse(id[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    // A load balancer and two addresses per group; each group has 40 nodes in turn, half of them in either zone.
    private static (PathSnapshot Snapshot, MapQuery Query) World(int nodes, int groups)
    {
        string[] balancers = [.. Enumerable.Range(0, groups).Select(i => BalancerArn($"balancer-{i}", "network"))];
        string[] arns = [.. Enumerable.Range(0, groups).Select(i => GroupArn($"group-{i}"))];
        string[] addresses = [.. Enumerable.Range(0, groups).SelectMany(i => (string[])[Address(i, 1), Address(i, 2)])];
        World world = Incident();
        CloudState cloud = world.Cloud with
        {
            AddressesLookedUp = addresses,
            NetworkInterfaces = [.. Enumerable.Range(0, groups).SelectMany(i => (NetworkInterface[])[Interface($"eni-{i}a", balancers[i], ZoneA, $"10.1.{i / 250}.{i % 250}", Address(i, 1)), Interface($"eni-{i}b", balancers[i], ZoneB, $"10.2.{i / 250}.{i % 250}", Address(i, 2))])],
            LoadBalancers = [.. balancers.Select((arn, i) => world.Cloud.LoadBalancers[0] with { LoadBalancerArn = arn, LoadBalancerName = $"balancer-{i}", DNSName = DnsName($"balancer-{i}") })],
            Names = [.. balancers.Select((arn, i) => new LoadBalancerName(arn, DnsName($"balancer-{i}"), [Address(i, 1), Address(i, 2)], Answered: true))],
            Settings = [.. arns.Concat(balancers).Select(arn => new ResourceSettings(arn, Values()))],
            Tags = [.. arns.Concat(balancers).Select(arn => new ResourceSettings(arn, Values(("ManagedBy", "terraform"))))],
            Listeners = [.. balancers.Select((arn, i) => world.Cloud.Listeners[0] with { ListenerArn = ListenerArn(arn, 443), LoadBalancerArn = arn, DefaultActions = [new() { Type = "forward", TargetGroupArn = arns[i] }] })],
            TargetGroups = [.. arns.Select((arn, i) => InstanceGroup($"group-{i}", balancers[i], 30_000 + i))],
            Targets = [.. arns.Select((arn, i) => new RegisteredTargets(arn, [.. Enumerable.Range(i * TargetsPerGroup, TargetsPerGroup).Select(target => Target(Id(target % nodes), 30_000 + i))]))],
            Instances = [.. Enumerable.Range(0, nodes).Select(i => Instance(Id(i), i % 2 == 0 ? ZoneA : ZoneB, $"10.3.{i / 250}.{i % 250}"))],
            AutoScalingInstances = [.. Enumerable.Range(0, nodes).Select(i => new AutoScalingInstanceDetails { InstanceId = Id(i), AutoScalingGroupName = AutoScaling })],
        };
        ClusterState cluster = world.Cluster! with
        {
            Nodes = [.. Enumerable.Range(0, nodes).Select(i => Node($"node-{i}", Id(i), i % 2 == 0 ? ZoneA : ZoneB, $"10.3.{i / 250}.{i % 250}"))],
            Services = [.. Enumerable.Range(0, groups).Select(i => Service("scale", $"service-{i}", 30_000 + i))],
            EndpointSlices = [.. Enumerable.Range(0, groups).Select(i => Slice("scale", $"service-{i}", Endpoint($"10.4.{i / 250}.{i % 250}", "node-0"), Endpoint($"10.5.{i / 250}.{i % 250}", "node-1")))],
            Pods = [],
        };
        return ((world with { Cloud = cloud, Cluster = cluster }).Snapshot, new MapQuery { Addresses = [.. addresses.Select((address, i) => Probed(address, 20, i % 2 * 20))] });
    }

    private static string Address(int group, int zone) => string.Create(CultureInfo.InvariantCulture, $"100.{group / 250}.{group % 250}.{zone}");
}
