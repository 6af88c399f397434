namespace TlsPathTools.Topology.Conflicts;

/// <summary>Who fights over which load balancer, listener, rule, target group or NodePort; and whether that has anything to do with an address that fails.</summary>
public sealed record LoadBalancerConflict : TlsPathRecord
{
    /// <summary>What it is about.</summary>
    public required LoadBalancerConflictKind ConflictKind { get; init; }

    /// <summary>Who claims it: "Ingress hutch/hutch-relay", "Service hutch/hutch-relay-nlb", "rule 20".</summary>
    public string[] Claimants { get; init => field = value ?? []; } = [];

    /// <summary>The controllers that act for them, by the events' source, annotations and tags.</summary>
    public string[] Controllers { get; init => field = value ?? []; } = [];

    /// <summary>The namespace of the claimants; null where they have several or none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service among the claimants.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The load balancer in conflict; null where neither events nor tags nor names say it.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>Its name, where only that is known, as well.</summary>
    public string? LoadBalancerName { get; init; }

    /// <summary>The target group in conflict.</summary>
    public string? TargetGroupArn { get; init; }

    /// <summary>The listener's port.</summary>
    public int? Port { get; init; }

    /// <summary>The NodePort.</summary>
    public int? NodePort { get; init; }

    /// <summary>The host of a rule.</summary>
    public string? HostName { get; init; }

    /// <summary>The path of a rule.</summary>
    public string? Path { get; init; }

    /// <summary>How often events said so.</summary>
    public int Count { get; init; }

    /// <summary>When one first did, in UTC.</summary>
    public DateTime? FirstUtc { get; init; }

    /// <summary>When one last did, in UTC.</summary>
    public DateTime? LastUtc { get; init; }

    /// <summary>What it is, and what it means for the traffic that runs.</summary>
    public required string Detail { get; init; }

    /// <summary>The events' own words.</summary>
    public string[] Messages { get; init => field = value ?? []; } = [];

    /// <summary>Whether traffic that runs now is touched; null where that cannot be told.</summary>
    public bool? TouchesTraffic { get; init; }

    /// <summary>The failing addresses that were asked about.</summary>
    public string[] FailingAddresses { get; init => field = value ?? []; } = [];

    /// <summary>Whether a load balancer in conflict has one of them; null where none was asked about, or it cannot be told.</summary>
    public bool? OwnsFailingAddress { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? Ownership { get; init; }

    /// <inheritdoc/>
    public bool Equals(LoadBalancerConflict? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{ConflictKind}: {string.Join(", ", Claimants)}";
}
