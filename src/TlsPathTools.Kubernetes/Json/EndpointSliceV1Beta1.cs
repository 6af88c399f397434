using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>An endpoint slice as it was before Kubernetes 1.21: node and zone stand in a map of topology labels.</summary>
internal sealed record EndpointSliceV1Beta1
{
    public ObjectMeta? Metadata { get; init; }

    public string? AddressType { get; init; }

    public EndpointV1Beta1?[]? Endpoints { get; init; }

    public EndpointPort[]? Ports { get; init; }

    /// <summary>The same in today's form.</summary>
    public EndpointSlice ToV1() => new()
    {
        Metadata = Metadata,
        AddressType = AddressType,
        Endpoints = [.. (Endpoints ?? []).OfType<EndpointV1Beta1>().Select(endpoint => endpoint.ToV1())],
        Ports = Ports ?? [],
    };
}

/// <summary>An endpoint as it was before Kubernetes 1.21.</summary>
internal sealed record EndpointV1Beta1
{
    public string[]? Addresses { get; init; }

    public EndpointConditions? Conditions { get; init; }

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public ObjectReference? TargetRef { get; init; }

    public EndpointHints? Hints { get; init; }

    public IReadOnlyDictionary<string, string>? Topology { get; init; }

    public Endpoint ToV1() => new()
    {
        Addresses = Addresses ?? [],
        Conditions = Conditions,
        Hostname = Hostname,
        NodeName = NodeName ?? Topology?.GetValueOrDefault("kubernetes.io/hostname"),
        Zone = Topology?.GetValueOrDefault("topology.kubernetes.io/zone"),
        TargetRef = TargetRef,
        Hints = Hints,
    };
}
