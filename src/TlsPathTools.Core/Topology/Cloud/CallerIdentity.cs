namespace TlsPathTools.Topology.Cloud;

/// <summary>Who asks (STS GetCallerIdentity).</summary>
public sealed record CallerIdentity
{
    public string? Account { get; init; }

    public string? Arn { get; init; }

    public string? UserId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Arn ?? "";
}
