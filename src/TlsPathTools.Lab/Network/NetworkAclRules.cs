using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Network;

/// <summary>Network ACLs: stateless, so that the answers of a flow need a rule of their own.</summary>
internal static class NetworkAclRules
{
    private const string Tcp = "6";
    private const string AllProtocols = "-1";

    /// <summary>Whether the ACL of a subnet lets a flow and its answers pass.</summary>
    /// <param name="cloud">The state.</param>
    /// <param name="subnet">The subnet.</param>
    /// <param name="peer">The other side.</param>
    /// <param name="leaving">Whether the flow begins in this subnet.</param>
    /// <param name="servicePort">The flow's destination port.</param>
    /// <param name="ephemeralPort">Its source port: where the answers go.</param>
    public static bool AllowBothWays(CloudState cloud, Subnet subnet, IPAddress peer, bool leaving, int servicePort, int ephemeralPort) =>
        !cloud.NetworkAcls.TryGetValue(subnet.NetworkAclId, out NetworkAcl? acl)
        || (Allow(acl, egress: leaving, peer, servicePort) && Allow(acl, egress: !leaving, peer, ephemeralPort));

    private static bool Allow(NetworkAcl acl, bool egress, IPAddress peer, int port) =>
        acl.Entries.Where(entry => entry.Egress == egress).OrderBy(entry => entry.Number).FirstOrDefault(entry => Matches(entry, peer, port)) is { Allow: true };

    private static bool Matches(NetworkAclEntry entry, IPAddress peer, int port) =>
        (entry.Protocol == AllProtocols || (entry.Protocol == Tcp && port >= (entry.FromPort ?? 0) && port <= (entry.ToPort ?? 65535)))
        && entry.Cidr.Contains(peer);
}
