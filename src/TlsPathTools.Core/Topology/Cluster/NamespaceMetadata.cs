namespace TlsPathTools.Topology.Cluster;

/// <summary>That a namespace exists, and its labels: selectors of policies ask for them. Annotations are left out, as whatever people keep there is not needed.</summary>
public sealed record NamespaceMetadata
{
    public ObjectMeta? Metadata { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}
