using TlsPathTools.ClientErrors;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Topology;

namespace TlsPathTools.EvidenceFiles;

/// <summary>Everything that was seen of a path, from one or more places: all reasoning works on it as on the living thing.</summary>
public sealed record TlsPathEvidence
{
    /// <summary>When the first of its files was written, in UTC; null where no file says so.</summary>
    public DateTime? CreatedUtc { get; init; }

    /// <summary>The places that it was seen from.</summary>
    public IReadOnlyList<string> VantagePoints { get; init; } = [];

    /// <summary>All records, in the order of the files.</summary>
    public IReadOnlyList<TlsPathRecord> Records { get; init; } = [];

    /// <summary>The addresses.</summary>
    public IEnumerable<EndpointAddress> Addresses => Records.OfType<EndpointAddress>();

    /// <summary>What resolvers answered.</summary>
    public IEnumerable<ResolverAnswer> Answers => Records.OfType<ResolverAnswer>();

    /// <summary>Attempts.</summary>
    public IEnumerable<TlsAttempt> Attempts => Records.OfType<TlsAttempt>();

    /// <summary>Results per address.</summary>
    public IEnumerable<TlsPathResult> Results => Records.OfType<TlsPathResult>();

    /// <summary>Lines of clients' logs, and what they mean.</summary>
    public IEnumerable<ClientErrorMeaning> LogLines => Records.OfType<ClientErrorMeaning>();

    /// <summary>What the last hop answered.</summary>
    public IEnumerable<NodePortResult> NodePorts => Records.OfType<NodePortResult>();

    /// <summary>The snapshots, oldest first.</summary>
    public IEnumerable<PathSnapshot> Snapshots => Records.OfType<PathSnapshot>().OrderBy(snapshot => snapshot.BeganUtc);

    /// <summary>The newest snapshot; null where there is none.</summary>
    public PathSnapshot? Snapshot => Snapshots.LastOrDefault();

    /// <inheritdoc/>
    public override string ToString() =>
        $"Evidence: {Attempts.Count()} attempts, {Results.Count()} results, {Records.OfType<PathSnapshot>().Count()} snapshots from {(VantagePoints.Count == 0 ? "an unnamed place" : string.Join(", ", VantagePoints))}";
}
