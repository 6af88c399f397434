using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>What holds for every world, shown on random ones.</summary>
public class MapPropertyTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_shares_of_an_address_sum_to_the_weights_of_the_groups_that_can_be_reached(int seed)
    {
        (PathSnapshot snapshot, MapQuery query) = Random(seed);
        foreach (IGrouping<string?, TargetNode> address in TargetNodeMap.Build(snapshot, query, []).GroupBy(row => row.IPAddress))
        {
            var groups = address.GroupBy(row => row.TargetGroupArn).ToList();
            // The row of a group without targets shows the share that nobody answers.
            double expected = groups.Where(group => group.Any(row => row.Reachable == true || row.TargetId is null)).Sum(group => group.First().Weight!.Value);
            Assert.Equal(expected, address.Sum(row => row.Share ?? 0), 9);
            Assert.All(address, row => Assert.Equal((row.Reachable == true || row.TargetId is null) && row.Weight > 0, row.Share > 0));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_of_what_was_read_changes_nothing(int seed)
    {
        (PathSnapshot snapshot, MapQuery query) = Random(seed);
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, query, []);
        var random = new Random(seed);
        PathSnapshot shuffled = snapshot with
        {
            Clouds = [.. snapshot.Clouds.Select(cloud => Shuffled(cloud, random))],
            Clusters = [.. snapshot.Clusters.Select(cluster => Shuffled(cluster, random))],
        };
        MapQuery other = query with { Addresses = Shuffle([.. query.Addresses], random), NodePorts = Shuffle([.. query.NodePorts], random) };
        Assert.Equal(rows, TargetNodeMap.Build(shuffled, other, []));
        Assert.Equal(EndpointLoadBalancers.Find(snapshot, query.Addresses), EndpointLoadBalancers.Find(shuffled, other.Addresses));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_snapshot_that_went_through_JSON_gives_the_same_rows_and_so_do_the_rows(int seed)
    {
        (PathSnapshot snapshot, MapQuery query) = Random(seed);
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, query, []);
        var read = (PathSnapshot)TlsPathJson.Deserialize(TlsPathJson.Serialize(snapshot));
        Assert.Equal(rows, TargetNodeMap.Build(read, query, []));
        Assert.Equal(rows, rows.Select(row => (TargetNode)TlsPathJson.Deserialize(TlsPathJson.Serialize(row))));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void At_most_one_node_is_suspect_and_only_behind_an_address_that_fails(int seed)
    {
        (PathSnapshot snapshot, MapQuery query) = Random(seed);
        TargetNode[] suspects = [.. TargetNodeMap.Build(snapshot, query, []).Where(row => row.Suspect)];
        Assert.All(suspects, row => Assert.True(row is { AddressFailing: true, Reachable: true, NodePort: not null, SuspectReason: not null }));
        Assert.All(suspects.GroupBy(row => row.IPAddress), group => Assert.Single(group.Select(row => row.InstanceId).Distinct()));
        Assert.DoesNotContain(TargetNodeMap.Build(snapshot, query with { NodePorts = [] }, []), row => row.Suspect);
    }

    [Fact]
    public void Some_of_these_worlds_do_have_a_suspect() =>
        Assert.Contains(Seeds, seed => Random(seed) is var (snapshot, query) && TargetNodeMap.Build(snapshot, query, []).Any(row => row.Suspect));

    private static (PathSnapshot Snapshot, MapQuery Query) Random(int seed)
    {
        var random = new Random(seed);
        World world = Incident().CrossZone(random.Next(2) == 0);
        string[] zones = [ZoneA, ZoneB, "eu-west-2c"];
        string[] states = ["healthy", "healthy", "healthy", "unhealthy", "draining", "initial", "unused"];
        var instances = Enumerable.Range(0, random.Next(2, 9)).Select(i => (Id: $"i-{i:x17}", Name: $"node-{i}", Zone: zones[random.Next(3)], Address: $"10.40.20.{i + 1}")).ToArray();
        string[] names = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"group-{i}")];
        string policy = random.Next(3) == 0 ? "Local" : "Cluster";
        world = world.WithListener(listener => listener with
        {
            DefaultActions = [new() { Type = "forward", ForwardConfig = new() { TargetGroups = [.. names.Select(name => new TargetGroupTuple { TargetGroupArn = GroupArn(name), Weight = random.Next(1, 5) })] } }],
        }).WithCloud(cloud => cloud with
        {
            TargetGroups = [.. names.Select((name, i) => InstanceGroup(name, world.Balancer, NodePort + i))],
            Settings = [cloud.Settings[0], .. names.Select(name => new ResourceSettings(GroupArn(name), Values(("load_balancing.cross_zone.enabled", random.Next(2) == 0 ? "true" : "false"))))],
            Targets = [.. names.Select((name, i) => new RegisteredTargets(GroupArn(name), [.. instances.Where(_ => random.Next(4) > 0).Select(node => Target(node.Id, NodePort + i, states[random.Next(states.Length)]))]))],
            Instances = [.. instances.Select(node => Instance(node.Id, node.Zone, node.Address))],
        }).WithCluster(cluster => cluster with
        {
            Nodes = [.. instances.Select(node => Node(node.Name, node.Id, node.Zone, node.Address))],
            Services = [.. names.Select((name, i) => Service("hutch", name, NodePort + i, policy))],
            EndpointSlices = [.. names.Select(name => Slice("hutch", name, [.. instances.Where(_ => random.Next(2) == 0).Select((node, i) => Endpoint($"10.40.30.{i + 1}", node.Name, random.Next(4) > 0))]))],
        });
        int bad = random.Next(instances.Length);
        MapQuery query = new()
        {
            Addresses = [Probed(AddressA, 20, random.Next(2) * 20), Probed(AddressB, 20, random.Next(2) * 7)],
            NodePorts = [.. instances.Select((node, i) => NodePortProbe(node.Name, 20, i == bad ? 20 : 0))],
        };
        return (world.Snapshot, query);
    }

    private static CloudState Shuffled(CloudState cloud, Random random) => cloud with
    {
        NetworkInterfaces = Shuffle(cloud.NetworkInterfaces, random),
        Settings = Shuffle(cloud.Settings, random),
        TargetGroups = Shuffle(cloud.TargetGroups, random),
        Targets = Shuffle([.. cloud.Targets.Select(item => item with { Targets = Shuffle(item.Targets, random) })], random),
        Instances = Shuffle(cloud.Instances, random),
        Names = Shuffle([.. cloud.Names.Select(item => item with { IPAddresses = Shuffle(item.IPAddresses, random) })], random),
        Listeners = [.. cloud.Listeners.Select(listener => listener with
        {
            DefaultActions = [.. listener.DefaultActions.Select(action => action with { ForwardConfig = action.ForwardConfig! with { TargetGroups = Shuffle(action.ForwardConfig.TargetGroups, random) } })],
        })],
    };

    private static ClusterState Shuffled(ClusterState cluster, Random random) => cluster with
    {
        Nodes = Shuffle(cluster.Nodes, random),
        Services = Shuffle(cluster.Services, random),
        EndpointSlices = Shuffle([.. cluster.EndpointSlices.Select(slice => slice with { Endpoints = Shuffle(slice.Endpoints, random) })], random),
        Pods = Shuffle(cluster.Pods, random),
    };

    private static T[] Shuffle<T>(T[] items, Random random)
    {
        T[] copy = [.. items];
        random.Shuffle(copy);
        return copy;
    }
}
