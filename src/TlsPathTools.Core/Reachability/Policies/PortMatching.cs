using System.Globalization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>The ports of a rule against a packet.</summary>
internal static class PortMatching
{
    /// <summary>Whether policies say anything about a protocol: "for other protocols the behaviour may vary".</summary>
    public static bool IsKnown(string protocol) => protocol is "TCP" or "UDP" or "SCTP";

    /// <summary>Whether a rule's ports hold the packet's.</summary>
    /// <param name="ports">The ports; none means all.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="destination">The pod that it goes to, whose containers name ports; null where that is none.</param>
    public static Match Matches(NetworkPolicyPort[] ports, PolicyPacket packet, Pod? destination) =>
        ports.Length == 0 ? Match.Yes : Match.Any(ports, port => Matches(port, packet, destination));

    private static Match Matches(NetworkPolicyPort rule, PolicyPacket packet, Pod? destination)
    {
        if ((rule.Protocol ?? "TCP") != packet.Protocol)
            return Match.No;
        if (rule.Port is null)
            return Match.Yes;
        if (int.TryParse(rule.Port, NumberStyles.None, CultureInfo.InvariantCulture, out int first))
            return Match.Of(first <= packet.Port && packet.Port <= (rule.EndPort ?? first));
        return Named(rule.Port, packet, destination);
    }

    private static Match Named(string name, PolicyPacket packet, Pod? destination)
    {
        if (destination is null)
            return packet.Peer.Kind is PolicyPeerKind.Unknown ? Match.Unknown($"which port is called '{SafeText.Escape(name)}' there") : Match.No;
        bool found = false;
        foreach (ContainerPort port in (destination.Spec?.Containers ?? []).SelectMany(container => container.Ports))
        {
            if (port.Name != name || (port.Protocol ?? "TCP") != packet.Protocol)
                continue;
            if (port.Number == packet.Port)
                return Match.Yes;
            found = true;
        }

        // Init containers, of which one may be a sidecar with ports of its own, are not read.
        return found ? Match.No : Match.Unknown($"which port of {SafeText.Escape($"{destination.Metadata}")} is called '{SafeText.Escape(name)}': none of its containers names one so");
    }
}
