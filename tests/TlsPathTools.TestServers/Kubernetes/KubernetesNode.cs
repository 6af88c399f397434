using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace TlsPathTools.TestServers;

/// <summary>A node of a <see cref="KubernetesCluster"/>: a network namespace with a real kube-proxy, and a kubelet of ours.</summary>
public sealed class KubernetesNode : IAsyncDisposable
{
    internal const string Gateway = "10.77.0.1";
    private const string ProxyLabel = "kube-proxy";

    private readonly KubernetesCluster _cluster;
    private readonly string _namespace;
    private readonly Dictionary<string, ServerProcess> _proxies = new(StringComparer.Ordinal);
    private readonly List<MisbehavingTlsServer> _servers = [];

    private KubernetesNode(KubernetesCluster cluster, string name, string @namespace, IPAddress address)
    {
        _cluster = cluster;
        _namespace = @namespace;
        Name = name;
        Address = address;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its address, which the API server reaches.</summary>
    public IPAddress Address { get; }

    /// <summary>What becomes of new pods.</summary>
    public PodStart Start { get; set; }

    internal static async Task<KubernetesNode> StartAsync(KubernetesCluster cluster, string name, string instanceId, string @namespace, int number)
    {
        var node = new KubernetesNode(cluster, name, @namespace, new IPAddress([10, 77, 0, (byte)number]));
        try
        {
            await node.BuildAsync(instanceId, string.Create(CultureInfo.InvariantCulture, $"n{number}"));
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether the node hands packets on that are not for itself: what a node does for every pod but its own.</summary>
    public void SetForwarding(bool on) => NetworkNamespace.Within(_namespace, () =>
    {
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", on ? "1" : "0");
        return true;
    });

    /// <summary>Its kube-proxy stands still, or goes on: it is there, and does nothing.</summary>
    public async Task FreezeAsync(bool on)
    {
        foreach (ServerProcess proxy in Proxies())
            await ProgramRun.RunAsync("/bin/kill", [on ? "-STOP" : "-CONT", proxy.Id.ToString(CultureInfo.InvariantCulture)]);
    }

    /// <summary>A TLS server on a port of the node.</summary>
    public MisbehavingTlsServer Serve(int port)
    {
        MisbehavingTlsServer server = NetworkNamespace.Within(_namespace, () => MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = Address, Port = port }));
        _servers.Add(server);
        return server;
    }

    /// <summary>The servers of a port end, and one begins on another.</summary>
    public async Task ServeElsewhereAsync(int from, int to)
    {
        foreach (MisbehavingTlsServer server in _servers.Where(server => server.Port == from).ToArray())
        {
            _servers.Remove(server);
            await server.DisposeAsync();
        }

        Serve(to);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MisbehavingTlsServer server in _servers)
            await server.DisposeAsync();
        foreach (ServerProcess proxy in Proxies())
            await proxy.DisposeAsync();
        await ProgramRun.RunAsync(RealPart.Require("ip"), ["netns", "del", _namespace]);
    }

    /// <summary>Does with a pod of this node what a kubelet would.</summary>
    internal async Task KeepAsync(JsonNode pod)
    {
        JsonNode meta = pod["metadata"]!;
        string uid = meta["uid"]!.GetValue<string>();
        string path = $"api/v1/namespaces/{meta["namespace"]}/pods/{meta["name"]}";
        if (meta["deletionTimestamp"] is not null)
        {
            if (Take(uid) is { } proxy)
                await proxy.DisposeAsync();
            await _cluster.Api.TrySendAsync(HttpMethod.Delete, path, $$"""{"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0, "preconditions": {"uid": "{{uid}}"} }""");
        }
        else if (pod["status"]?["phase"]?.GetValue<string>() == "Pending" && Start != PodStart.Nothing && (Start == PodStart.Runs || pod["status"]?["containerStatuses"] is null))
        {
            bool runs = Start == PodStart.Runs;
            if (runs && meta["labels"]?["k8s-app"]?.GetValue<string>() == ProxyLabel)
                await StartProxyAsync(uid);
            await _cluster.Api.TrySendAsync(HttpMethod.Patch, $"{path}/status", runs ? Running(pod) : Waiting(pod, Start), "application/strategic-merge-patch+json");
        }
    }

    private string Running(JsonNode pod) => $$"""
        {"status": {"phase": "Running", "podIP": "{{Address}}", "podIPs": [{"ip": "{{Address}}"}], "hostIP": "{{Address}}", "startTime": "{{Now()}}",
         "conditions": [{{string.Join(", ", new[] { "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type => $$"""{"type": "{{type}}", "status": "True", "lastTransitionTime": "{{Now()}}"}"""))}}],
         "containerStatuses": [{"name": "{{Container(pod)["name"]}}", "ready": true, "restartCount": 0, "started": true, "image": "{{Container(pod)["image"]}}", "imageID": "", "containerID": "containerd://1",
          "state": {"running": {"startedAt": "{{Now()}}"} } }] } }
        """;

    private static string Waiting(JsonNode pod, PodStart why) => $$"""
        {"status": {"startTime": "{{Now()}}", "containerStatuses": [{"name": "{{Container(pod)["name"]}}", "ready": false, "restartCount": 0, "started": false, "image": "{{Container(pod)["image"]}}", "imageID": "",
          "state": {"waiting": {"reason": "{{why}}", "message": "Back-off pulling image" } } }] } }
        """;

    private static JsonNode Container(JsonNode pod) => pod["spec"]!["containers"]![0]!;

    private static string Now() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async Task BuildAsync(string instanceId, string cable)
    {
        await _cluster.PlugInAsync(_namespace, cable);
        await KubernetesCluster.IpAsync(_namespace, "link set lo up", $"addr add {Address}/24 dev eth0", "link set eth0 up", $"route add default via {Gateway}");
        SetForwarding(true);
        string now = Now();
        await _cluster.Api.SendAsync(HttpMethod.Post, "api/v1/nodes", $$"""
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{Name}}", "labels": {"kubernetes.io/hostname": "{{Name}}", "topology.kubernetes.io/zone": "eu-west-2a"} },
             "spec": {"providerID": "aws:///eu-west-2a/{{instanceId}}"},
             "status": {"capacity": {"cpu": "2", "memory": "4Gi", "pods": "50"}, "allocatable": {"cpu": "2", "memory": "4Gi", "pods": "50"},
              "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": "{{now}}", "lastTransitionTime": "{{now}}"}],
              "addresses": [{"type": "InternalIP", "address": "{{Address}}"}, {"type": "Hostname", "address": "{{Name}}"}],
              "images": [{"names": ["registry.test/kube-proxy:v1"], "sizeBytes": 1}] } }
            """);
        // Admission taints a new node until its kubelet has spoken.
        await _cluster.Api.SendAsync(HttpMethod.Patch, $"api/v1/nodes/{Name}", """{"spec": {"taints": null}}""", "application/merge-patch+json");
    }

    private async Task StartProxyAsync(string uid)
    {
        // Conntrack settings are the machine's own, and not the namespace's.
        ServerProcess proxy = await ServerProcess.StartAsync(
            RealPart.Require("ip"),
            ["netns", "exec", _namespace, RealPart.Find("kube-proxy")!, "--kubeconfig", _cluster.KubeConfig(), "--hostname-override", Name, "--proxy-mode", "iptables",
             "--metrics-bind-address", "0.0.0.0:10249", "--healthz-bind-address", "0.0.0.0:10256",
             "--conntrack-max-per-core", "0", "--conntrack-tcp-timeout-established", "0", "--conntrack-tcp-timeout-close-wait", "0"],
            ready: null);
        lock (_proxies)
            _proxies[uid] = proxy;
    }

    private ServerProcess? Take(string uid)
    {
        lock (_proxies)
            return _proxies.Remove(uid, out ServerProcess? proxy) ? proxy : null;
    }

    private ServerProcess[] Proxies()
    {
        lock (_proxies)
            return [.. _proxies.Values];
    }
}
