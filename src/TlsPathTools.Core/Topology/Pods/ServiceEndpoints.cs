using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Pods;

/// <summary>
/// Which endpoints of a service a flow can meet that enters at a node, as kube-proxy chooses them: ready ones; where none is ready, those
/// that still serve while they end (KEP-1669); of these, with the external traffic policy Local those of the node, else those that the
/// hints give to the node or its zone. The internal traffic policy is about flows from pods and plays no part.
/// </summary>
internal sealed class ServiceEndpoints
{
    private readonly Dictionary<string, (int Ready, int Ending)> _onNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _forNode = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _forZone = new(StringComparer.Ordinal);
    private bool _allHaveNodes = true;
    private bool _allHaveZones = true;

    /// <summary>Endpoints that are ready.</summary>
    public int Ready { get; private set; }

    /// <summary>Endpoints that end and serve meanwhile.</summary>
    public int Ending { get; private set; }

    /// <summary>Those of one port. A service of two families has slices of both, for the same pods.</summary>
    public static ServiceEndpoints Of(IEnumerable<EndpointSlice> slices, string portName, bool ipv6)
    {
        EndpointSlice[] ofPort = [.. slices.Where(slice => slice.Ports.Length == 0 || slice.Ports.Any(port => (port.Name ?? "") == portName))];
        EndpointSlice[] ofFamily = [.. ofPort.Where(slice => slice.AddressType == (ipv6 ? "IPv6" : "IPv4"))];
        var endpoints = new ServiceEndpoints();
        // An endpoint that moves from one slice to another is in both for a moment; the ready one of the two counts.
        foreach (Endpoint endpoint in (ofFamily.Length > 0 ? ofFamily : ofPort).SelectMany(slice => slice.Endpoints)
            .OrderByDescending(IsReady).ThenByDescending(IsHinted).DistinctBy(endpoint => endpoint.Addresses.FirstOrDefault() ?? "", StringComparer.Ordinal))
        {
            endpoints.Add(endpoint);
        }

        return endpoints;
    }

    /// <summary>Those of the pods of a service, whatever the port.</summary>
    public static ServiceEndpoints Of(IEnumerable<ServicePod> pods)
    {
        var endpoints = new ServiceEndpoints();
        foreach (ServicePod pod in pods.Where(pod => pod.IsEndpoint))
            endpoints.Add(pod.NodeName, pod.Ready, !pod.Ready && pod is { Serving: true, Terminating: true }, pod.NodeHints, pod.ZoneHints);
        return endpoints;
    }

    /// <summary>Those that take flows on all nodes together: the ready ones, or those that stand in for them.</summary>
    public int Total => Ready > 0 ? Ready : Ending;

    /// <summary>Whether none is ready, and those that are going stand in.</summary>
    public bool OnlyEnding => Ready == 0 && Ending > 0;

    /// <summary>Whether hints keep flows within nodes or zones.</summary>
    public bool HasHints => Ready > 0 && (_allHaveNodes || _allHaveZones);

    /// <summary>Whether every endpoint says where it is: what is local to a node is known only then.</summary>
    public bool AllSayNodes { get; private set; } = true;

    /// <summary>Endpoints on a node that take flows: the ready ones, or those that stand in for them.</summary>
    public int OnNode(string nodeName) => _onNode.GetValueOrDefault(nodeName) switch { (> 0 and var ready, _) => ready, (_, var ending) => ending };

    /// <summary>Ready endpoints on a node.</summary>
    public int LocalTo(string? nodeName) => nodeName is not null && _onNode.TryGetValue(nodeName, out (int Ready, int Ending) counts) ? counts.Ready : 0;

    /// <summary>What a flow can meet that enters at a node.</summary>
    public UsableEndpoints UsableFrom(Node? node, bool local) => UsableFrom(node?.Metadata?.Name, node is null ? null : NodeFacts.Zone(node), local);

    /// <summary>The same of a node of this name and zone.</summary>
    public UsableEndpoints UsableFrom(string? name, string? zone, bool local)
    {
        if (local)
        {
            (int ready, int ending) = name is null ? default : _onNode.GetValueOrDefault(name);
            return ready > 0 ? new(ready, Hinted: false, EndingOnly: false) : new(ending, Hinted: false, EndingOnly: ending > 0);
        }

        if (Ready == 0)
            return new(Ending, Hinted: false, EndingOnly: Ending > 0);
        // Hints hold only while every endpoint has one, and somebody is left for the node or zone.
        if (_allHaveNodes && name is not null && _forNode.TryGetValue(name, out int forNode))
            return new(forNode, Hinted: forNode < Ready, EndingOnly: false);
        if (_allHaveZones && zone is not null && _forZone.TryGetValue(zone, out int forZone))
            return new(forZone, Hinted: forZone < Ready, EndingOnly: false);
        return new(Ready, Hinted: false, EndingOnly: false);
    }

    private static bool IsReady(Endpoint endpoint) => endpoint.Conditions?.Ready != false;

    private static bool IsHinted(Endpoint endpoint) => endpoint.Hints is not null;

    private void Add(Endpoint endpoint) => Add(
        endpoint.NodeName, IsReady(endpoint), !IsReady(endpoint) && endpoint.Conditions is { Terminating: true, Serving: not false },
        [.. (endpoint.Hints?.ForNodes ?? []).Select(hint => hint.Name).OfType<string>()], [.. (endpoint.Hints?.ForZones ?? []).Select(hint => hint.Name).OfType<string>()]);

    private void Add(string? node, bool ready, bool ending, string[] nodes, string[] zones)
    {
        if (!ready && !ending)
            return;

        Ready += ready ? 1 : 0;
        Ending += ending ? 1 : 0;
        AllSayNodes &= node is not null;
        if (node is not null)
        {
            (int wasReady, int wasEnding) = _onNode.GetValueOrDefault(node);
            _onNode[node] = (wasReady + (ready ? 1 : 0), wasEnding + (ending ? 1 : 0));
        }

        if (!ready)
            return;
        _allHaveNodes &= nodes.Length > 0;
        _allHaveZones &= zones.Length > 0;
        foreach (string hint in nodes)
            _forNode[hint] = _forNode.GetValueOrDefault(hint) + 1;
        foreach (string hint in zones)
            _forZone[hint] = _forZone.GetValueOrDefault(hint) + 1;
    }
}

/// <summary>How many endpoints, whether hints leave some out, and whether all that is left are about to end.</summary>
internal readonly record struct UsableEndpoints(int Count, bool Hinted, bool EndingOnly);
