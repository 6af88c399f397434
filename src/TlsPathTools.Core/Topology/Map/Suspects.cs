using System.Globalization;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// Marks the rows of the one node that observations from inside single out, and of no other. What pipes suspect rows into a change must
/// never hit an innocent node: so the address must fail, must reach the node, must be able to fail the way it does because of it, and
/// the node must not refuse by design.
/// </summary>
internal sealed class Suspects(InnerObservations inner)
{
    private const double IntervalConfidence = 0.99;
    private const double Slack = 0.05;

    /// <summary>The rows of one address, marked.</summary>
    public IReadOnlyList<TargetNode> Mark(List<TargetNode> rows, AddressFront front)
    {
        if (!MapAddresses.Fails(front.Address) || !inner.Any)
            return rows;

        // One node over all groups that the address can choose: two would mean that neither is singled out.
        SingledOut[] singled = [.. rows.Where(IsEntered).GroupBy(row => (row.TargetGroupArn, row.NodePort))
            .Select(group => inner.Judge([.. group.Where(row => !RefusesByDesign(row)).Select(NodeIdentity.Of).OfType<NodeIdentity>().Distinct()], group.Key.NodePort!.Value))
            .OfType<SingledOut>()];
        if (singled.Length == 0 || singled.Any(item => item.Node != singled[0].Node))
            return rows;

        List<TargetNode> own = rows.FindAll(row => IsEntered(row) && row.Reachable == true && NodeIdentity.Of(row) == singled[0].Node);
        if (own.Count == 0)
            return rows;
        if (Objection(own, singled[0], front) is { } objection)
            return Replace(rows, own, row => row with { Notes = [.. row.Notes, $"an observation from inside singles out this node, but it is not marked: {objection}"] });
        string reason = string.Join("; ", singled.Select(item => item.Reason).Distinct(StringComparer.Ordinal)) + Caveat(rows, own[0], singled[0]);
        return Replace(rows, own, row => row with { Suspect = true, SuspectReason = reason });
    }

    // Why the address's failures cannot be this node's; null where they can.
    private static string? Objection(List<TargetNode> own, SingledOut singled, AddressFront front)
    {
        if (front.Ambiguous)
            return "several networks have the address";
        if (own.Exists(row => row.ExternalTrafficPolicy is null))
            return "the service's traffic policy was not read, so the node may refuse by design";
        if (own.Exists(row => row.ExternalTrafficPolicy == "Local" && row.UsableEndpoints is null))
            return "whether it has an endpoint was not read, so it may refuse by design (externalTrafficPolicy Local)";
        if (own.TrueForAll(EndsBefore) && !FailsAfterHandshake(front.Address))
            return front.Address.FailureKinds.Count == 0 ? "TLS ends before the node, and at which stage the address fails is not known" : "TLS ends before the node, and the address fails in the handshake";
        return RateObjection(own, singled, front.Address);
    }

    // A node that gets a third of the flows makes a third of them fail at most, and all that it fails inside it fails outside.
    private static string? RateObjection(List<TargetNode> own, SingledOut singled, MapAddress address)
    {
        if (address is not { Attempts: > 0 and int attempts, Failures: { } failures } || failures > attempts || own.Exists(row => row.Share is null))
            return null;
        // Stickiness keeps a client on one target: its rate is that of the target, not of the share.
        if (own.Exists(row => row.Notes.Any(note => note.StartsWith("stickiness", StringComparison.Ordinal))))
            return null;
        double share = own.Sum(row => row.Share!.Value);
        Interval outer = Proportion.ClopperPearson(failures, attempts, IntervalConfidence);
        if (outer.Low > share + Slack)
            return string.Create(CultureInfo.InvariantCulture, $"it gets {share:P0} of the flows, and {failures} of {attempts} fail: more than it can account for");
        return singled.Rate is { } rate && outer.High < share * rate.Low - Slack
            ? string.Create(CultureInfo.InvariantCulture, $"from inside at least {rate.Low:P0} fail and it gets {share:P0} of the flows, but only {failures} of {attempts} fail outside: another fault, on the way from inside")
            : null;
    }

    // Where the placement of pods differs in the same way as the outcome, a rule between nodes would look alike.
    private static string Caveat(List<TargetNode> rows, TargetNode suspect, SingledOut singled)
    {
        if (suspect.LocalEndpoints != 0 || singled.Clean.Count == 0)
            return "";
        bool allCleanAreLocal = singled.Clean.All(node => rows.Exists(row => NodeIdentity.Of(row) == node && row.LocalEndpoints > 0));
        return allCleanAreLocal ? "; left open: it has no endpoint of its own and the working ones have, so a rule between nodes would look the same" : "";
    }

    private static bool IsEntered(TargetNode row) => row.NodePort is not null && NodeIdentity.Of(row) is not null;

    private static bool RefusesByDesign(TargetNode row) => row.ExternalTrafficPolicy == "Local" && row.UsableEndpoints == 0;

    private static bool EndsBefore(TargetNode row) => row.LoadBalancerType == "application" || row.TlsTermination == TlsTermination.LoadBalancer;

    // "6 x ResponseHead/HttpStatus": only what fails once the handshake is done can come from behind a load balancer that ends TLS.
    private static bool FailsAfterHandshake(MapAddress address) => address.FailureKinds.Any(kind =>
        kind.Contains($" {nameof(TlsStage.Request)}/", StringComparison.Ordinal) || kind.Contains($" {nameof(TlsStage.ResponseHead)}/", StringComparison.Ordinal)
        || kind.Contains($" {nameof(TlsStage.ResponseBody)}/", StringComparison.Ordinal));

    private static List<TargetNode> Replace(List<TargetNode> rows, List<TargetNode> own, Func<TargetNode, TargetNode> change) =>
        rows.ConvertAll(row => own.Exists(item => ReferenceEquals(item, row)) ? change(row) : row);
}
