namespace TlsPathTools.Topology.Pods;

/// <summary>What a service has on a node: pods, which of them are endpoints, and whether flows that enter at the node's NodePort go anywhere by design.</summary>
public sealed record NodePodDistribution : TlsPathRecord
{
    /// <summary>The node; null for pods that have none yet.</summary>
    public string? NodeName { get; init; }

    /// <summary>Its instance; null where the node does not say.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Its zone.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>Whether the node is Ready; null where that is not known.</summary>
    public bool? NodeReady { get; init; }

    /// <summary>The service's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Its first NodePort; null where it has none.</summary>
    public int? NodePort { get; init; }

    /// <summary>Cluster or Local: whether a NodePort leads to the pods of all nodes or of its own alone.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>Pods of the service on the node, in whatever state.</summary>
    public required int Pods { get; init; }

    /// <summary>Those that are ready and stay.</summary>
    public required int ReadyPods { get; init; }

    /// <summary>Those that are not ready.</summary>
    public required int NotReadyPods { get; init; }

    /// <summary>Those that are going, ready or not.</summary>
    public required int TerminatingPods { get; init; }

    /// <summary>Their names.</summary>
    public string[] PodNames { get; init => field = value ?? []; } = [];

    /// <summary>Their addresses.</summary>
    public string[] PodIPs { get; init => field = value ?? []; } = [];

    /// <summary>Endpoints on this node that take flows.</summary>
    public int? LocalEndpoints { get; init; }

    /// <summary>Endpoints on all nodes that take flows.</summary>
    public int? TotalEndpoints { get; init; }

    /// <summary>Endpoints that a flow entering at this node can meet, traffic policy and hints applied.</summary>
    public int? UsableEndpoints { get; init; }

    /// <summary>Whether the node's NodePort leads anywhere by design; null where there is none, or it cannot be told. It says nothing of faults.</summary>
    public bool? Forwards { get; init; }

    /// <summary>The zones that the endpoints on this node are meant for.</summary>
    public string[] ZoneHints { get; init => field = value ?? []; } = [];

    /// <summary>The same in a sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>What a reader should know: a single replica, affinity, hints, parts that could not be read.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(NodePodDistribution? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName ?? "(no node)"}: {ReadyPods} of {Pods} pods of {Namespace}/{ServiceName} ready";
}
