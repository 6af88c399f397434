using System.Globalization;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// Marks the rows of the one node that observations from inside single out, and of no other. What pipes suspect rows into a change must
/// never hit an innocent node: so the address must fail, must reach the node, must be able to fail the way it does because of it, and
/// the node must not refuse by design.
/// </summary>
internal sealed class Suspects(SnapshotIndex index, InnerObservations inner)
{
    private const double IntervalConfidence = 0.99;
    private const double Slack = 0.05;

    /// <summary>The rows of one address, marked.</summary>
    public IReadOnlyList<TargetNode> Mark(List<TargetNode> rows, AddressFront front)
    {
        if (!MapAddresses.Fails(front.Address) || !inner.Any)
            return rows;

        // One node over all groups that the address can choose: two would mean that neither is singled out.
        (IEnumerable<TargetNode> Rows, SingledOut Node)[] singled = [.. rows.Where(IsEntered).GroupBy(row => (row.TargetGroupArn, row.NodePort))
            .Select(group => (Rows: group, Node: inner.Judge([.. group.Where(row => !RefusesByDesign(row)).Select(ObservedNode.Of).OfType<ObservedNode>().Distinct()], group.Key.NodePort!.Value)))
            .Where(item => item.Node is not null).Select(item => (item.Rows, item.Node!))];
        if (singled.Length == 0 || singled.Any(item => item.Node.Node != singled[0].Node.Node))
            return rows;

        SingledOut first = singled[0].Node;
        var own = singled.SelectMany(item => item.Rows).Where(row => row.Reachable == true && ObservedNode.Of(row) == first.Node).ToHashSet(ReferenceEqualityComparer.Instance);
        if (own.Count == 0)
            return rows;
        TargetNode[] reached = [.. own.Cast<TargetNode>()];
        if ((Objection(reached, first, front) ?? PodObjection(rows, reached, first)) is { } objection)
            return Replace(rows, own, row => row with { Notes = [.. row.Notes, $"an observation from inside singles out this node, but it is not marked: {objection}"] });
        string reason = string.Join("; ", singled.Select(item => item.Node.Reason).Distinct(StringComparer.Ordinal)) + Caveat(rows, reached[0], first);
        return Replace(rows, own, row => row with { Suspect = true, SuspectReason = reason });
    }

    // Why the address's failures cannot be this node's; null where they can.
    private string? Objection(TargetNode[] own, SingledOut singled, AddressFront front)
    {
        if (front.Ambiguous)
            return "several networks have the address";
        if (Array.Exists(own, row => row.ExternalTrafficPolicy is null))
            return "the service's traffic policy was not read, so the node may refuse by design";
        if (Array.Exists(own, row => row.ExternalTrafficPolicy == "Local" && row.UsableEndpoints is null))
            return "whether it has an endpoint was not read, so it may refuse by design (externalTrafficPolicy Local)";
        if (Array.TrueForAll(own, EndsBefore) && !FailsAfterHandshake(front.Address))
            return front.Address.FailureKinds.Count == 0 ? "TLS ends before the node, and at which stage the address fails is not known" : "TLS ends before the node, and the address fails in the handshake";
        return RateObjection(own, singled, front.Address);
    }

    // A node that gets a third of the flows makes a third of them fail at most, and all that it fails inside it fails outside.
    private string? RateObjection(TargetNode[] own, SingledOut singled, MapAddress address)
    {
        if (address is not { Attempts: > 0 and int attempts, Failures: { } failures } || failures > attempts || Array.Exists(own, row => row.Share is null))
            return null;
        // A client that is kept on one target, or on one endpoint, has that one's rate and not the share's.
        if (Array.Exists(own, row => row.SessionAffinity is not null || KeepsClients(row)))
            return null;
        double share = own.Sum(row => row.Share!.Value);
        Interval outer = Proportion.ClopperPearson(failures, attempts, IntervalConfidence);
        if (outer.Low > share + Slack)
            return string.Create(CultureInfo.InvariantCulture, $"it gets {share:P0} of the flows, and {failures} of {attempts} fail: more than it can account for");
        return singled.Rate is { } rate && outer.High < share * rate.Low - Slack
            ? string.Create(CultureInfo.InvariantCulture, $"from inside at least {rate.Low:P0} fail and it gets {share:P0} of the flows, but only {failures} of {attempts} fail outside: another fault, on the way from inside")
            : null;
    }

    // A NodePort is answered by pods: where a node's probes met other pods than its siblings', or went another way to them, more than the node differs.
    private static string? PodObjection(List<TargetNode> rows, TargetNode[] own, SingledOut singled)
    {
        if (!singled.ByProbesAlone)
            return null;
        if (Array.Exists(own, row => row.ExternalTrafficPolicy == "Local"))
            return "its NodePort is answered by its own pods alone (externalTrafficPolicy Local), so that they may be what fails";
        if (Array.Exists(own, row => row.SessionAffinity is not null && row.UsableEndpoints != 1))
            return "session affinity keeps each prober at one pod, so that the pod may be what fails";
        if (Array.Exists(own, row => row.Notes.Any(TargetNotes.IsOfHints)))
            return "EndpointSlice hints leave it other pods than its siblings, so that they may be what fails";
        return IsPlacementTheSame(rows, own[0], singled) && !GetsThrough(singled)
            ? "it has no endpoint of its own and the working ones have, so that a rule between nodes would look the same"
            : null;
    }

    // Past the connect no rule is in the way any more, but a limit of sizes may be.
    private static string Caveat(List<TargetNode> rows, TargetNode suspect, SingledOut singled) =>
        IsPlacementTheSame(rows, suspect, singled) && singled.Kinds.Any(kind => kind.Contains($"/{nameof(WireEvent.Timeout)}", StringComparison.Ordinal))
            ? "; left open: it has no endpoint of its own and the working ones have, so that large packets lost between nodes would look the same"
            : "";

    private static bool IsPlacementTheSame(List<TargetNode> rows, TargetNode suspect, SingledOut singled) => suspect.LocalEndpoints == 0 && singled.Clean.Count > 0
        && singled.Clean.All(node => rows.Exists(row => ObservedNode.Of(row) == node && row.LocalEndpoints > 0));

    // "6 x ClientHelloSent/Rst": a pod took the connection, so packets pass between the nodes. What is not known may be a connect that failed.
    private static bool GetsThrough(SingledOut singled) =>
        singled.Kinds.Count > 0 && singled.Kinds.All(kind => kind.Contains('/', StringComparison.Ordinal) && !kind.Contains(nameof(TlsStage.TcpConnect), StringComparison.Ordinal));

    // By address alone: a cookie does not outlive the fresh connections that are measured.
    private bool KeepsClients(TargetNode row) => row.TargetGroupArn is { } group && index.Settings.TryGetValue(group, out IReadOnlyDictionary<string, string>? settings)
        && settings.GetValueOrDefault("stickiness.enabled") == "true" && settings.GetValueOrDefault("stickiness.type") == "source_ip";

    private static bool IsEntered(TargetNode row) => row.NodePort is not null && ObservedNode.Of(row) is not null;

    private static bool RefusesByDesign(TargetNode row) => row.ExternalTrafficPolicy == "Local" && row.UsableEndpoints == 0;

    private static bool EndsBefore(TargetNode row) => row.LoadBalancerType == "application" || row.TlsTermination == TlsTermination.LoadBalancer;

    // "6 x ResponseHead/HttpStatus": only what fails once the handshake is done can come from behind a load balancer that ends TLS.
    private static bool FailsAfterHandshake(MapAddress address) => address.FailureKinds.Any(kind =>
        kind.Contains($" {nameof(TlsStage.Request)}/", StringComparison.Ordinal) || kind.Contains($" {nameof(TlsStage.ResponseHead)}/", StringComparison.Ordinal)
        || kind.Contains($" {nameof(TlsStage.ResponseBody)}/", StringComparison.Ordinal));

    private static List<TargetNode> Replace(List<TargetNode> rows, HashSet<object?> own, Func<TargetNode, TargetNode> change) =>
        rows.ConvertAll(row => own.Contains(row) ? change(row) : row);
}
