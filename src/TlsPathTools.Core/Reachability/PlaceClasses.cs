using TlsPathTools.Topology;

namespace TlsPathTools.Reachability;

/// <summary>Places that the network treats alike, so that what is judged once is known of all: the same subnet, groups and class of address.</summary>
internal sealed class PlaceClasses
{
    private readonly AddressClasses _addresses;
    private readonly HashSet<string> _routedTo;
    private readonly Dictionary<(string?, string?, string?, bool, int, string?), NetworkPlace> _places = [];

    public PlaceClasses(PathSnapshot snapshot)
    {
        _addresses = new AddressClasses(snapshot);
        // What a route leads to is a place of its own.
        _routedTo =
        [
            .. snapshot.Clouds.SelectMany(cloud => cloud.RouteTables).SelectMany(table => table.Routes).SelectMany(route => new[] { route.NetworkInterfaceId, route.InstanceId }).OfType<string>(),
        ];
    }

    /// <summary>The place that stands for all that are like this one; it has no instance of its own unless routes name it.</summary>
    public NetworkPlace Of(NetworkPlace place)
    {
        string? own = place.InterfaceId is { } id && _routedTo.Contains(id) ? id : place.InstanceId is { } instance && _routedTo.Contains(instance) ? instance : null;
        (bool ipv6, int addressClass) = _addresses.Of(place.Addresses);
        var key = (place.SubnetId, place.Groups is null ? null : string.Join(' ', place.Groups), place.Missing, ipv6, addressClass, own);
        if (!_places.TryGetValue(key, out NetworkPlace? alike))
            _places[key] = alike = own is null ? place with { InstanceId = null, InterfaceId = null } : place;
        return alike;
    }
}
