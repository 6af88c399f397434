using System.Diagnostics;
using System.Globalization;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Scale;

/// <summary>Counts and measures what a large fleet costs: alone, because it reads the process's own clocks.</summary>
[CollectionDefinition(nameof(LargeWorldTests), DisableParallelization = true)]
[Collection(nameof(LargeWorldTests))]
public class LargeWorldTests
{
    [Fact]
    public async Task A_fleet_is_read_in_the_fewest_requests_and_mapped_exactly_and_in_good_time()
    {
        await using LargeWorld large = LargeWorld.Build();
        await using var aws = new ApiRelay(large.Aws.Endpoint);
        await using var kubernetes = new ApiRelay(large.Kubernetes.Endpoint);
        using var folder = new TempFolder();
        string config = large.Kubernetes.KubeConfig;
        int authority = config.IndexOf("certificate-authority-data: ", StringComparison.Ordinal) + "certificate-authority-data: ".Length;
        config = string.Concat(config.AsSpan(0, authority), Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(TestCertificates.Authority.ExportCertificatePem())), config.AsSpan(config.IndexOf('\n', authority)))
            .Replace(large.Kubernetes.Endpoint.GetLeftPart(UriPartial.Authority), kubernetes.Endpoint.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);
        using PathAccess access = await PathAccess.OpenAsync(new AccessOptions
        {
            Region = large.World.Cloud.Region,
            AccessKeyId = large.World.Credentials.AccessKeyId,
            SecretAccessKey = large.World.Credentials.SecretAccessKey,
            EndpointUrl = aws.Endpoint.AbsoluteUri.TrimEnd('/'),
            KubeConfigPath = folder.Write("config", config),
        }, TestContext.Current.CancellationToken);
        MapAddress[] addresses = [.. large.World.Cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones).Select(zone => new MapAddress($"{zone.FrontAddress}"))];

        long began = Stopwatch.GetTimestamp();
        var collector = new SnapshotCollector([access.Cloud!], [access.Cluster!]);
        PathSnapshot snapshot = await collector.CollectAsync(new SnapshotRequest { Addresses = addresses, Parts = SnapshotParts.Map }, TestContext.Current.CancellationToken);
        TimeSpan reading = Stopwatch.GetElapsedTime(began);
        Assert.Empty(snapshot.Gaps);
        Assert.Equal(Fewest(large), aws.Counts.Concat(kubernetes.Counts).OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary());

        // Warm: once the code is compiled.
        TargetNodeMap.Build(snapshot, new MapQuery { Addresses = addresses[..1] }, []);
        GC.Collect();
        long live = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, new MapQuery { Addresses = addresses }, []);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long kept = GC.GetTotalMemory(forceFullCollection: true) - live;
        using var process = Process.GetCurrentProcess();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{aws.Counts.Values.Sum()} requests of AWS (at most {aws.MostAtOnce} at once), {kubernetes.Counts.Values.Sum()} of Kubernetes, read in {reading.TotalSeconds:0.0} s with both APIs in this process; {rows.Count} rows in {cpu.TotalMilliseconds:0} ms of CPU, {allocated / 1e6:0} MB allocated, {kept / 1e6:0} MB kept; peak of the process with the world in it {process.PeakWorkingSet64 / 1e6:0} MB"));

        // Each target stands at both addresses of its load balancer.
        Assert.Equal(2 * LargeWorld.Groups * LargeWorld.TargetsInGroup, rows.Count);
        Assert.Equal(LargeWorld.Groups * LargeWorld.TargetsInGroup, rows.Count(row => row.Reachable == true));
        Assert.All(rows, row => Assert.Equal(2, row.UsableEndpoints));
        Assert.All(rows, row => Assert.Equal((large.World.Cloud.Instances[row.InstanceId!].NodeName, $"{large.World.Cloud.Instances[row.InstanceId!].PrivateIp}", large.World.Cloud.Instances[row.InstanceId!].AutoScalingGroupName), (row.NodeName, row.PrivateIpAddress, row.AutoScalingGroupName)));
        Assert.True(cpu < TimeSpan.FromSeconds(5), $"{cpu}");
        Assert.True(allocated < 400_000_000, $"{allocated}");
    }

    // By the limits of the API references: ids, names and results a request may hold.
    private static Dictionary<string, int> Fewest(LargeWorld large)
    {
        int Pages(int items, int page) => (items + page - 1) / page;
        ClusterStore store = large.World.Cluster;
        return new Dictionary<string, int>
        {
            ["GetCallerIdentity"] = 1,
            // The addresses', and then those of the load balancers that they belong to.
            ["DescribeNetworkInterfaces"] = 1 + 1,
            ["DescribeLoadBalancers"] = Pages(LargeWorld.Balancers, 20),
            ["DescribeLoadBalancerAttributes"] = LargeWorld.Balancers,
            ["DescribeListeners"] = LargeWorld.Balancers,
            ["DescribeTargetGroups"] = LargeWorld.Balancers,
            ["DescribeTargetGroupAttributes"] = LargeWorld.Groups,
            ["DescribeTargetHealth"] = LargeWorld.Groups,
            ["DescribeTags"] = Pages(LargeWorld.Balancers + LargeWorld.Groups, 20),
            ["DescribeInstances"] = Pages(LargeWorld.Nodes, 1000),
            ["DescribeAutoScalingGroups"] = 1,
            ["/version"] = 1,
            ["/apis/authentication.k8s.io/v1/selfsubjectreviews"] = 1,
            ["/api/v1/nodes"] = Pages(store.List(ResourceKinds.Nodes).Count, 500),
            ["/api/v1/pods"] = Pages(store.List(ResourceKinds.Pods).Count, 500),
            ["/api/v1/services"] = Pages(store.List(ResourceKinds.Services).Count, 500),
            ["/apis/discovery.k8s.io/v1/endpointslices"] = Pages(store.List(ResourceKinds.EndpointSlices).Count, 500),
            ["/apis/elbv2.k8s.aws/v1beta1/targetgroupbindings"] = 1,
        }.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary();
    }
}
