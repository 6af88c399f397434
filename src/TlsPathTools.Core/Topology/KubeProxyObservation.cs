namespace TlsPathTools.Topology;

/// <summary>What one kube-proxy said of itself when it was asked through the API server.</summary>
public sealed record KubeProxyObservation
{
    private static readonly IReadOnlyDictionary<string, double> s_none = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>The pod that was asked.</summary>
    public required string PodName { get; init; }

    /// <summary>The status of :10256/healthz; null where it could not be asked. It says nothing of forwarding.</summary>
    public int? HealthStatus { get; init; }

    /// <summary>The lastUpdated of its answer, in UTC.</summary>
    public DateTime? HealthLastUpdatedUtc { get; init; }

    /// <summary>The currentTime of its answer: the node's clock when health was asked, in UTC.</summary>
    public DateTime? HealthCurrentTimeUtc { get; init; }

    /// <summary>The nodeEligible of its answer: false where the node is about to go, and then 503 says nothing of the sync.</summary>
    public bool? HealthNodeEligible { get; init; }

    /// <summary>The metrics of :10249 that say something of the sync, by their name, labels summed up; empty where they could not be read.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init => field = value ?? s_none; } = s_none;

    /// <summary>The proxy's mode: iptables, ipvs or nftables; null where it could not be told.</summary>
    public string? Mode { get; init; }

    /// <summary>When, in UTC, by this machine's clock.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>Why health or metrics are missing; null where nothing is.</summary>
    public string? CannotSee { get; init; }
}
