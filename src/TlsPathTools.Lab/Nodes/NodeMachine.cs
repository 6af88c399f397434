using System.Collections.Concurrent;
using System.Net;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// One node: the rules in its kernel, which forward whether kube-proxy runs or not, and the ports of its own processes. It has no thread and no timer, and
/// its endpoints are made when somebody asks for them.
/// </summary>
internal sealed class NodeMachine(Fabric fabric, string name, IPAddress address) : ITcpHost
{
    public const int KubeletPort = 10250;
    public const int KubeProxyMetricsPort = 10249;
    public const int KubeProxyHealthPort = 10256;

    private readonly ConcurrentDictionary<(string Service, IPAddress Client), (IPEndPoint Endpoint, DateTimeOffset Until)> _affinities = new();
    private readonly NodeSpec? _spec = fabric.World.Scenario.Cluster?.Nodes.FirstOrDefault(node => node.Name == name);
    private volatile ServiceTable _rules = ServiceTable.Empty;

    public Fabric Fabric { get; } = fabric;

    public LabWorld World => Fabric.World;

    public string Name { get; } = name;

    public IPAddress Address { get; } = address;

    /// <summary>The process of kube-proxy, or null while none runs.</summary>
    public KubeProxyProcess? KubeProxy { get; set; }

    /// <summary>Whether its machine is gone, and its ports with it.</summary>
    public bool IsGone { get; set; }

    /// <summary>What kube-proxy wrote last.</summary>
    public ServiceTable Rules
    {
        get => _rules;
        set => _rules = value;
    }

    /// <summary>Metrics of its kube-proxy that the scenario gives.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _spec?.Metrics ?? new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Its zone, from the label of the node; null while the cluster does not know it.</summary>
    public string? Zone => World.Cluster.Find(ResourceKinds.Nodes, @namespace: null, Name) is { } node ? KubeObject.Labels(node).GetValueOrDefault("topology.kubernetes.io/zone") : null;

    /// <summary>The ports that there are now.</summary>
    public IEnumerable<int> Ports => IsGone ? [] : Rules.NodePorts.Keys.Concat(KubeProxy is null ? [] : Rules.HealthPorts.Keys.Concat(KubeProxyPorts)).Append(KubeletPort);

    private IEnumerable<int> KubeProxyPorts => World.Scenario.Cluster is { KubeProxyMetricsOnLoopback: true } ? [KubeProxyHealthPort] : [KubeProxyHealthPort, KubeProxyMetricsPort];

    /// <inheritdoc/>
    public ITcpEndpoint? At(int port)
    {
        if (Rules.NodePorts.ContainsKey(port))
            return new NodePortEndpoint(this, port);
        if (port == KubeletPort)
            return new HostPortEndpoint(this, Kubelet.Handle, () => World.Authority.ForKubernetes(Address));
        if (KubeProxy is not { } proxy)
            return null;
        if (Rules.HealthPorts.ContainsKey(port))
            return new HostPortEndpoint(this, (request, responder, cancellationToken) => proxy.ServiceHealthAsync(port, request, responder, cancellationToken));
        return port == KubeProxyHealthPort ? new HostPortEndpoint(this, proxy.HealthAsync)
            : port == KubeProxyMetricsPort && KubeProxyPorts.Contains(port) ? new HostPortEndpoint(this, proxy.MetricsAsync)
            : null;
    }

    /// <summary>The faults of the rules: of the process that writes them, and of the way in.</summary>
    public IReadOnlyList<FaultSpec> RuleFaults => World.Faults.At($"kubeProxy:{Name}", $"node:{Name}/ingress");

    /// <summary>An address of the network that no one has: where a pod was once. Nothing answers there.</summary>
    public IPAddress DeadAddress(int index)
    {
        byte[] vpc = World.Addresses.Vpc.Address.GetAddressBytes();
        for (int tries = index; ; tries++)
        {
            var dead = new IPAddress([vpc[0], vpc[1], (byte)(251 + (tries / 250 % 4)), (byte)(1 + (tries % 250))]);
            if (!Fabric.IsHost(dead) || tries > index + 1000)
                return dead;
        }
    }

    /// <summary>One of several endpoints for a client: at random, or the one that it had, where the service wants that.</summary>
    public IPEndPoint Choose(NodePortRule rule, IReadOnlyList<IPEndPoint> candidates, IPAddress client)
    {
        IPEndPoint chosen = candidates[Random.Shared.Next(candidates.Count)];
        if (rule.Affinity is not { } lasts)
            return chosen;
        // An endpoint that left the rules takes its affinities with it.
        if (_affinities.TryGetValue((rule.Service, client), out (IPEndPoint Endpoint, DateTimeOffset Until) kept) && kept.Until > World.Now && candidates.Contains(kept.Endpoint))
            chosen = kept.Endpoint;
        if (_affinities.Count > 10_000)
            _affinities.Clear();
        _affinities[(rule.Service, client)] = (chosen, World.Now + lasts);
        return chosen;
    }
}
