using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>
/// Whether network policies let packets to and from pods pass (kubernetes.io/docs/concepts/services-networking/network-policies). A pod that no policy selects takes
/// everything; one that some select takes what any rule of any of them allows. What the specification leaves open, or was not read, makes the answer unknown
/// only where it could change it. Policies of other kinds are not read: <see cref="PolicyJudgement.Caveat"/>. Make it once for many pods.
/// </summary>
internal sealed class PodPolicies
{
    private readonly PolicyIndex _index;
    private readonly PolicyEnforcers _enforcers;

    /// <summary>The policies of a cluster, ready to be asked.</summary>
    /// <param name="cluster">The cluster, with the policies that were read of it.</param>
    /// <param name="gaps">What could not be read.</param>
    public PodPolicies(ClusterState cluster, IReadOnlyCollection<SnapshotGap> gaps)
    {
        _index = new PolicyIndex(cluster, gaps);
        _enforcers = new PolicyEnforcers(cluster, gaps);
    }

    /// <summary>What policies do to a packet to a pod, or from it.</summary>
    public PolicyJudgement Judge(Pod pod, PolicyPacket packet)
    {
        packet = packet with { Protocol = packet.Protocol.ToUpperInvariant() };
        var missing = new List<string>();
        IReadOnlyList<NetworkPolicy> selecting = _index.Selecting(pod, packet.Direction, missing);
        PolicyEnforcer enforcer = _enforcers.Of(pod);
        var judgement = new PolicyJudgement
        {
            State = PolicyState.Unknown,
            Enforcer = enforcer,
            Policies = [.. selecting.Select(policy => SafeText.Escape($"{policy.Metadata}")!)],
            Reason = "",
        };
        PolicyWords words = new(pod, packet, selecting);
        if (IsOwn(pod, packet.Peer) is { } own)
            return judgement with { State = selecting.Count == 0 && missing.Count == 0 ? PolicyState.NotSelected : PolicyState.Allowed, Reason = own };
        if (selecting.Count == 0)
            return missing.Count > 0 ? judgement with { Reason = missing[0] } : judgement with { State = PolicyState.NotSelected, Reason = words.NotSelected };
        if (!PortMatching.IsKnown(packet.Protocol))
            return judgement with { Reason = $"{SafeText.Escape(packet.Protocol)} is none of the protocols that policies are defined for: what becomes of it varies between network plugins" };

        PolicyRule[] rules = [.. selecting.SelectMany(policy => PolicyRules.Of(policy, packet.Direction))];
        var peers = new PeerMatching(_index.Labels, blocksAreForOutside: enforcer.Plugin is NetworkPlugin.Cilium);
        PeerView[] views = [.. PeerViews.Of(pod, packet.Peer, enforcer.Plugin, _enforcers.IsVpcNetwork(pod.Spec?.NodeName))];
        RuleOutcome[] outcomes = [.. views.Select(view => RuleOutcome.Of(rules, pod, packet, view, peers))];
        return Together(judgement, views, outcomes, missing, words);
    }

    // "A Pod cannot block access to itself"; "traffic to and from the node where a Pod is running is always allowed, regardless of the IP address of the Pod or the node".
    private static string? IsOwn(Pod pod, PolicyPeer peer)
    {
        if (peer.Pod is { Metadata: { } other } && other.Name == pod.Metadata?.Name && other.Namespace == pod.Metadata?.Namespace)
            return "a pod cannot be kept from itself";
        bool isNode = peer.Kind is PolicyPeerKind.Node || peer.Pod?.Spec?.HostNetwork == true;
        return isNode && peer.NodeName is { } node && node == pod.Spec?.NodeName ? $"the pod's own node, {SafeText.Escape(node)}, always reaches it" : null;
    }

    private static PolicyJudgement Together(PolicyJudgement judgement, PeerView[] views, RuleOutcome[] outcomes, List<string> missing, PolicyWords words)
    {
        if (Array.TrueForAll(outcomes, outcome => outcome.Match.Value == true))
            return judgement with { State = PolicyState.Allowed, Decides = outcomes[0].Rule?.ToString(), Reason = words.Allowed(outcomes[0].Rule) };
        if (Array.Find(outcomes, outcome => outcome.Match.Value is null) is { } open)
            return judgement with { Reason = open.Match.Missing! };
        int denied = Array.FindIndex(outcomes, outcome => outcome.Match.Value == false);
        if (Array.Exists(outcomes, outcome => outcome.Match.Value == true))
            return judgement with { Reason = words.Undefined, SmallestChange = words.SmallestChange(outcomes[denied], views[denied]) };
        // A policy that was not read may allow it.
        if (missing.Count > 0)
            return judgement with { Reason = $"no rule that was read allows it, but not all were: {missing[0]}" };
        judgement = judgement with { WouldDeny = true, SmallestChange = words.SmallestChange(outcomes[denied], views[denied]) };
        if (words.IsHostNetwork)
            return judgement with { Reason = $"{words.Denied}; but the pod is on its node's network, where policies are not reliably applied" };
        return judgement.Enforcer.State is EnforcerState.Seen
            ? judgement with { State = PolicyState.Denied, Reason = $"{words.Denied}; {judgement.Enforcer}" }
            : judgement with { Reason = $"would be denied if the network plugin enforces policies, as {words.Denied}; {judgement.Enforcer}" };
    }
}
