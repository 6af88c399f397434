using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability;

/// <summary>
/// The pods that flows of a service go to, put together where the network treats them alike: many pods cost as much as the few kinds of places that they are in.
/// </summary>
internal sealed class PodTargets
{
    private PodTargets(IReadOnlyList<PodPlaces> places, int total)
    {
        Places = places;
        Total = total;
    }

    /// <summary>The kinds of places.</summary>
    public IReadOnlyList<PodPlaces> Places { get; }

    /// <summary>All pods.</summary>
    public int Total { get; }

    /// <summary>
    /// Those of a port of a service that take flows: the ready ones, or those that serve while they end where none is ready (KEP-1669).
    /// </summary>
    /// <param name="slices">The service's slices.</param>
    /// <param name="portName">The name of its port.</param>
    /// <param name="ipv6">The family.</param>
    /// <param name="placeOf">Where an address is, as one place for all that the network treats alike.</param>
    /// <param name="podOf">The pod with an address; null for none that was read.</param>
    /// <param name="kindOf">What policies tell pods apart by.</param>
    public static PodTargets Of(
        IEnumerable<EndpointSlice> slices, string portName, bool ipv6, Func<AddressRange, NetworkPlace> placeOf, Func<AddressRange, int, Pod?> podOf, Func<Pod?, string> kindOf)
    {
        (Endpoint Endpoint, int Port)[] all =
        [
            .. slices.Where(slice => slice.AddressType == (ipv6 ? "IPv6" : "IPv4"))
                .SelectMany(slice => slice.Ports.Where(port => (port.Name ?? "") == portName && port.Port is not null), (slice, port) => (slice, port))
                .SelectMany(pair => pair.slice.Endpoints, (pair, endpoint) => (endpoint, pair.port.Port!.Value))
                .OrderByDescending(pair => IsReady(pair.endpoint)).DistinctBy(pair => (pair.endpoint.Addresses.FirstOrDefault(), pair.Value)),
        ];
        (Endpoint Endpoint, int Port)[] chosen = Array.Exists(all, pair => IsReady(pair.Endpoint))
            ? Array.FindAll(all, pair => IsReady(pair.Endpoint))
            : Array.FindAll(all, pair => pair.Endpoint.Conditions is { Terminating: true, Serving: not false });
        bool zonesHinted = chosen.Length > 0 && Array.TrueForAll(chosen, pair => pair.Endpoint.Hints?.ForZones is { Length: > 0 });
        var places = new Dictionary<(NetworkPlace, int, string, string), PodPlaces>();
        foreach ((Endpoint endpoint, int port) in chosen)
        {
            if (AddressRange.Parse(endpoint.Addresses.FirstOrDefault()) is not { } address)
                continue;
            NetworkPlace place = placeOf(address);
            string[] zones = zonesHinted ? [.. endpoint.Hints!.ForZones.Select(zone => zone.Name).OfType<string>()] : [];
            Pod? pod = podOf(address, port);
            (NetworkPlace, int, string, string) key = (place, port, string.Join(' ', zones), kindOf(pod));
            if (!places.TryGetValue(key, out PodPlaces? alike))
                places[key] = alike = new PodPlaces(place, port, zones, pod);
            alike.Add(endpoint.NodeName, address);
        }

        return new PodTargets([.. places.Values], chosen.Length);
    }

    /// <summary>Those that a flow can meet which enters at a node of a zone: hints keep it in its zone where they name any of it.</summary>
    public IReadOnlyList<PodPlaces> From(string? zone)
    {
        PodPlaces[] ofZone = zone is null ? [] : [.. Places.Where(place => place.Zones.Contains(zone, StringComparer.Ordinal))];
        return ofZone.Length > 0 ? ofZone : Places;
    }

    private static bool IsReady(Endpoint endpoint) => endpoint.Conditions?.Ready != false;
}

/// <summary>Pods that the network and its policies treat alike.</summary>
internal sealed class PodPlaces(NetworkPlace place, int port, string[] zones, Pod? pod)
{
    private readonly Dictionary<string, int> _onNode = new(StringComparer.Ordinal);

    /// <summary>The place of the first of them.</summary>
    public NetworkPlace Place { get; } = place;

    /// <summary>Their port.</summary>
    public int Port { get; } = port;

    /// <summary>The zones that are to use them.</summary>
    public string[] Zones { get; } = zones;

    /// <summary>The first of them; null where it was not read.</summary>
    public Pod? Pod { get; } = pod;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The first address.</summary>
    public AddressRange First { get; private set; }

    /// <summary>How many are on a node.</summary>
    public int OnNode(string? nodeName) => nodeName is null ? 0 : _onNode.GetValueOrDefault(nodeName);

    public void Add(string? nodeName, AddressRange address)
    {
        if (Count++ == 0)
            First = address;
        if (nodeName is not null)
            _onNode[nodeName] = _onNode.GetValueOrDefault(nodeName) + 1;
    }
}
