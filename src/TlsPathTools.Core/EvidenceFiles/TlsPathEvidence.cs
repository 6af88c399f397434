using System.Text.Json.Serialization;
using TlsPathTools.ClientErrors;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Topology;

namespace TlsPathTools.EvidenceFiles;

/// <summary>Everything that was seen of a path, from one or more places: all reasoning works on it as on the living thing.</summary>
public sealed record TlsPathEvidence : TlsPathRecord
{
    /// <summary>When the first of its files was written, in UTC; null where no file says so.</summary>
    public DateTime? CreatedUtc { get; init; }

    /// <summary>The places that it was seen from.</summary>
    public string[] VantagePoints { get; init => field = value ?? []; } = [];

    /// <summary>All records, in the order of the files.</summary>
    public TlsPathRecord[] Records { get; init => field = value ?? []; } = [];

    /// <summary>The addresses.</summary>
    [JsonIgnore]
    public IEnumerable<EndpointAddress> Addresses => Records.OfType<EndpointAddress>();

    /// <summary>What resolvers answered.</summary>
    [JsonIgnore]
    public IEnumerable<ResolverAnswer> Answers => Records.OfType<ResolverAnswer>();

    /// <summary>Attempts.</summary>
    [JsonIgnore]
    public IEnumerable<TlsAttempt> Attempts => Records.OfType<TlsAttempt>();

    /// <summary>Results per address.</summary>
    [JsonIgnore]
    public IEnumerable<TlsPathResult> Results => Records.OfType<TlsPathResult>();

    /// <summary>Lines of clients' logs, and what they mean.</summary>
    [JsonIgnore]
    public IEnumerable<ClientErrorMeaning> LogLines => Records.OfType<ClientErrorMeaning>();

    /// <summary>What the last hop answered.</summary>
    [JsonIgnore]
    public IEnumerable<NodePortResult> NodePorts => Records.OfType<NodePortResult>();

    /// <summary>The snapshots, oldest first.</summary>
    [JsonIgnore]
    public IEnumerable<PathSnapshot> Snapshots => Records.OfType<PathSnapshot>().OrderBy(snapshot => snapshot.BeganUtc);

    /// <summary>The newest snapshot; null where there is none.</summary>
    [JsonIgnore]
    public PathSnapshot? Snapshot => Snapshots.LastOrDefault();

    /// <inheritdoc/>
    public bool Equals(TlsPathEvidence? other) => other is not null && CreatedUtc == other.CreatedUtc
        && VantagePoints.AsSpan().SequenceEqual(other.VantagePoints) && Records.AsSpan().SequenceEqual(other.Records);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(CreatedUtc, Records.Length, VantagePoints.Length);

    /// <inheritdoc/>
    public override string ToString() =>
        $"Evidence: {Attempts.Count()} attempts, {Results.Count()} results, {Records.OfType<PathSnapshot>().Count()} snapshots from {(VantagePoints.Length == 0 ? "an unnamed place" : string.Join(", ", VantagePoints))}";
}
