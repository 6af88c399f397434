using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>What the rules that concern a pod say of one view of a packet.</summary>
/// <param name="Match">Whether one allows it.</param>
/// <param name="Rule">The rule that does; null for none, and for the pod's own node, which needs none.</param>
/// <param name="SamePeer">A rule that would, were it for this port too.</param>
/// <param name="SamePort">A rule that would, were it for this peer too.</param>
internal sealed record RuleOutcome(Match Match, PolicyRule? Rule = null, PolicyRule? SamePeer = null, PolicyRule? SamePort = null)
{
    public static RuleOutcome Of(IEnumerable<PolicyRule> rules, Pod pod, PolicyPacket packet, PeerView view, PeerMatching peers)
    {
        if (view.IsOwnNode)
            return new RuleOutcome(Match.Yes);
        Pod? destination = packet.Direction == PolicyDirection.Ingress ? pod : view.Pod;
        var outcome = new RuleOutcome(Match.No);
        foreach (PolicyRule rule in rules)
        {
            Match byPeer = peers.Matches(rule.Peers, rule.Policy.Metadata?.Namespace, view);
            Match byPort = PortMatching.Matches(rule.Ports, packet, destination);
            Match both = byPeer.And(byPort);
            if (both.Value == true)
                return new RuleOutcome(both, rule);
            outcome = outcome with
            {
                Match = outcome.Match.Or(both),
                SamePeer = outcome.SamePeer ?? (byPeer.Value == true && rule.Peers.Length > 0 ? rule : null),
                SamePort = outcome.SamePort ?? (byPort.Value == true && rule.Ports.Length > 0 ? rule : null),
            };
        }

        return outcome;
    }
}
