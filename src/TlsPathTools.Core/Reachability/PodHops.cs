using System.Globalization;
using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>The hop from the node that a flow enters at to the pods of the service: at their own port, and under the node's address, as kube-proxy translates it.</summary>
internal sealed class PodHops(SnapshotIndex index, PathPlaces places, PlaceClasses classes, JudgedHops judge, PolicyHops policies, ReachabilityOptions options)
{
    private const string Moves = "It is about where the pods are, not about the node: it moves when they move, and a new node in its place would be stopped as well.";
    private const string Only = "It works because the pods are on this very node; the rules stop flows from other nodes to them.";

    private const string AllHere = "Every pod that it can go to is on this node: nothing of the network is between the two.";

    private readonly Dictionary<(ServiceAtPort, bool), PodTargets?> _targets = [];
    private readonly HashSet<(string?, string?)> _stopped = [];

    public ReachabilityCheck Of(TargetNode row)
    {
        string node = CheckWords.Target(row);
        (ClusterIndex? cluster, Node? found) = index.Clusters.NodeOf(row.InstanceId, privateDnsName: null, row.PrivateIpAddress) is { } pair ? pair : (null, null);
        if (cluster is null || cluster.ServiceAt("TCP", row.NodePort!.Value) is not { } service)
        {
            string lacking = index.Clusters.All.Count == 0 ? "no cluster was read, which knows where the pods are"
                : cluster is null ? "which node of a cluster this is" : string.Create(CultureInfo.InvariantCulture, $"which service has NodePort {row.NodePort}");
            return CheckWords.Unknown(row, ReachabilityHop.NodeToPod, node, "the pods", null, lacking);
        }

        string name = SafeText.Escape($"{service.Service.Metadata}")!;
        bool ipv6 = index.Groups.GetValueOrDefault(row.TargetGroupArn ?? "")?.IpAddressType == "ipv6";
        if (TargetsOf(cluster, service, ipv6, found) is not { } targets)
            return CheckWords.Unknown(row, ReachabilityHop.NodeToPod, node, $"the pods of {name}", null, $"the endpoints of {name}");
        string? nodeName = found?.Metadata?.Name;
        IPAddress? client = AddressRange.Parse(options.ClientAddress) is { } given ? PolicyHops.AddressOf(given) : null;
        if (service.Service.Spec?.ExternalTrafficPolicy == "Local")
        {
            return policies.With(Local(row, service, name, nodeName, targets), cluster,
                [.. targets.Places.Where(place => place.OnNode(nodeName) > 0).Select(place => (place.Pod, place.Port, place.OnNode(nodeName)))], PolicyPeer.Outside(client));
        }

        if (targets.Total == 0)
            return NoPod(row, name);
        string? zone = found is null ? null : NodeFacts.Zone(found);
        IPAddress? own = IPAddress.TryParse(row.PrivateIpAddress, out IPAddress? address) ? address : null;
        return policies.With(Anywhere(row, name, nodeName, zone, targets), cluster,
            [.. targets.From(zone).Select(place => (place.Pod, place.Port, place.Count))], PolicyPeer.ThroughNode(nodeName, own, client));
    }

    /// <summary>Says of the rows of a service that the network stops between nodes that this moves with its pods.</summary>
    public IReadOnlyList<ReachabilityCheck> WithMoves(List<ReachabilityCheck> checks)
    {
        for (int i = 0; i < checks.Count && _stopped.Count > 0; i++)
        {
            ReachabilityCheck check = checks[i];
            if (check.Hop is not ReachabilityHop.NodeToPod || !_stopped.Contains((check.Namespace, check.ServiceName)))
                continue;
            if (check.Reachability is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial)
                checks[i] = check with { Notes = [.. check.Notes, Moves] };
            else if (check.Reason == AllHere)
                checks[i] = check with { Notes = [.. check.Notes, Only] };
        }

        return checks;
    }

    private static ReachabilityCheck Local(TargetNode row, ServiceAtPort service, string name, string? nodeName, PodTargets targets)
    {
        int here = targets.Places.Sum(place => place.OnNode(nodeName));
        ReachabilityCheck check = CheckWords.Of(row, ReachabilityHop.NodeToPod, CheckWords.Target(row), $"the pods of {name} on this node", targets.Places is [var first, ..] ? first.Port : null);
        if (here > 0)
            return check with { Reachability = ReachabilityVerdict.Allowed, Reason = "externalTrafficPolicy Local keeps flows on the node, and a pod is there." };
        int? checkPort = service.Service.Spec?.HealthCheckNodePort;
        return check with
        {
            Reachability = ReachabilityVerdict.Denied,
            DecidedBy = $"service {name}",
            Rule = "externalTrafficPolicy Local, and no ready endpoint is on this node",
            Reason = "kube-proxy drops it by design: externalTrafficPolicy is Local, and no ready endpoint is on this node.",
            SmallestChange = row.HealthCheckScope is not HealthCheckScope.HostProcess || !Asks(row, checkPort)
                ? string.Create(CultureInfo.InvariantCulture, $"let the health check ask the service's healthCheckNodePort{(checkPort is > 0 ? $" {checkPort}" : "")}, so that flows go to nodes with a pod only; or run a pod on every node")
                : "run a pod on this node; the health check keeps flows away from it meanwhile",
            Notes = ["Another node in its place would do the same until a pod runs on it."],
        };
    }

    private static bool Asks(TargetNode row, int? port) => port is > 0 && row.HealthCheck?.Contains(string.Create(CultureInfo.InvariantCulture, $":{port}"), StringComparison.Ordinal) == true;

    private static ReachabilityCheck NoPod(TargetNode row, string name) =>
        CheckWords.Of(row, ReachabilityHop.NodeToPod, CheckWords.Target(row), $"the pods of {name}", null) with
        {
            Reachability = ReachabilityVerdict.Denied,
            DecidedBy = $"service {name}",
            Rule = "no ready endpoint",
            Reason = $"{name} has no ready endpoint: kube-proxy refuses the connection.",
            SmallestChange = $"a pod of {name} that is ready",
        };

    private ReachabilityCheck Anywhere(TargetNode row, string name, string? nodeName, string? zone, PodTargets targets)
    {
        NetworkPlace node = places.OfInstance(row.InstanceId, CheckWords.Target(row));
        IReadOnlyList<PodPlaces> choices = targets.From(zone);
        int total = choices.Sum(choice => choice.Count);
        int here = choices.Sum(choice => choice.OnNode(nodeName));
        var judged = new List<(PodPlaces Pods, int Count, HopRuling Ruling)>(choices.Count);
        foreach (PodPlaces pods in choices)
        {
            int elsewhere = pods.Count - pods.OnNode(nodeName);
            if (elsewhere > 0)
                judged.Add((pods, elsewhere, judge.Like(new HopFlow(node, pods.Place, pods.Port))));
        }

        if (judged.Count == 0)
        {
            return CheckWords.Of(row, ReachabilityHop.NodeToPod, node.Words, $"the pods of {name}, all on this node", choices[0].Port) with
            {
                Reachability = ReachabilityVerdict.Allowed,
                Reason = AllHere,
            };
        }

        int passed = here + judged.Where(one => one.Ruling.Verdict is ReachabilityVerdict.Allowed).Sum(one => one.Count);
        int stopped = judged.Where(one => one.Ruling.Verdict is ReachabilityVerdict.Denied).Sum(one => one.Count);
        ReachabilityVerdict verdict = passed == total ? ReachabilityVerdict.Allowed
            : stopped == total ? ReachabilityVerdict.Denied
            : stopped > 0 || judged.Exists(one => one.Ruling.Verdict is ReachabilityVerdict.Partial) ? ReachabilityVerdict.Partial : ReachabilityVerdict.Unknown;
        if (stopped > 0)
            _stopped.Add((row.Namespace, row.ServiceName));
        (PodPlaces Pods, int Count, HopRuling Ruling) telling = judged.OrderByDescending(one => one.Ruling.Verdict == ReachabilityVerdict.Denied)
            .ThenByDescending(one => one.Ruling.Verdict is ReachabilityVerdict.Partial).ThenByDescending(one => one.Ruling.Verdict is ReachabilityVerdict.Unknown).First();
        var flow = new HopFlow(node, telling.Pods.Place with { Words = Words(name, telling.Pods, telling.Count), Addresses = telling.Pods.First }, telling.Pods.Port);
        ReachabilityCheck check = CheckWords.Of(row, ReachabilityHop.NodeToPod, flow, verdict is ReachabilityVerdict.Allowed ? telling.Ruling : judge.Of(flow)) with { Reachability = verdict };
        return verdict is ReachabilityVerdict.Partial
            ? check with { Notes = [.. check.Notes, string.Create(CultureInfo.InvariantCulture, $"Of {total} pods that a flow can go to, {stopped} are out of reach from this node: that share of its connections fails.")] }
            : check;
    }

    private static string Words(string name, PodPlaces pods, int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} pod{(count == 1 ? "" : "s")} of {name}, such as {pods.First}");

    private PodTargets? TargetsOf(ClusterIndex cluster, ServiceAtPort service, bool ipv6, Node? node)
    {
        if (_targets.TryGetValue((service, ipv6), out PodTargets? targets))
            return targets;
        string? vpc = node is not null && NodeFacts.InstanceId(node) is { } instance ? index.Instances.GetValueOrDefault(instance)?.VpcId : null;
        targets = cluster.SlicesOf(service.Service) is { } slices
            ? PodTargets.Of(slices, service.Port.Name ?? "", ipv6, address => classes.Of(places.OfAddress(vpc, address, "a pod")),
                (address, port) => cluster.PodAt($"{address}", port), pod => policies.KindOf(cluster, service.Service.Metadata?.Namespace, pod))
            : null;
        return _targets[(service, ipv6)] = targets;
    }
}
