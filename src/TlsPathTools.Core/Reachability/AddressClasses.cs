using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability;

/// <summary>
/// Addresses that no rule of a snapshot tells apart. Every range that a group, an ACL, a route or a prefix list names cuts the line of addresses in two places;
/// two addresses between the same cuts are treated alike, and one judgement does for both.
/// </summary>
internal sealed class AddressClasses
{
    private readonly UInt128[] _cuts4;
    private readonly UInt128[] _cuts6;

    public AddressClasses(PathSnapshot snapshot)
    {
        IEnumerable<string?> texts = snapshot.Clouds.SelectMany(cloud =>
            cloud.SecurityGroups.SelectMany(group => group.IpPermissions.Concat(group.IpPermissionsEgress))
                .SelectMany(rule => rule.IpRanges.Select(range => range.CidrIp).Concat(rule.Ipv6Ranges.Select(range => range.CidrIpv6)))
                .Concat(cloud.NetworkAcls.SelectMany(acl => acl.Entries).Select(entry => entry.CidrBlock ?? entry.Ipv6CidrBlock))
                .Concat(cloud.RouteTables.SelectMany(table => table.Routes).Select(route => route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock))
                .Concat(cloud.PrefixLists.SelectMany(list => list.Entries).Select(entry => entry.Cidr)));
        AddressRange[] ranges = [.. texts.Distinct(StringComparer.Ordinal).Select(AddressRange.Parse).OfType<AddressRange>()];
        _cuts4 = Cuts(ranges.Where(range => !range.IPv6));
        _cuts6 = Cuts(ranges.Where(range => range.IPv6));
    }

    /// <summary>The class of an address.</summary>
    public (bool IPv6, int Class) Of(AddressRange address)
    {
        int found = Array.BinarySearch(address.IPv6 ? _cuts6 : _cuts4, address.First);
        return (address.IPv6, found >= 0 ? found : ~found - 1);
    }

    private static UInt128[] Cuts(IEnumerable<AddressRange> ranges) =>
        [.. ranges.SelectMany(range => range.Last == AddressRange.All(range.IPv6).Last ? [range.First] : new[] { range.First, range.Last + 1 }).Distinct().Order()];
}
