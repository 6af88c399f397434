namespace TlsPathTools.Topology.Cluster;

/// <summary>That a secret exists, and no more: its data is never asked for, and annotations, in which a copy of it may stand, are dropped.</summary>
public sealed record SecretMetadata
{
    public ObjectMeta? Metadata { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}
