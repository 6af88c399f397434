using TlsPathTools.Probing;

namespace TlsPathTools.Topology;

/// <summary>The last hop by itself: what a node's NodePort answers when the load balancer is left out.</summary>
public sealed record NodePortResult : TlsPathRecord
{
    /// <summary>The node; null where only an address is known.</summary>
    public string? NodeName { get; init; }

    /// <summary>Its instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Its address.</summary>
    public string? PrivateIpAddress { get; init; }

    /// <summary>The NodePort.</summary>
    public required int NodePort { get; init; }

    /// <summary>The name in SNI; null for none.</summary>
    public string? HostName { get; init; }

    /// <summary>"direct", "through the API server", or "none" where the port cannot be reached from here.</summary>
    public required string Route { get; init; }

    /// <summary>Where the attempts came from: an inner place (in the VPC, the API server) can single out a node, an outer one cannot.</summary>
    public required string VantagePoint { get; init; }

    /// <summary>Attempts that say something of the node.</summary>
    public required int Attempts { get; init; }

    /// <summary>Those that failed.</summary>
    public required int Failures { get; init; }

    /// <summary>Failures / Attempts; null without attempts.</summary>
    public double? FailureRate { get; init; }

    /// <summary>Healthy, Intermittent, Failing, or Untested where the port cannot be reached from here.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The failures by stage and event.</summary>
    public string[] FailureKinds { get; init => field = value ?? []; } = [];

    /// <summary>What it means, and what it leaves open: through the API server a failure may be the way from there to the node.</summary>
    public required string Detail { get; init; }

    /// <summary>When the first attempt began.</summary>
    public DateTime? FirstAttemptUtc { get; init; }

    /// <summary>When the last attempt began.</summary>
    public DateTime? LastAttemptUtc { get; init; }

    /// <inheritdoc/>
    public bool Equals(NodePortResult? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName ?? InstanceId ?? PrivateIpAddress}:{NodePort} {Verdict} ({Route})";
}
