using System.Globalization;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>A judgement in words.</summary>
internal sealed class PolicyWords(Pod pod, PolicyPacket packet, IReadOnlyList<NetworkPolicy> selecting)
{
    private const int NamedPolicies = 5;

    private readonly string _pod = SafeText.Escape($"{pod.Metadata}")!;
    private readonly string _ports = string.Create(CultureInfo.InvariantCulture, $"{packet.Protocol} {packet.Port}");

    public bool IsHostNetwork => pod.Spec?.HostNetwork == true;

    private bool IsIngress => packet.Direction == PolicyDirection.Ingress;

    private string Way => IsIngress ? "from" : "to";

    private string List => IsIngress ? "ingress" : "egress";

    public string NotSelected => $"no network policy of {SafeText.Escape(pod.Metadata?.Namespace)} selects {_pod} for {List}";

    public string Denied => $"no rule of {Policies} allows {_ports} {Way} {packet.Peer}";

    public string Undefined => $"whether policies see the packet before or after its address is rewritten is not defined, and it is allowed one way alone: {_ports} {Way} {packet.Peer}";

    private string Policies => selecting.Count <= NamedPolicies
        ? string.Join(", ", selecting.Select(Name))
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", selecting.Take(NamedPolicies).Select(Name))} and {selecting.Count - NamedPolicies} more");

    public string Allowed(PolicyRule? rule) => rule is null ? $"the pod's own node always reaches it: {packet.Peer}" : $"{rule} allows {_ports} {Way} {packet.Peer}";

    /// <summary>A port more in a rule for this peer, else a peer more in a rule for this port, else a rule more.</summary>
    public string SmallestChange(RuleOutcome outcome, PeerView view)
    {
        if (outcome.SamePeer is { } samePeer)
            return $"add {_ports} to ports of {samePeer}";
        string peer = Peer(view);
        return outcome.SamePort is { } samePort
            ? $"add {peer} to {Way} of {samePort}"
            : $"add a rule to {List} of {Name(selecting[0])}: {Way} {peer}, ports {_ports}";
    }

    private string Peer(PeerView view)
    {
        if (view.Pod is { } other)
        {
            string labels = string.Join(", ", (other.Metadata?.Labels ?? NamespaceLabels.None).Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));
            string selector = $"podSelector {{{SafeText.Escape(labels)}}}";
            return other.Metadata?.Namespace == pod.Metadata?.Namespace ? selector : $"namespaceSelector {{kubernetes.io/metadata.name: {SafeText.Escape(other.Metadata?.Namespace)}}} with {selector}";
        }

        return view.Address is { } address ? $"ipBlock {address}/{(AddressRange.Of(address).IPv6 ? 128 : 32)}" : $"an ipBlock that holds {packet.Peer}";
    }

    private static string Name(NetworkPolicy policy) => SafeText.Escape($"{policy.Metadata}")!;
}
