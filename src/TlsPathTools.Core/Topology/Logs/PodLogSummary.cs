namespace TlsPathTools.Topology.Logs;

/// <summary>What a pod's log says of the requests that reached it, and of its own errors. Of connections that never arrived it can say nothing.</summary>
public sealed record PodLogSummary : TlsPathRecord
{
    /// <summary>The pod's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>The service that it serves; null where it was not asked by one.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The pod.</summary>
    public required string PodName { get; init; }

    /// <summary>Its node.</summary>
    public string? NodeName { get; init; }

    /// <summary>Lines that were read.</summary>
    public required int Lines { get; init; }

    /// <summary>Whether there are older ones that were not read.</summary>
    public bool Truncated { get; init; }

    /// <summary>The time of the first line, in UTC.</summary>
    public DateTime? FirstUtc { get; init; }

    /// <summary>The time of the last line, in UTC.</summary>
    public DateTime? LastUtc { get; init; }

    /// <summary>Requests of clients: health checks not counted.</summary>
    public int Requests { get; init; }

    /// <summary>Their statuses, most frequent first: "200 x 412".</summary>
    public string[] StatusCodes { get; init => field = value ?? []; } = [];

    /// <summary>Those answered 400 to 499.</summary>
    public int ClientErrors { get; init; }

    /// <summary>Those answered 500 to 599.</summary>
    public int ServerErrors { get; init; }

    /// <summary>Different clients, by address; behind a load balancer or a NodePort they may be its own. Null where no line names one.</summary>
    public int? Clients { get; init; }

    /// <summary>Requests of health checks: kubelet, load balancer, or a health path.</summary>
    public int HealthChecks { get; init; }

    /// <summary>Those that were answered 400 and above.</summary>
    public int FailedHealthChecks { get; init; }

    /// <summary>Lines that report an error.</summary>
    public int ErrorLines { get; init; }

    /// <summary>Their shapes, most frequent first, with numbers, ids and addresses masked: "14 x http: TLS handshake error from &lt;address&gt;: EOF (last …)".</summary>
    public string[] ErrorShapes { get; init => field = value ?? []; } = [];

    /// <summary>Error lines that speak of TLS.</summary>
    public int TlsErrors { get; init; }

    /// <summary>Error lines that speak of a connection that ended (EOF, broken pipe).</summary>
    public int EndErrors { get; init; }

    /// <summary>Error lines that speak of a reset.</summary>
    public int ResetErrors { get; init; }

    /// <summary>Error lines that speak of a time limit.</summary>
    public int TimeoutErrors { get; init; }

    /// <summary>What it means, and what it cannot mean.</summary>
    public required string Detail { get; init; }

    /// <inheritdoc/>
    public bool Equals(PodLogSummary? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{PodName}: {Requests} requests, {ErrorLines} error lines";
}
