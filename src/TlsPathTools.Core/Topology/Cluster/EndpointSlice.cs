namespace TlsPathTools.Topology.Cluster;

/// <summary>Endpoints of a service, in the shape of discovery.k8s.io/v1.</summary>
public sealed record EndpointSlice
{
    public ObjectMeta? Metadata { get; init; }

    public string? AddressType { get; init; }

    public Endpoint[] Endpoints { get; init => field = value ?? []; } = [];

    public EndpointPort[] Ports { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>An endpoint.</summary>
public sealed record Endpoint
{
    public string[] Addresses { get; init => field = value ?? []; } = [];

    public EndpointConditions? Conditions { get; init; }

    public string? Hostname { get; init; }

    public string? NodeName { get; init; }

    public string? Zone { get; init; }

    public ObjectReference? TargetRef { get; init; }

    public EndpointHints? Hints { get; init; }
}

/// <summary>Absent ready and serving mean true, absent terminating false.</summary>
public sealed record EndpointConditions
{
    public bool? Ready { get; init; }

    public bool? Serving { get; init; }

    public bool? Terminating { get; init; }
}

/// <summary>The zones and nodes that are to use an endpoint.</summary>
public sealed record EndpointHints
{
    public ForZone[] ForZones { get; init => field = value ?? []; } = [];

    public ForNode[] ForNodes { get; init => field = value ?? []; } = [];
}

/// <summary>A zone that is to use an endpoint.</summary>
public sealed record ForZone
{
    public string? Name { get; init; }
}

/// <summary>A node that is to use an endpoint.</summary>
public sealed record ForNode
{
    public string? Name { get; init; }
}

/// <summary>A port of the endpoints of a slice.</summary>
public sealed record EndpointPort
{
    public string? Name { get; init; }

    public string? Protocol { get; init; }

    public string? AppProtocol { get; init; }

    public int? Port { get; init; }
}
