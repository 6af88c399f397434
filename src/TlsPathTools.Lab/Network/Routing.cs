using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Network;

/// <summary>Route tables.</summary>
internal static class Routing
{
    /// <summary>The route that packets from a subnet to an address take: the longest prefix; null for none.</summary>
    public static Route? Lookup(CloudState cloud, Subnet subnet, IPAddress destination)
    {
        Route? best = null;
        int length = -1;
        if (cloud.Vpc.Cidr.Contains(destination))
            (best, length) = (new Route(cloud.Vpc.Cidr, "local"), cloud.Vpc.Cidr.Length);
        RouteTable? table = subnet.RouteTableId is { } id ? cloud.RouteTables.GetValueOrDefault(id) : cloud.RouteTables.Values.FirstOrDefault(candidate => candidate.Main);
        foreach (Route route in table?.Routes ?? [])
        {
            // Between prefixes of one length, the one that was written down wins over the implicit local route.
            int match = MatchedLength(cloud, route, destination);
            if (match > length || (match == length && best?.Target == "local"))
                (best, length) = (route, match);
        }

        return best;
    }

    private static int MatchedLength(CloudState cloud, Route route, IPAddress destination)
    {
        if (route.DestinationPrefixListId is not { } list)
            return route.Destination.Contains(destination) ? route.Destination.Length : -1;
        return cloud.PrefixLists.GetValueOrDefault(list)?.Entries.Where(entry => entry.Contains(destination)).Select(entry => entry.Length).DefaultIfEmpty(-1).Max() ?? -1;
    }
}
