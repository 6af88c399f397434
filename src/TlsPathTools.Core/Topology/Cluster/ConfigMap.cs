namespace TlsPathTools.Topology.Cluster;

/// <summary>A config map; of interest is kube-proxy-config.</summary>
public sealed record ConfigMap
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public ObjectMeta? Metadata { get; init; }

    public IReadOnlyDictionary<string, string> Data { get; init => field = value ?? s_none; } = s_none;

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}
