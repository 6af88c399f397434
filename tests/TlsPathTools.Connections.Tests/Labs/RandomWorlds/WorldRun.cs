using System.Globalization;
using System.Net;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Probing;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>A random world, run: what was concluded about each of its addresses and targets, what bytes met there, and where the two are not the same.</summary>
internal sealed class WorldRun
{
    private const int Attempts = 3;

    // A connection that nobody answers costs as long. What fails against expectation is tried again with patience: a busy machine is no firewall.
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(0.7), s_patient = TimeSpan.FromSeconds(8);

    private readonly RandomWorld _world;
    private readonly ReachedLab _reached;
    private readonly Judged _judged;
    private readonly List<string> _disagreements = [];
    private readonly List<string> _told = [];

    private WorldRun(RandomWorld world, ReachedLab reached, Judged judged)
    {
        _world = world;
        _reached = reached;
        _judged = judged;
    }

    /// <summary>Each place where a verdict is not what happened; empty for none.</summary>
    public IReadOnlyList<string> Disagreements => _disagreements;

    /// <summary>Verdicts and outcomes, a line each.</summary>
    public IReadOnlyList<string> Told => _told;

    /// <summary>The expected outcome of each address: all, none, some.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>What decided about hops, by kind of control.</summary>
    public List<string> Deciders { get; } = [];

    /// <summary>Addresses whose node of the load balancer sees another health than the API tells.</summary>
    public int HiddenHealth { get; private set; }

    public static async Task<WorldRun> OfAsync(RandomWorld world, CancellationToken cancellationToken)
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(world.Scenario, world.Options, cancellationToken);
        var run = new WorldRun(world, reached, await reached.JudgeAsync(cancellationToken));
        run.HopsAreTheFirewalls();
        run.HealthIsWhatTheChecksFound();
        await run.TargetsAnswerAsync(cancellationToken);
        await run.AddressesAnswerAsync(cancellationToken);
        return run;
    }

    private TlsPathLab Lab => _reached.Lab;

    private LoadBalancer Balancer => Lab.World.Cloud.LoadBalancers.Values.Single();

    private TargetGroup Group => Lab.World.Cloud.TargetGroups.Values.Single();

    private LoadBalancerZone ZoneAt(string? address) => Balancer.Zones.Single(zone => $"{zone.PublicIp ?? zone.PrivateIp}" == address);

    // Every hop, whether anything is sent over it or not.
    private void HopsAreTheFirewalls()
    {
        ServiceTable services;
        lock (Lab.World.Gate)
            services = ServiceTable.Read(Lab.World.Cluster);
        var witness = new WorldVerdict(Lab.World, services, WorldVerdict.ClientOf(Lab.World));
        foreach (ReachabilityCheck check in _judged.Checks)
        {
            _told.Add($"{check}{(check.Reachability is ReachabilityVerdict.Allowed ? "" : $" {check.Reason}")}");
            ReachabilityVerdict expected = witness.Of(check);
            if (check.Reachability is ReachabilityVerdict.Unknown || (check.Reachability is ReachabilityVerdict.Partial && check.Hop is not ReachabilityHop.NodeToPod))
                Disagree($"{check} is no answer that these worlds allow: {check.Reason}");
            else if (check.Reachability != expected)
                Disagree($"{check}, and the firewall says {expected}: {check.Reason}");
            if (check.Reachability is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial)
                Deciders.Add(WorldDeciders.Of(check));
        }
    }

    // A check is a real connection, and often a request: from the load balancer's own address, to its own port.
    private void HealthIsWhatTheChecksFound()
    {
        foreach (TargetNode row in _judged.Rows.Where(row => row.TargetId is not null))
        {
            LoadBalancerZone zone = ZoneAt(row.IPAddress);
            bool? found;
            lock (Lab.World.Gate)
                found = TargetRouting.Reach(Balancer, Group, zone.ZoneName).Find(target => target.Id == row.TargetId)?.HealthyFrom.GetValueOrDefault(zone.ZoneName);
            if (found is not { } healthy)
                continue;
            ReachabilityCheck[] hops = [.. _judged.Hops(row)];
            ReachabilityCheck path = Array.Find(hops, hop => hop.Hop is ReachabilityHop.HealthCheck) ?? Array.Find(hops, hop => hop.Hop is ReachabilityHop.LoadBalancerToTarget)!;
            // The check of a NodePort goes on to a pod; kube-proxy's own ports do not, and one of them says whether there is a pod on the node.
            ReachabilityCheck? pods = Array.Find(hops, hop => hop.Hop is ReachabilityHop.NodeToPod);
            ReachabilityVerdict beyond = pods is null || _world.Shape.HealthPort is WorldShape.KubeProxyPort ? ReachabilityVerdict.Allowed : pods.Reachability;
            if (path.Reachability is ReachabilityVerdict.Denied)
                Deciders.Add("health check");
            if (path.Reachability is ReachabilityVerdict.Allowed && beyond is ReachabilityVerdict.Partial)
                continue;
            bool expected = path.Reachability is ReachabilityVerdict.Allowed && beyond is ReachabilityVerdict.Allowed;
            if (expected != healthy)
                Disagree($"{row.TargetId} is {(healthy ? "healthy" : "ill")} from {zone.ZoneName}, and its check is {path.Reachability}, {beyond} beyond: {path.Reason}");
        }
    }

    // One connection to each target as the node of the load balancer makes it: what it chooses among does not matter here.
    private async Task TargetsAnswerAsync(CancellationToken cancellationToken)
    {
        foreach (TargetNode row in _judged.Rows.Where(row => row.TargetId is not null))
        {
            LoadBalancerZone zone = ZoneAt(row.IPAddress);
            IPAddress source = Balancer.IsNetwork && _world.Shape.Preserves ? WorldVerdict.ClientOf(Lab.World) : zone.PrivateIp;
            IPAddress target = Group.TargetType == "ip" ? IPAddress.Parse(row.TargetId!) : Lab.World.Cloud.Instances[row.TargetId!].PrivateIp;
            HandedOn handed = await Lab.Fabric.HandOnAsync(source, new IPEndPoint(target, row.TargetPort!.Value), FlowPurpose.Client, Balancer.IsNetwork ? zone.PrivateIp : null, cancellationToken);
            handed.Socket?.Dispose();
            ReachabilityVerdict verdict = NodeReachability.Together(_judged.Hops(row).Where(hop => hop.Hop is not ReachabilityHop.ClientToLoadBalancer));
            if (verdict is not ReachabilityVerdict.Partial && handed.Socket is null == verdict is ReachabilityVerdict.Allowed)
                Disagree($"from {row.IPAddress} to {row.TargetId}: {(handed.Socket is null ? $"no connection ({handed.Refusal?.GetType().Name})" : "a connection")}, and the hops are {verdict}");
        }
    }

    private async Task AddressesAnswerAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> expected = _reached.Addresses.ToDictionary(address => address.IPAddress, Expect, StringComparer.Ordinal);
        Expected.AddRange(expected.Values);
        IReadOnlyDictionary<string, TlsPathResult> results = await _reached.ProbeAsync([.. expected.Keys], Attempts, s_short, cancellationToken);
        string[] again = [.. expected.Where(pair => pair.Value == "all" && results[pair.Key].Failures > 0).Select(pair => pair.Key)];
        IReadOnlyDictionary<string, TlsPathResult> patient = again.Length == 0 ? results : await _reached.ProbeAsync(again, Attempts, s_patient, cancellationToken);
        foreach ((string address, string outcome) in expected)
        {
            TlsPathResult result = patient.GetValueOrDefault(address) ?? results[address];
            _told.Add(string.Create(CultureInfo.InvariantCulture, $"{address}: {outcome} expected, {result.Attempts - result.Failures} of {result.Attempts} succeeded {string.Join(", ", result.FailureKinds)}"));
            if ((outcome == "all" && result.Failures > 0) || (outcome == "none" && result.Failures < result.Attempts))
                Disagree(_told[^1]);
        }
    }

    // Whether all attempts at an address succeed, or none, or it depends.
    private string Expect(MapAddress address)
    {
        TargetNode[] rows = [.. _judged.Rows.Where(row => row.IPAddress == address.IPAddress && row.TargetId is not null)];
        HashSet<string> told = [.. rows.Where(row => row.Reachable == true && row.Share > 0).Select(row => row.TargetId!)];
        HashSet<string> chosen;
        lock (Lab.World.Gate)
            chosen = [.. TargetRouting.Routable(Balancer, Group, ZoneAt(address.IPAddress).ZoneName).Targets.Select(target => target.Id)];
        // The API has one word of health for all zones; the node of the load balancer has its own.
        if (!told.SetEquals(chosen))
            HiddenHealth++;
        ReachabilityVerdict[] verdicts = [.. rows.Where(row => chosen.Contains(row.TargetId!)).Select(row => NodeReachability.Together(_judged.Hops(row)))];
        return verdicts.Length > 0 && Array.TrueForAll(verdicts, verdict => verdict is ReachabilityVerdict.Allowed) ? "all"
            : Array.TrueForAll(verdicts, verdict => verdict is ReachabilityVerdict.Denied) ? "none" : "some";
    }

    private void Disagree(string what) => _disagreements.Add(what);
}

/// <summary>Kinds of what decides.</summary>
internal static class WorldDeciders
{
    /// <summary>Every kind that has to decide now and then, or the worlds show nothing about it.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "group inbound, ClientToLoadBalancer", "group inbound, LoadBalancerToTarget", "group inbound, HealthCheck", "group inbound, NodeToPod",
        "group outbound, ClientToLoadBalancer", "group outbound, LoadBalancerToTarget", "group outbound, NodeToPod",
        "ACL inbound, ClientToLoadBalancer", "ACL inbound, LoadBalancerToTarget", "ACL inbound, NodeToPod",
        "ACL outbound, LoadBalancerToTarget", "ACL outbound, NodeToPod",
        "ACL inbound of answers, LoadBalancerToTarget", "ACL outbound of answers, ClientToLoadBalancer", "ACL outbound of answers, LoadBalancerToTarget", "ACL of answers, NodeToPod",
        "route of answers, ClientToLoadBalancer", "route, LoadBalancerToTarget", "route, NodeToPod", "policy Local", "health check",
    ];

    public static string Of(ReachabilityCheck check)
    {
        if (check.Rule?.StartsWith("externalTrafficPolicy Local", StringComparison.Ordinal) == true)
            return "policy Local";
        string what = check.DecidedBy![..3] switch { "sg-" => "group", "acl" => "ACL", "rtb" => "route", _ => "another" };
        string direction = what == "route" ? "" : check.Reason.Contains("inbound:", StringComparison.Ordinal) ? " inbound" : " outbound";
        return $"{what}{direction}{(check.OnlyAnswer ? " of answers" : "")}, {check.Hop}";
    }

    /// <summary>Whether a kind was seen as one of <see cref="All"/>.</summary>
    public static bool Is(string kind, string seen) => kind switch
    {
        "ACL of answers, NodeToPod" => seen is "ACL inbound of answers, NodeToPod" or "ACL outbound of answers, NodeToPod",
        "route, LoadBalancerToTarget" or "route, NodeToPod" => seen == kind || seen == kind.Replace("route,", "route of answers,", StringComparison.Ordinal),
        _ => seen == kind,
    };
}
