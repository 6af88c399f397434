using System.Diagnostics;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.World;

public class WorldBuilderTests
{
    [Fact]
    public void Addresses_of_the_network_move_to_loopback_and_ports_below_1024_move_up()
    {
        CloudState cloud = Worlds.Build().Cloud;

        Assert.Equal("127.16.0.0/16", cloud.Vpc.Cidr.ToString());
        Assert.Equal("127.16.1.0/24", cloud.Subnets["subnet-0a"].Cidr.ToString());
        Assert.Equal("127.16.1.10", cloud.Instances["i-0aaaaaaaaaaaaaaaa"].PrivateIp.ToString());
        LoadBalancer front = Assert.Single(cloud.LoadBalancers.Values);
        Assert.Equal("127.17.113.10", front.Zones[0].PublicIp!.ToString());
        Assert.Equal("127.17.10.1", front.Zones[1].PublicIp!.ToString());
        Assert.Equal(8443, front.Listeners[0].Port);
        SecurityGroup nodes = cloud.SecurityGroups["sg-0nodes"];
        Assert.Equal((8443, "127.16.0.0/16"), (nodes.Ingress[0].FromPort!.Value, nodes.Ingress[0].Cidr.ToString()));
        Assert.Equal((30000, 32767, "127.17.100.0/24"), (nodes.Ingress[1].FromPort!.Value, nodes.Ingress[1].ToPort!.Value, nodes.Ingress[1].Cidr.ToString()));
    }

    [Fact]
    public void A_privileged_lab_keeps_its_ports() =>
        Assert.Equal(443, Worlds.Build(privileged: true).Cloud.LoadBalancers.Values.Single().Listeners[0].Port);

    [Fact]
    public void Load_balancers_look_as_AWS_shows_them()
    {
        CloudState cloud = Worlds.Build().Cloud;
        LoadBalancer front = cloud.LoadBalancers.Values.Single();
        string id = front.Arn[(front.Arn.LastIndexOf('/') + 1)..];

        Assert.Matches("^arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/net/front/[0-9a-f]{16}$", front.Arn);
        Assert.Equal($"front-{id}.elb.eu-west-2.amazonaws.com", front.DnsName);
        NetworkInterface zone = cloud.NetworkInterfaces[front.Zones[0].NetworkInterfaceId];
        Assert.Equal($"ELB net/front/{id}", zone.Description);
        Assert.Equal(("network_load_balancer", "amazon-elb", true), (zone.InterfaceType, zone.RequesterId, zone.RequesterManaged));
        Assert.Matches($"^arn:aws:elasticloadbalancing:eu-west-2:123456789012:listener/net/front/{id}/[0-9a-f]{{16}}$", front.Listeners[0].Arn);
        Assert.StartsWith(front.Listeners[0].Arn.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal), front.Listeners[0].Rules.Single().Arn, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_an_attached_group_are_registered_and_healthy_from_their_own_zone()
    {
        TargetGroup group = Worlds.Build().Cloud.TargetGroups.Values.Single();

        Assert.Equal(["i-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb"], group.Targets.Select(target => target.Id));
        Assert.All(group.Targets, target => Assert.Equal(("healthy", 32080), (target.State, target.Port)));
        Assert.Equal(["eu-west-2a"], group.Targets[0].HealthyFrom.Keys);
        Assert.Single(group.LoadBalancerArns);
    }

    [Fact]
    public void With_cross_zone_on_every_zone_sees_every_target()
    {
        LabScenario scenario = Worlds.TwoNodes with
        {
            TargetGroups = [Worlds.TwoNodes.TargetGroups[0] with { Attributes = new Dictionary<string, string> { ["load_balancing.cross_zone.enabled"] = "true" } }],
        };

        Assert.All(Worlds.Build(scenario).Cloud.TargetGroups.Values.Single().Targets, target => Assert.Equal(2, target.HealthyFrom.Count));
    }

    [Fact]
    public void A_target_in_a_zone_that_no_load_balancer_has_is_unused()
    {
        LabScenario scenario = Worlds.TwoNodes with { LoadBalancers = [Worlds.TwoNodes.LoadBalancers[0] with { Subnets = [Worlds.TwoNodes.LoadBalancers[0].Subnets[0]] }] };
        TargetRegistration other = Worlds.Build(scenario).Cloud.TargetGroups.Values.Single().Targets[1];

        Assert.Equal(("unused", "Target.NotInUse"), (other.State, other.Reason));
    }

    [Fact]
    public void Pods_have_addresses_of_their_nodes_subnet_on_its_second_interface()
    {
        LabWorld world = Worlds.Build();
        JsonObject pod = world.Cluster.List(ResourceKinds.Pods, "shop").First(pod => KubeObject.Text(pod, "spec", "nodeName") == Worlds.NodeA);
        var ip = System.Net.IPAddress.Parse(KubeObject.Text(pod, "status", "podIP")!);

        NetworkInterface owner = world.Cloud.InterfaceOf(ip)!;
        Assert.Equal(("i-0aaaaaaaaaaaaaaaa", 1), (owner.InstanceId, owner.DeviceIndex));
        Assert.Equal("aws-K8S-i-0aaaaaaaaaaaaaaaa", owner.Description);
        Assert.Equal("i-0aaaaaaaaaaaaaaaa", owner.Tags["node.k8s.amazonaws.com/instance_id"]);
        Assert.Equal("subnet-0a", world.Cloud.SubnetOf(ip)!.SubnetId);
    }

    [Fact]
    public void Pods_belong_to_a_replica_set_that_belongs_to_its_deployment()
    {
        LabWorld world = Worlds.Build();
        JsonObject pod = world.Cluster.List(ResourceKinds.Pods, "shop")[0];

        (string kind, string name, string uid) = PodFactory.Controller(pod);
        JsonObject replicaSet = world.Cluster.Find(ResourceKinds.ReplicaSets, "shop", name)!;
        Assert.Equal(("ReplicaSet", KubeObject.Uid(replicaSet)), (kind, uid));
        Assert.StartsWith(name + "-", KubeObject.Name(pod), StringComparison.Ordinal);
        Assert.Equal(("Deployment", "web"), (PodFactory.Controller(replicaSet).Kind, PodFactory.Controller(replicaSet).Name));
        Assert.True(KubeObject.Holds(pod, "Ready"));
        Assert.Equal("Running", KubeObject.Text(pod, "status", "phase"));
    }

    [Fact]
    public void Each_node_has_its_daemons_and_its_lease()
    {
        LabWorld world = Worlds.Build();
        foreach (string node in (string[])[Worlds.NodeA, Worlds.NodeB])
        {
            IEnumerable<JsonObject> pods = world.Cluster.List(ResourceKinds.Pods, "kube-system").Where(pod => KubeObject.Text(pod, "spec", "nodeName") == node);
            Assert.Equal(["aws-node", "kube-proxy"], pods.Select(pod => KubeObject.Labels(pod)["k8s-app"]));
            Assert.NotNull(world.Cluster.Find(ResourceKinds.Leases, "kube-node-lease", node));
            JsonObject found = world.Cluster.Find(ResourceKinds.Nodes, null, node)!;
            Assert.True(KubeObject.Holds(found, "Ready"));
            Assert.Matches("^aws:///eu-west-2[ab]/i-0[ab]+$", KubeObject.Text(found, "spec", "providerID"));
        }
    }

    [Fact]
    public void Endpoints_say_where_each_pod_is()
    {
        LabWorld world = Worlds.Build();
        JsonObject slice = Assert.Single(world.Cluster.List(ResourceKinds.EndpointSlices, "shop"));

        Assert.Equal([(Worlds.NodeA, "eu-west-2a"), (Worlds.NodeB, "eu-west-2b")],
            KubeObject.Items(slice, "endpoints").Select(endpoint => (KubeObject.Text(endpoint, "nodeName")!, KubeObject.Text(endpoint, "zone")!)).Order());
        Assert.All(KubeObject.Items(slice, "endpoints"), endpoint => Assert.True(KubeObject.IsTrue(endpoint, "conditions", "ready")));
        Assert.Equal(8443, KubeObject.Number(KubeObject.Items(slice, "ports").Single(), "port"));
        Assert.Equal(2, ((JsonArray)KubeObject.Items(world.Cluster.Find(ResourceKinds.Endpoints, "shop", "web"), "subsets").Single()["addresses"]!).Count);
    }

    [Fact]
    public void A_node_without_heartbeats_is_unknown_and_its_pods_are_no_endpoints()
    {
        LabWorld world = Worlds.Build(Worlds.TwoNodes with
        {
            Cluster = Worlds.TwoNodes.Cluster! with { Nodes = [Worlds.TwoNodes.Cluster.Nodes[0] with { Ready = false }, Worlds.TwoNodes.Cluster.Nodes[1]] },
        });

        JsonObject node = world.Cluster.Find(ResourceKinds.Nodes, null, Worlds.NodeA)!;
        Assert.Equal("Unknown", KubeObject.Text(KubeObject.Condition(node, "Ready"), "status"));
        Assert.True(NodeConditions.HasTaint(node, NodeConditions.Unreachable));
        JsonObject slice = world.Cluster.List(ResourceKinds.EndpointSlices, "shop").Single();
        Assert.Equal([Worlds.NodeB], KubeObject.Items(slice, "endpoints").Where(endpoint => KubeObject.IsTrue(endpoint, "conditions", "ready")).Select(endpoint => KubeObject.Text(endpoint, "nodeName")));
    }

    [Fact]
    public void Written_objects_get_their_times_addresses_and_uids()
    {
        JsonObject written = (JsonObject)JsonNode.Parse(
            """
            {
              "apiVersion": "v1", "kind": "Event", "metadata": { "name": "web.1", "namespace": "shop" },
              "involvedObject": { "kind": "Service", "name": "web", "namespace": "shop" }, "type": "Warning", "reason": "SyncLoadBalancerFailed",
              "firstTimestamp": "@-72h", "lastTimestamp": "@-15m", "message": "10.0.1.10", "count": 7
            }
            """)!;
        LabWorld world = Worlds.Build(Worlds.TwoNodes with { Cluster = Worlds.TwoNodes.Cluster! with { Objects = [written] } });

        JsonObject made = Assert.Single(world.Cluster.List(ResourceKinds.Events, "shop"));
        Assert.Equal(KubeObject.Timestamp(world.Start.AddHours(-72)), KubeObject.Text(made, "firstTimestamp"));
        Assert.Equal(KubeObject.Timestamp(world.Start.AddMinutes(-15)), KubeObject.Text(made, "lastTimestamp"));
        Assert.Equal("127.16.1.10", KubeObject.Text(made, "message"));
        Assert.Equal(KubeObject.Uid(world.Cluster.Find(ResourceKinds.Services, "shop", "web")!), KubeObject.Text(made, "involvedObject", "uid"));
    }

    [Fact]
    public void Two_builds_of_a_scenario_have_the_same_ids()
    {
        LabWorld first = Worlds.Build();
        LabWorld second = Worlds.Build();

        Assert.Equal(first.Cloud.NetworkInterfaces.Keys, second.Cloud.NetworkInterfaces.Keys);
        Assert.Equal(first.Cloud.LoadBalancers.Keys, second.Cloud.LoadBalancers.Keys);
        Assert.Equal(Pods(first), Pods(second));
        static IEnumerable<string> Pods(LabWorld world) =>
            world.Cluster.List(ResourceKinds.Pods).Select(pod => $"{KubeObject.Name(pod)} {KubeObject.Uid(pod)} {KubeObject.Text(pod, "status", "podIP")}");
    }

    [Fact]
    public void Nothing_is_given_an_address_that_the_scenario_writes()
    {
        LabScenario scenario = Worlds.TwoNodes with { Faults = [new FaultSpec { Id = "stale", At = "resolver:default", Effect = FaultEffect.StaleAnswer, Text = "10.0.1.20, 10.0.1.21" }] };
        LabWorld world = Worlds.Build(scenario);

        Assert.Null(world.Cloud.InterfaceOf(world.Addresses.Map("10.0.1.20")));
        Assert.Null(world.Cloud.InterfaceOf(world.Addresses.Map("10.0.1.21")));
    }

    [Fact]
    public void A_thousand_nodes_in_a_hundred_target_groups_are_built_at_once()
    {
        var watch = Stopwatch.StartNew();
        LabWorld world = Worlds.Build(BigWorld.Scenario());
        watch.Stop();

        Assert.Equal(1000, world.Cloud.Instances.Count);
        Assert.Equal(1000, world.Cluster.List(ResourceKinds.Nodes).Count);
        Assert.Equal(100, world.Cloud.TargetGroups.Count);
        Assert.All(world.Cloud.TargetGroups.Values, group => Assert.Equal(100, group.Targets.Count));
        // Half a second of CPU; the bound leaves room for machines that do much else meanwhile, and none for anything quadratic.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(8), $"It took {watch.Elapsed}.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{watch.Elapsed.TotalMilliseconds:f0} ms");
    }
}
