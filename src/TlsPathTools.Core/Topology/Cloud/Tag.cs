namespace TlsPathTools.Topology.Cloud;

/// <summary>A tag of a resource.</summary>
public sealed record Tag
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}
