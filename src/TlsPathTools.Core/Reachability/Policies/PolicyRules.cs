using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>A rule of either direction.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Direction">The list that it stands in.</param>
/// <param name="Index">Its place in the list.</param>
/// <param name="Peers">Its from, or its to.</param>
/// <param name="Ports">Its ports.</param>
internal sealed record PolicyRule(NetworkPolicy Policy, PolicyDirection Direction, int Index, NetworkPolicyPeer[] Peers, NetworkPolicyPort[] Ports)
{
    /// <inheritdoc/>
    public override string ToString() => $"{SafeText.Escape($"{Policy.Metadata}")} {(Direction == PolicyDirection.Ingress ? "ingress" : "egress")}[{Index}]";
}

/// <summary>The rules of policies.</summary>
internal static class PolicyRules
{
    /// <summary>Whether a policy isolates what it selects in a direction. Without policyTypes: ingress always, egress where it has rules of it.</summary>
    public static bool Applies(NetworkPolicy policy, PolicyDirection direction) => policy.Spec is { } spec && (spec.PolicyTypes.Length == 0
        ? direction == PolicyDirection.Ingress || spec.Egress.Length > 0
        : spec.PolicyTypes.Contains(direction == PolicyDirection.Ingress ? "Ingress" : "Egress", StringComparer.Ordinal));

    public static IEnumerable<PolicyRule> Of(NetworkPolicy policy, PolicyDirection direction) => direction == PolicyDirection.Ingress
        ? policy.Spec!.Ingress.Select((rule, index) => new PolicyRule(policy, direction, index, rule.From, rule.Ports))
        : policy.Spec!.Egress.Select((rule, index) => new PolicyRule(policy, direction, index, rule.To, rule.Ports));
}
