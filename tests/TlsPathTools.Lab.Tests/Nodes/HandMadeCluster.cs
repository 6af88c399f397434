using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.Network;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Nodes;

/// <summary>Two nodes, n1 and n2, with kube-proxies, and a service web at NodePort 32080 whose pods a test starts.</summary>
internal sealed class HandMadeCluster : IAsyncDisposable
{
    public const int NodePort = 32080;
    public const int HealthPort = 31500;
    public const string Slice = "web-1";

    private bool _zoneHints;

    private HandMadeCluster(HandMadeWorld hand, DeploymentSpec web)
    {
        Hand = hand;
        Web = web;
        Plane = new DataPlane(hand.Fabric);
    }

    public HandMadeWorld Hand { get; }

    public DataPlane Plane { get; }

    public DeploymentSpec Web { get; }

    public LabWorld World => Hand.World;

    /// <summary>Within the network, where security groups and routes are open.</summary>
    public IPAddress Balancer => Hand.At("10.0.1.5");

    public static async Task<HandMadeCluster> StartAsync(
        IReadOnlyList<string>? podsOn = null, string policy = "Cluster", string affinity = "None", DeploymentSpec? web = null, bool metricsOnLoopback = false,
        IReadOnlyDictionary<string, double>? metrics = null, bool zoneHints = false, int nodes = 2, bool kubeProxies = true, params IEnumerable<FaultSpec> faults)
    {
        web ??= new DeploymentSpec { Name = "web", Nodes = [], Ports = [new PodPortSpec { Port = 8443, Certificate = "app" }], Image = "registry.example/web:2.1", Log = ["started"] };
        var spec = new ClusterSpec
        {
            Nodes = [.. Enumerable.Range(1, nodes).Select(i => new NodeSpec { Name = $"n{i}", Subnet = "s", Metrics = metrics ?? new Dictionary<string, double>() })],
            Deployments = [web],
            KubeProxyMetricsOnLoopback = metricsOnLoopback,
        };
        // The client is in the network, so that programs of this machine reach nodes and pods.
        HandMadeWorld hand = HandMadeWorld.Create(spec, new ClientSpec { Address = "10.0.200.7" }, faults: faults);
        var cluster = new HandMadeCluster(hand, web);
        hand.AddSubnet("s", "10.0.0.0/16");
        hand.AddGroup("open", [new SecurityGroupRule("-1", FromPort: null, ToPort: null, Cidr.Any)]);
        hand.AddInterface("s", ["10.0.1.5"], groups: "open");
        cluster._zoneHints = zoneHints;
        cluster.AddService(policy, affinity);
        cluster.SetEndpoints(podsOn ?? []);
        for (int i = 1; i <= nodes; i++)
            cluster.AddNode(i);
        for (int i = 1; i <= nodes && kubeProxies; i++)
            cluster.Plane.StartKubeProxy($"n{i}");
        int index = 0;
        foreach (string node in podsOn ?? [])
            await cluster.StartPodAsync(node, index++);
        await hand.Fabric.ReconsiderAsync();
        return cluster;
    }

    public IPAddress NodeAddress(string node) => Hand.At($"10.0.11.{int.Parse(node[1..], System.Globalization.CultureInfo.InvariantCulture)}");

    public IPAddress PodAddress(string node, int index) => Hand.At($"10.0.{20 + int.Parse(node[1..], System.Globalization.CultureInfo.InvariantCulture)}.{10 + index}");

    public IPEndPoint Front(string node, int port = NodePort) => new(NodeAddress(node), port);

    public Task StartPodAsync(string node, int index) =>
        Plane.StartPodAsync(new PodStart($"uid-{index}", "default", $"web-{index}", node, PodAddress(node, index), Web), CancellationToken.None);

    /// <summary>Sets the endpoints of the service: pods by their nodes, counted in this order.</summary>
    public void SetEndpoints(IReadOnlyList<string> podsOn, string? state = null) => SetEndpoints([.. podsOn.Select((node, index) => (node, index))], state);

    /// <summary>Sets the endpoints of the service to certain pods.</summary>
    public void SetEndpoints(IReadOnlyList<(string Node, int Index)> pods, string? state = null)
    {
        var endpoints = new JsonArray([.. pods.Select(pod => (JsonNode?)new JsonObject
        {
            ["addresses"] = new JsonArray(PodAddress(pod.Node, pod.Index).ToString()),
            ["conditions"] = new JsonObject { ["ready"] = state is null, ["serving"] = state is null or "terminating", ["terminating"] = state is "terminating" },
            ["nodeName"] = pod.Node,
            ["zone"] = $"zone-{pod.Node}",
            ["hints"] = _zoneHints ? new JsonObject { ["forZones"] = new JsonArray(new JsonObject { ["name"] = $"zone-{pod.Node}" }) } : null,
        })]);
        if (World.Cluster.Find(ResourceKinds.EndpointSlices, "default", Slice) is null)
        {
            World.Cluster.Create(ResourceKinds.EndpointSlices, new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = Slice, ["namespace"] = "default", ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = "web" } },
                ["addressType"] = "IPv4",
                ["endpoints"] = endpoints,
                ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 8443 }),
            });
            return;
        }

        World.Cluster.Update(ResourceKinds.EndpointSlices, "default", Slice, slice => slice["endpoints"] = endpoints);
    }

    public FaultSpec Break(string at, FaultEffect effect, Func<FaultSpec, FaultSpec>? more = null)
    {
        FaultSpec fault = new() { Id = "fault", At = at, Effect = effect };
        fault = more?.Invoke(fault) ?? fault;
        World.Faults.Add(fault);
        return fault;
    }

    public async ValueTask DisposeAsync()
    {
        await Plane.DisposeAsync();
        await Hand.DisposeAsync();
    }

    private void AddNode(int number)
    {
        string name = $"n{number}";
        Hand.AddInterface("s", [$"10.0.11.{number}", .. Enumerable.Range(0, 10).Select(index => $"10.0.{20 + number}.{10 + index}")], instance: $"i-{number}", groups: "open");
        World.Cluster.Create(ResourceKinds.Nodes, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["topology.kubernetes.io/zone"] = $"zone-{name}" } },
            ["spec"] = new JsonObject(),
        });
        Plane.AddNode(name, NodeAddress(name));
    }

    private void AddService(string policy, string affinity)
    {
        var spec = new JsonObject
        {
            ["type"] = "NodePort",
            ["externalTrafficPolicy"] = policy,
            ["sessionAffinity"] = affinity,
            ["ports"] = new JsonArray(new JsonObject { ["name"] = "https", ["port"] = 443, ["targetPort"] = 8443, ["nodePort"] = NodePort }),
        };
        if (policy == "Local")
            spec["healthCheckNodePort"] = HealthPort;
        World.Cluster.Create(ResourceKinds.Services, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "web", ["namespace"] = "default" }, ["spec"] = spec });
    }
}
