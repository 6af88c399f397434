using System.Globalization;
using TlsPathTools.Statistics;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// What was seen of nodes from inside: NodePorts probed in the VPC or through the API server, and the sync of kube-proxies. Says
/// whether that singles out one node among its siblings. What was seen from outside is no part of it.
/// </summary>
internal sealed class InnerObservations
{
    private const int EnoughAttempts = 5;
    private const double Level = 0.05;
    private const double IntervalConfidence = 0.99;

    private readonly ILookup<int, NodePortResult> _byPort;
    private readonly IReadOnlyList<NodeKubeProxy> _proxies;

    public InnerObservations(IEnumerable<NodePortResult> results, IReadOnlyList<NodeKubeProxy> proxies)
    {
        _byPort = results.Where(IsInner).ToLookup(result => result.NodePort);
        _proxies = proxies;
        Any = _byPort.Count > 0 || proxies.Count > 0;
    }

    /// <summary>Whether there is anything to judge by.</summary>
    public bool Any { get; }

    /// <summary>The attempts came from a place behind the load balancer.</summary>
    public static bool IsInner(NodePortResult result) => result.Route != "none" && result.Attempts > 0
        && (Says(result.Route, "API server") || Says(result.VantagePoint, "API server") || Says(result.VantagePoint, "in the VPC") || Says(result.VantagePoint, "in the cluster"));

    /// <summary>The one node that the observations single out among siblings that serve the same NodePort; null where there is none, or more than one.</summary>
    public SingledOut? Judge(IReadOnlyCollection<ObservedNode> siblings, int nodePort)
    {
        if (siblings.Count < 2 || !Any)
            return null;
        var nodes = new NodeLookup(siblings);
        // Each vantage point and route is an experiment of its own: their rates must not be mixed.
        var experiments = _byPort[nodePort]
            .GroupBy(result => (result.VantagePoint, result.Route))
            .OrderBy(group => group.Key.Route, StringComparer.Ordinal).ThenBy(group => group.Key.VantagePoint, StringComparer.Ordinal)
            .Select(group => new Experiment(group.Key.Route, group.Key.VantagePoint, Latest(group, nodes)))
            .Where(experiment => experiment.Results.Count > 0)
            .ToList();

        var singled = experiments.Select(OfProbes).Append(OfSync(nodes)).OfType<SingledOut>().ToList();
        if (singled.Select(item => item.Node).Distinct().Count() != 1)
            return null;
        SingledOut first = singled[0];
        // What was probed without failure where it can be probed best does forward, whatever else seems wrong with the node.
        return experiments.Exists(experiment => Contradicts(experiment, first))
            ? null
            : first with
            {
                Reason = string.Join("; ", singled.Select(item => item.Reason)),
                ByProbesAlone = singled.TrueForAll(item => item.ByProbesAlone),
                Kinds = [.. singled.SelectMany(item => item.Kinds).Distinct(StringComparer.Ordinal)],
            };
    }

    private static bool Contradicts(Experiment experiment, SingledOut singled)
    {
        // A failure at another node means that something other than this one node is wrong, if not at every flow.
        if (experiment.Results.Any(pair => pair.Key != singled.Node && pair.Value.Failures > 0))
            return true;
        return experiment.Route == "direct" && experiment.Results.TryGetValue(singled.Node, out NodePortResult? result) && IsClean(result);
    }

    private static SingledOut? OfProbes(Experiment experiment)
    {
        List<KeyValuePair<ObservedNode, NodePortResult>> failing = [.. experiment.Results.Where(pair => pair.Value.Failures > 0)];
        if (failing is not [var (node, result)] || result.Attempts < EnoughAttempts)
            return null;
        var clean = experiment.Results.Where(pair => IsClean(pair.Value)).ToList();
        int attempts = clean.Sum(pair => pair.Value.Attempts);
        if (clean.Count == 0)
            return null;

        // The worst of several nodes was picked after looking: p is multiplied by their number.
        double p = FisherExact.TwoSided(result.Failures, result.Attempts - result.Failures, 0, attempts) * (clean.Count + 1);
        return p >= Level ? null : new SingledOut(
            node,
            string.Create(CultureInfo.InvariantCulture, $"NodePort {result.NodePort} probed {Way(experiment)}: {result.Failures} of {result.Attempts} failed here, 0 of {attempts} at {Count(clean.Count, "sibling")} (p = {p:0.##e+0})"),
            Proportion.ClopperPearson(result.Failures, result.Attempts, IntervalConfidence),
            [.. clean.Select(pair => pair.Key)])
        {
            ByProbesAlone = true,
            Kinds = result.FailureKinds,
        };
    }

    private SingledOut? OfSync(NodeLookup nodes)
    {
        var bad = new Dictionary<ObservedNode, NodeKubeProxy>();
        var fresh = new HashSet<ObservedNode>();
        foreach (NodeKubeProxy proxy in _proxies.OrderBy(proxy => proxy.NodeName, StringComparer.Ordinal))
        {
            if (nodes.Find(proxy.InstanceId, proxy.NodeName, privateIp: null) is not { } node)
                continue;
            if (proxy.SyncState is SyncState.Stale or SyncState.Failing)
                bad.TryAdd(node, proxy);
            else if (proxy.SyncState == SyncState.Fresh)
                fresh.Add(node);
        }

        return bad.Count == 1 && fresh.Count > 0 && bad.First() is var (one, its)
            ? new SingledOut(one, $"kube-proxy: {(its.SyncState == SyncState.Failing ? "its writes of rules fail" : "its sync is stale")}, while {Count(fresh.Count, "sibling")} {(fresh.Count == 1 ? "is" : "are")} fresh ({SafeText.Escape(its.Detail, 500)})", Rate: null, [])
            : null;
    }

    // The last result of a node stands for it; a node that fewer attempts say something of is as if it had not been asked.
    private static Dictionary<ObservedNode, NodePortResult> Latest(IEnumerable<NodePortResult> results, NodeLookup nodes)
    {
        var latest = new Dictionary<ObservedNode, NodePortResult>();
        foreach (NodePortResult result in results.OrderByDescending(result => result.LastAttemptUtc).ThenByDescending(result => result.Failures).ThenByDescending(result => result.Attempts))
        {
            if (nodes.Find(result.InstanceId, result.NodeName, result.PrivateIpAddress) is { } node)
                latest.TryAdd(node, result);
        }

        return latest;
    }

    private static bool IsClean(NodePortResult result) => result.Failures == 0 && result.Attempts >= EnoughAttempts;

    private static string Way(Experiment experiment) => SafeText.Escape(experiment.Route == "direct" ? $"directly from {experiment.VantagePoint}" : experiment.Route, 120)!;

    private static string Count(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");

    private static bool Says(string text, string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase);

    private sealed record Experiment(string Route, string VantagePoint, Dictionary<ObservedNode, NodePortResult> Results);
}

/// <summary>A node by what is known of it.</summary>
internal readonly record struct ObservedNode(string? InstanceId, string? NodeName, string? PrivateIp)
{
    /// <summary>The node of a row; null where it is none or not known.</summary>
    public static ObservedNode? Of(TargetNode row) =>
        row.InstanceId is null && row.NodeName is null && row.PrivateIpAddress is null ? null : new(row.InstanceId, row.NodeName, row.PrivateIpAddress);

    /// <inheritdoc/>
    public override string ToString() => NodeName ?? InstanceId ?? PrivateIp ?? "?";
}

/// <summary>A node that observations from inside single out.</summary>
/// <param name="Node">The node.</param>
/// <param name="Reason">By which observation.</param>
/// <param name="Rate">Which share of the flows that enter there fail, as an interval; null where that was not measured.</param>
/// <param name="Clean">The siblings that were probed without a failure.</param>
internal sealed record SingledOut(ObservedNode Node, string Reason, Interval? Rate, IReadOnlyCollection<ObservedNode> Clean)
{
    /// <summary>Whether nothing but probes of NodePorts says so: they meet whatever pods the node sends them to.</summary>
    public bool ByProbesAlone { get; init; }

    /// <summary>The failures of those probes by stage and event; empty where that is not known.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];
}

/// <summary>Finds a node by the first identity that both sides know.</summary>
internal sealed class NodeLookup
{
    private readonly Dictionary<string, ObservedNode> _byInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedNode> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ObservedNode> _byAddress = new(StringComparer.Ordinal);

    public NodeLookup(IEnumerable<ObservedNode> nodes)
    {
        foreach (ObservedNode node in nodes)
        {
            if (node.InstanceId is { } instance)
                _byInstance.TryAdd(instance, node);
            if (node.NodeName is { } name)
                _byName.TryAdd(name, node);
            if (node.PrivateIp is { } address)
                _byAddress.TryAdd(address, node);
        }
    }

    public ObservedNode? Find(string? instanceId, string? nodeName, string? privateIp)
    {
        if (instanceId is not null && _byInstance.TryGetValue(instanceId, out ObservedNode byInstance))
            return byInstance;
        if (nodeName is not null && _byName.TryGetValue(nodeName, out ObservedNode byName) && Agrees(byName.InstanceId, instanceId))
            return byName;
        return privateIp is not null && _byAddress.TryGetValue(privateIp, out ObservedNode byAddress) && Agrees(byAddress.InstanceId, instanceId) && Agrees(byAddress.NodeName, nodeName) ? byAddress : null;
    }

    // A node that came later can have the name or the address of one that went.
    private static bool Agrees(string? one, string? other) => one is null || other is null || one == other;
}
