using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.Policies.PolicyWorld;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>The evaluator against the naive reference, over every packet of small random worlds.</summary>
public class PolicyReferenceTests(ITestOutputHelper output)
{
    private const int Sets = 25_000;
    private static readonly int[] s_ports = [79, 80, 81, 82, 83];
    private static readonly string[] s_outside = ["172.16.0.1", "172.16.0.2", "172.16.1.1", "2001:db8::1"];
    private static readonly string[] s_blocks = ["0.0.0.0/0", "::/0", "172.16.0.0/16", "172.16.0.0/24", "172.16.0.1/32", "172.16.1.9/24", "10.0.0.0/8", "10.0.0.0/30", "2001:db8::/64"];
    private static readonly string[] s_keys = ["app", "tier"];
    private static readonly string[] s_values = ["x", "y"];
    private static readonly string[] s_protocols = ["TCP", "UDP", "SCTP"];

    [Fact]
    public void Every_packet_of_every_random_world_fares_as_the_naive_reference_says()
    {
        int packets = 0, allowed = 0, denied = 0, free = 0;
        string[] wrong = [.. Enumerable.Range(0, Sets).SelectMany(seed =>
        {
            var random = new Random(seed);
            World world = World.Make(random);
            var naive = new NaivePolicies(world.Policies, world.Pods, world.Namespaces, [.. world.Pods.Select(pod => pod.Status!.PodIP!), .. s_outside], s_ports);
            var judge = new PodPolicies(world.State, []);
            var differences = new List<string>();
            // One pod of each world, every packet of it.
            Pod pod = world.Pods[random.Next(world.Pods.Length)];
            PolicyDirection direction = random.Next(3) == 0 ? PolicyDirection.Egress : PolicyDirection.Ingress;
            var expected = naive.AllowedOf(pod, direction == PolicyDirection.Ingress);
            foreach (PolicyPeer peer in (PolicyPeer[])[.. world.Pods.Where(other => other != pod).Select(PolicyPeer.OfPod), .. s_outside.Select(address => PolicyPeer.Outside(IPAddress.Parse(address)))])
            {
                foreach (string protocol in s_protocols)
                {
                    foreach (int port in s_ports)
                    {
                        packets++;
                        PolicyState state = expected is null ? PolicyState.NotSelected : expected.Contains((peer.Address!.ToString(), protocol, port)) ? PolicyState.Allowed : PolicyState.Denied;
                        free += state == PolicyState.NotSelected ? 1 : 0;
                        allowed += state == PolicyState.Allowed ? 1 : 0;
                        denied += state == PolicyState.Denied ? 1 : 0;
                        PolicyJudgement judged = judge.Judge(pod, new PolicyPacket(peer, protocol, port, direction));
                        if (judged.State != state || (state == PolicyState.Denied) != (judged.SmallestChange is not null) || (state == PolicyState.Allowed) != (judged.Decides is not null))
                            differences.Add($"seed {seed}: {pod} {direction} {protocol} {port} {peer}: {state} is judged {judged}");
                    }
                }
            }

            return differences;
        }).Take(5)];

        output.WriteLine($"{Sets} sets, {packets} packets: {free} of no selected pod, {allowed} allowed, {denied} denied");
        Assert.Empty(wrong);
        Assert.All((int[])[free, allowed, denied], count => Assert.True(count > packets / 20));
    }

    private sealed record World(NetworkPolicy[] Policies, Pod[] Pods, Dictionary<string, Dictionary<string, string>> Namespaces, ClusterState State)
    {
        public static World Make(Random random)
        {
            string[] names = ["default", "hutch"];
            var namespaces = names.ToDictionary(name => name, name => Labels([("kubernetes.io/metadata.name", name), .. RandomLabels(random)]));
            // Every pod has every named port, so that none is unknown; of one protocol or the other.
            Pod[] pods = [.. Enumerable.Range(0, 4).Select(i => Pod($"p{i}", names[i % 2], RandomLabels(random), OtherNode, $"10.0.0.{i + 1}",
                ports: [.. s_protocols.Select(protocol => new ContainerPort { Name = "web", Number = s_ports[random.Next(s_ports.Length)], Protocol = protocol == "TCP" && random.Next(2) == 0 ? null : protocol })]))];
            NetworkPolicy[] policies = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => Policy(
                $"n{i}", Selector(random), [.. Some(random, 3, () => Ingress(Some(random, 3, () => Peer(random)), Some(random, 3, () => Port(random))))],
                [.. Some(random, 2, () => Egress(Some(random, 3, () => Peer(random)), Some(random, 3, () => Port(random))))],
                random.Next(4) switch { 0 => [], 1 => ["Ingress"], 2 => ["Egress"], _ => ["Ingress", "Egress"] }, names[random.Next(2)]))];
            ClusterState state = Cluster(policies) with { Namespaces = [.. namespaces.Select(pair => new NamespaceMetadata { Metadata = new ObjectMeta { Name = pair.Key, Labels = pair.Value } })] };
            return new World(policies, pods, namespaces, state);
        }

        private static T[] Some<T>(Random random, int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => make())];

        private static (string, string)[] RandomLabels(Random random) => [.. s_keys.Where(_ => random.Next(3) > 0).Select(key => (key, s_values[random.Next(2)]))];

        private static LabelSelector Selector(Random random) => random.Next(6) switch
        {
            0 or 5 => new LabelSelector(),
            1 => Where(s_keys[random.Next(2)], random.Next(2) == 0 ? "In" : "NotIn", Some(random, 3, () => s_values[random.Next(2)]).Append("z").ToArray()),
            2 => Where(s_keys[random.Next(2)], random.Next(2) == 0 ? "Exists" : "DoesNotExist"),
            _ => Select(RandomLabels(random)),
        };

        private static NetworkPolicyPeer Peer(Random random) => random.Next(5) switch
        {
            0 => PolicyWorld.Pods(Selector(random)),
            1 => PolicyWorld.Pods(null, Selector(random)),
            2 => PolicyWorld.Pods(Selector(random), Selector(random)),
            _ => Block(s_blocks[random.Next(s_blocks.Length)], Some(random, 3, () => s_blocks[random.Next(s_blocks.Length)])),
        };

        private static NetworkPolicyPort Port(Random random)
        {
            string? protocol = random.Next(4) is var choice and < 3 ? s_protocols[choice] : null;
            int first = random.Next(78, 84);
            return random.Next(5) switch
            {
                0 => PolicyWorld.Port(null, protocol),
                1 => PolicyWorld.Port("web", protocol),
                2 => PolicyWorld.Port($"{first}", protocol, first + random.Next(4)),
                _ => PolicyWorld.Port($"{first}", protocol),
            };
        }
    }
}
