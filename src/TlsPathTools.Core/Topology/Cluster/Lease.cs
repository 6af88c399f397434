namespace TlsPathTools.Topology.Cluster;

/// <summary>A lease (coordination.k8s.io/v1); the one of a node in kube-node-lease is its heartbeat.</summary>
public sealed record Lease
{
    public ObjectMeta? Metadata { get; init; }

    public LeaseSpec? Spec { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>Who holds a lease, and since when.</summary>
public sealed record LeaseSpec
{
    public string? HolderIdentity { get; init; }

    public int? LeaseDurationSeconds { get; init; }

    public DateTime? AcquireTime { get; init; }

    public DateTime? RenewTime { get; init; }
}
