using System.Globalization;
using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Lab.World;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>
/// What a world's own firewall says of the flows that its load balancers and nodes would make for a hop: the witness for what is concluded from a snapshot.
/// Flows are made as <see cref="NetworkForwarder"/>, <see cref="ApplicationForwarder"/>, <see cref="HealthProbe"/> and <see cref="NodePortEndpoint"/> make them.
/// </summary>
/// <param name="world">The world.</param>
/// <param name="services">What a kube-proxy in step knows.</param>
/// <param name="client">The address that connects to the load balancers: the client's, or its proxy's.</param>
internal sealed class WorldVerdict(LabWorld world, ServiceTable services, IPAddress client)
{
    private readonly Firewall _firewall = new(world);

    /// <summary>The address that connects to the load balancers of a world.</summary>
    public static IPAddress ClientOf(LabWorld world)
    {
        string? proxy = world.Scenario.Client.Proxy;
        int index = world.Scenario.Proxies.Select((spec, at) => (spec.Name, at)).Where(pair => pair.Name == proxy).Select(pair => pair.at).DefaultIfEmpty(-1).First();
        return index < 0 ? world.Addresses.Map(world.Scenario.Client.Address)
            : world.Scenario.Proxies[index].Address is { } address ? world.Addresses.Map(address) : world.Addresses.Proxy(index);
    }

    /// <summary>The verdict about a hop.</summary>
    public ReachabilityVerdict Of(ReachabilityCheck check) => Verdict([.. Outcomes(check)]);

    private IEnumerable<bool> Outcomes(ReachabilityCheck check)
    {
        LoadBalancer balancer = world.Cloud.LoadBalancers[check.LoadBalancerArn!];
        IPAddress front = IPAddress.Parse(check.IPAddress!);
        LoadBalancerZone zone = balancer.Zones.Single(zone => front.Equals(zone.PublicIp) || front.Equals(zone.PrivateIp));
        if (check.Hop is ReachabilityHop.ClientToLoadBalancer)
            return [Allows(client, front, check.Port!.Value)];

        TargetGroup group = world.Cloud.TargetGroups[check.TargetGroupArn!];
        if (check.Hop is ReachabilityHop.NodeToPod)
            return ToPods(check);
        IPAddress target = group.TargetType == "ip" ? IPAddress.Parse(check.TargetId!) : world.Cloud.Instances[check.TargetId!].PrivateIp;
        if (check.Hop is ReachabilityHop.HealthCheck)
            return [_firewall.Allows(new Flow(new IPEndPoint(zone.PrivateIp, 0), new IPEndPoint(target, check.DestinationPort!.Value), FlowPurpose.HealthCheck))];
        if (!balancer.IsNetwork)
            return [Allows(zone.PrivateIp, target, check.DestinationPort!.Value)];
        bool preserves = group.Attributes.Flag("preserve_client_ip.enabled", otherwise: group.TargetType != "ip");
        IPAddress source = preserves ? client : zone.PrivateIp;
        return [!source.Equals(target) && Allows(source, target, check.DestinationPort!.Value, via: zone.PrivateIp)];
    }

    private IEnumerable<bool> ToPods(ReachabilityCheck check)
    {
        Instance instance = world.Cloud.Instances[check.InstanceId!];
        NodePortRule rule = services.NodePorts[check.NodePort!.Value];
        IReadOnlyList<RuleEndpoint> candidates = rule.Candidates(instance.NodeName!, instance.AvailabilityZone);
        return candidates.Select(candidate => rule.IsLocal
            ? Allows(client, candidate.Where.Address, candidate.Where.Port, via: instance.PrivateIp)
            : Allows(instance.PrivateIp, candidate.Where.Address, candidate.Where.Port));
    }

    private bool Allows(IPAddress source, IPAddress target, int port, IPAddress? via = null) =>
        _firewall.Allows(new Flow(new IPEndPoint(source, 0), new IPEndPoint(target, port), FlowPurpose.Client) { Via = via });

    private static ReachabilityVerdict Verdict(bool[] passes) =>
        passes.Length > 0 && Array.TrueForAll(passes, pass => pass) ? ReachabilityVerdict.Allowed
        : Array.Exists(passes, pass => pass) ? ReachabilityVerdict.Partial : ReachabilityVerdict.Denied;
}
