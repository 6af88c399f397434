using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Network;

/// <summary>Security groups: stateful, so that the answers of a flow that was let in or out pass by themselves.</summary>
internal static class SecurityGroupRules
{
    /// <summary>Whether one of an interface's groups lets a flow pass. No groups at all filter nothing.</summary>
    /// <param name="cloud">The state.</param>
    /// <param name="groupIds">The interface's groups.</param>
    /// <param name="leaving">Whether the flow begins at this interface.</param>
    /// <param name="peer">The other side's address.</param>
    /// <param name="peerGroups">The other side's groups, where it is seen under its private address.</param>
    /// <param name="port">The flow's destination port.</param>
    public static bool Allow(CloudState cloud, IReadOnlyList<string> groupIds, bool leaving, IPAddress peer, IReadOnlyList<string> peerGroups, int port) =>
        groupIds.Count == 0 || groupIds.Any(id => cloud.SecurityGroups.TryGetValue(id, out SecurityGroup? group)
            && (leaving ? group.Egress : group.Ingress).Exists(rule => Covers(rule, port) && IsPeer(cloud, rule, peer, peerGroups)));

    private static bool Covers(SecurityGroupRule rule, int port) =>
        rule.Protocol is "-1" or "all" || (rule.Protocol is "tcp" or "6" && port >= (rule.FromPort ?? 0) && port <= (rule.ToPort ?? 65535));

    private static bool IsPeer(CloudState cloud, SecurityGroupRule rule, IPAddress peer, IReadOnlyList<string> peerGroups) =>
        rule.Cidr is { } cidr ? cidr.Contains(peer)
        : rule.GroupId is { } group ? peerGroups.Contains(group, StringComparer.Ordinal)
        : rule.PrefixListId is { } list && cloud.PrefixLists.TryGetValue(list, out PrefixList? prefixes) && prefixes.Entries.Exists(entry => entry.Contains(peer));
}
