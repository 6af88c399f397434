using System.Globalization;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Topology.Map;

/// <summary>One cluster by the keys that the map follows.</summary>
internal sealed class ClusterIndex
{
    private const string ServiceLabel = "kubernetes.io/service-name";

    private readonly Dictionary<string, Node> _nodesByInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _nodesByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _nodesByAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Protocol, int NodePort), ServiceAtPort> _services = new();
    private readonly Dictionary<int, Service> _healthCheckPorts = new();
    private readonly Dictionary<string, List<Pod>> _pods = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Namespace, string Service), List<EndpointSlice>> _slices = new();
    private readonly Dictionary<(string? Namespace, string Service, string Port, bool IPv6), ServiceEndpoints?> _endpoints = new();
    private readonly Lazy<Dictionary<string, SliceEndpoint>> _endpointAt;
    private readonly GapIndex _gaps;

    public ClusterIndex(ClusterState state, GapIndex gaps)
    {
        State = state;
        _gaps = gaps;
        foreach (Node node in state.Nodes)
            Add(node);
        foreach (Service service in state.Services)
            Add(service);
        foreach (Pod pod in state.Pods)
            Add(pod);
        foreach (EndpointSlice slice in state.EndpointSlices)
            Add(slice);
        _endpointAt = new(EndpointsByAddress);
    }

    public ClusterState State { get; }

    public bool HasNodes => _nodesByName.Count > 0;

    public SnapshotGap? Gap(string plural) => _gaps.Of(State, plural);

    public SnapshotGap? GapOfPods => _gaps.AnyOf(State, "pods");

    public SnapshotGap? GapOfEndpoints(Service service) => _gaps.Of(State, "endpointslices", service.Metadata?.Namespace, $"{ServiceLabel}={service.Metadata?.Name}");

    public Node? NodeOfInstance(string instanceId) => _nodesByInstance.GetValueOrDefault(instanceId);

    public Node? NodeNamed(string? name) => name is null ? null : _nodesByName.GetValueOrDefault(name);

    public Node? NodeAt(string? address) => address is null ? null : _nodesByAddress.GetValueOrDefault(address);

    public ServiceAtPort? ServiceAt(string protocol, int nodePort) => _services.GetValueOrDefault((protocol, nodePort));

    public Service? ServiceWithHealthCheckPort(int port) => _healthCheckPorts.GetValueOrDefault(port);

    /// <summary>The pod with an address. Pods on the host's network share the node's: the port that they say they listen on decides.</summary>
    public Pod? PodAt(string address, int? port)
    {
        if (!_pods.TryGetValue(address, out List<Pod>? pods))
            return null;
        if (pods.Count == 1)
            return pods[0];
        List<Pod> listening = pods.FindAll(pod => pod.Spec?.Containers.Any(container => container.Ports.Any(item => item.Number == port)) == true);
        return listening.Count == 1 ? listening[0] : null;
    }

    public SliceEndpoint? EndpointAt(string address) => _endpointAt.Value.GetValueOrDefault(address);

    /// <summary>The endpoints of a port of a service; null where its slices were not read.</summary>
    public ServiceEndpoints? EndpointsOf(Service service, ServicePort port, bool ipv6)
    {
        (string? Namespace, string, string, bool) key = (service.Metadata?.Namespace, service.Metadata?.Name ?? "", port.Name ?? "", ipv6);
        if (_endpoints.TryGetValue(key, out ServiceEndpoints? endpoints))
            return endpoints;
        // A service with a selector always has a slice, if an empty one: none at all means that they were not read.
        endpoints = GapOfEndpoints(service) is null && _slices.TryGetValue((key.Namespace, key.Item2), out List<EndpointSlice>? slices)
            ? ServiceEndpoints.Of(slices, port.Name ?? "", ipv6)
            : null;
        return _endpoints[key] = endpoints;
    }

    /// <summary>The slices of a service; null where they were not read.</summary>
    public IReadOnlyList<EndpointSlice>? SlicesOf(Service service) =>
        GapOfEndpoints(service) is null && _slices.TryGetValue((service.Metadata?.Namespace, service.Metadata?.Name ?? ""), out List<EndpointSlice>? slices) ? slices : null;

    private void Add(Node node)
    {
        if (NodeFacts.InstanceId(node) is { } instance)
            _nodesByInstance.TryAdd(instance, node);
        if (node.Metadata?.Name is { } name)
            _nodesByName.TryAdd(name, node);
        foreach (NodeAddress address in node.Status?.Addresses ?? [])
        {
            if (address.Address is not { } text)
                continue;
            if (address.Type is "InternalIP")
                _nodesByAddress.TryAdd(text, node);
            else if (address.Type is "InternalDNS" or "Hostname")
                _nodesByName.TryAdd(text, node);
        }
    }

    private void Add(Service service)
    {
        if (service.Spec?.HealthCheckNodePort is > 0 and int check)
            _healthCheckPorts.TryAdd(check, service);
        foreach (ServicePort port in service.Spec?.Ports ?? [])
        {
            // The API server gives a NodePort of a protocol to one service alone.
            if (port.NodePort is > 0 and int nodePort)
                _services.TryAdd((port.Protocol ?? "TCP", nodePort), new ServiceAtPort(service, port));
        }
    }

    // A pod that has ended keeps its address in its status, and another may have it by now.
    private void Add(Pod pod)
    {
        if (pod.Status?.PodIP is not { } address || pod.Status.Phase is "Succeeded" or "Failed")
            return;
        if (!_pods.TryGetValue(address, out List<Pod>? pods))
            _pods[address] = pods = new List<Pod>(1);
        pods.Add(pod);
    }

    private void Add(EndpointSlice slice)
    {
        if (slice.Metadata?.Labels.GetValueOrDefault(ServiceLabel) is not { } service)
            return;
        (string? Namespace, string) key = (slice.Metadata.Namespace, service);
        if (!_slices.TryGetValue(key, out List<EndpointSlice>? slices))
            _slices[key] = slices = new List<EndpointSlice>(1);
        slices.Add(slice);
    }

    private Dictionary<string, SliceEndpoint> EndpointsByAddress()
    {
        var byAddress = new Dictionary<string, SliceEndpoint>(StringComparer.Ordinal);
        foreach (EndpointSlice slice in State.EndpointSlices.OrderBy(slice => $"{slice.Metadata}", StringComparer.Ordinal))
        {
            string? service = slice.Metadata?.Labels.GetValueOrDefault(ServiceLabel);
            foreach (Endpoint endpoint in slice.Endpoints)
            {
                foreach (string address in endpoint.Addresses)
                    byAddress.TryAdd(address, new SliceEndpoint(slice.Metadata?.Namespace, service, endpoint));
            }
        }

        return byAddress;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{State.Name}: {_nodesByName.Count} names of nodes");
}

/// <summary>A service and the port of it that has a NodePort.</summary>
internal sealed record ServiceAtPort(Service Service, ServicePort Port);

/// <summary>An endpoint and the service that it is one of.</summary>
internal sealed record SliceEndpoint(string? Namespace, string? Service, Endpoint Endpoint);
