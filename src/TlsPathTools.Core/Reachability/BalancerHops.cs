using System.Globalization;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>The hops to a load balancer and from it to its targets.</summary>
internal sealed class BalancerHops(SnapshotIndex index, PathPlaces places, JudgedHops judge, PolicyHops policies, ReachabilityOptions options)
{
    private readonly Dictionary<(string?, string?, string?), (NetworkPlace Balancer, NetworkPlace Client, bool Public)> _ends = [];

    /// <summary>From clients to the listener.</summary>
    public ReachabilityCheck FromClient(TargetNode row)
    {
        if (row.LoadBalancerArn is null)
        {
            return CheckWords.Unknown(row, ReachabilityHop.ClientToLoadBalancer, "the client", row.IPAddress ?? "?", row.Port,
                row.Notes.Length > 0 ? row.Notes[0].TrimEnd('.') : "which load balancer has the address");
        }

        (NetworkPlace balancer, NetworkPlace client, bool isPublic) = EndsOf(row);
        if (row.Port is not { } port)
            return CheckWords.Unknown(row, ReachabilityHop.ClientToLoadBalancer, client.Words, balancer.Words, null, "the port of the listener");
        var flow = new HopFlow(client, balancer, port) { ClientPorts = (options.FirstClientPort, options.LastClientPort), ClientsArePublic = isPublic };
        ReachabilityCheck check = CheckWords.Of(row, ReachabilityHop.ClientToLoadBalancer, flow, judge.Judge.JudgeClient(flow, isPublic));
        check = WithMtu(check, judge.Judge.LetsTooBigIn(balancer), "the load balancer");
        return check with { Notes = [.. check.Notes, .. Udp(row)] };
    }

    /// <summary>From the load balancer to the port of the traffic.</summary>
    public ReachabilityCheck ToTarget(TargetNode row)
    {
        (NetworkPlace balancer, NetworkPlace client, bool isPublic) = EndsOf(row);
        string words = CheckWords.Target(row);
        if (row.TargetType is "alb" or "lambda")
        {
            return CheckWords.Unknown(row, ReachabilityHop.LoadBalancerToTarget, balancer.Words, words, row.TargetPort,
                row.TargetType is "alb" ? "the way to a load balancer that is a target: ask for its own addresses" : "a function is called, and not connected to");
        }

        if (row.TargetPort is not { } port)
            return CheckWords.Unknown(row, ReachabilityHop.LoadBalancerToTarget, balancer.Words, words, null, "the port of the target");
        NetworkPlace target = TargetOf(row, balancer);
        var direct = new HopFlow(balancer, target, port);
        var preserved = direct with { PreservedClient = client, ClientsArePublic = isPublic, ClientPorts = (options.FirstClientPort, options.LastClientPort) };
        bool? preserves = Preserves(row);
        HopFlow flow = preserves == true ? preserved : direct;
        HopRuling ruling = judge.Of(flow);
        if (preserves is null && judge.Of(preserved).Verdict is var other && other != ruling.Verdict)
            return CheckWords.Unknown(row, ReachabilityHop.LoadBalancerToTarget, balancer.Words, words, port, "whether the target group preserves the client's address: its settings were not read");
        ReachabilityCheck check = CheckWords.Of(row, ReachabilityHop.LoadBalancerToTarget, flow, ruling);
        if (row.TargetType == "ip" && row.PodName is not null && index.Clusters.PodAt(row.TargetId!, port) is { } pod)
            check = policies.With(check, pod.Cluster, [(pod.Pod, port, 1)], PolicyPeer.Outside(PolicyHops.AddressOf(flow.Peer)));
        if (preserves == true && client.Addresses.IsOne && client.Addresses == target.Addresses)
            return Hairpin(check, row);
        if (preserves != true)
            return check;
        check = WithMtu(check, judge.Judge.LetsTooBigIn(target), words);
        return check with { Notes = [.. check.Notes, $"The target sees the address of {client.Words}, not the load balancer's: the target group preserves it."] };
    }

    /// <summary>From the load balancer to the port of the health check; null where that is the port of the traffic, seen the same way, or there is no check.</summary>
    public ReachabilityCheck? HealthCheck(TargetNode row)
    {
        TargetGroup? group = row.TargetGroupArn is { } arn ? index.Groups.GetValueOrDefault(arn) : null;
        if (group is null or { HealthCheckEnabled: false } or { TargetType: "alb" or "lambda" })
            return null;
        int? port = group.HealthCheckPort is null or "traffic-port" ? row.TargetPort
            : int.TryParse(group.HealthCheckPort, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        (NetworkPlace balancer, _, _) = EndsOf(row);
        if (port is not { } checkPort)
            return CheckWords.Unknown(row, ReachabilityHop.HealthCheck, balancer.Words, CheckWords.Target(row), null, "the port of the health check");
        if (checkPort == row.TargetPort && Preserves(row) == false)
            return null;
        // Checks come from the load balancer's own addresses, whatever the traffic shows
        // (docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html).
        var flow = new HopFlow(balancer, TargetOf(row, balancer), checkPort);
        ReachabilityCheck check = CheckWords.Of(row, ReachabilityHop.HealthCheck, flow, judge.Of(flow));
        return check.Reachability is ReachabilityVerdict.Denied && row.TargetHealth == "healthy"
            ? check with { Notes = [.. check.Notes, "The target counts as healthy all the same: rules were changed since it was checked, or something is missing in what was read."] }
            : check;
    }

    // docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html, "Connections time out for requests from a target to its load balancer".
    private static ReachabilityCheck Hairpin(ReachabilityCheck check, TargetNode row) => check with
    {
        Reachability = ReachabilityVerdict.Denied,
        DecidedBy = row.TargetGroupArn,
        Rule = "the client's address is preserved, and the client is the target itself",
        OnlyAnswer = false,
        Reason = "The target drops it: the target group preserves the client's address, and the client is the target itself, which takes a packet from its own address for a forged one.",
        SmallestChange = $"turn preserve_client_ip.enabled off for target group {row.TargetGroupName ?? row.TargetGroupArn}",
        Notes = [.. check.Notes, "It is about who asks and where the flow is sent: the same client reaches every other target."],
    };

    private static ReachabilityCheck WithMtu(ReachabilityCheck check, bool? letIn, string receiver) => letIn is not { } known ? check : check with
    {
        PathMtuDiscovery = known,
        Notes = known ? check.Notes : [.. check.Notes, $"\"Too big\" messages (ICMP) do not get in to {receiver}: its network ACL denies them. Large packets are lost where a link on the way takes only smaller ones."],
    };

    private static IEnumerable<string> Udp(TargetNode row) =>
        row.ListenerProtocol is "UDP" or "TCP_UDP" or "QUIC" or "TCP_QUIC" ? [$"The listener speaks {row.ListenerProtocol}; TCP is judged."] : [];

    private (NetworkPlace Balancer, NetworkPlace Client, bool Public) EndsOf(TargetNode row)
    {
        if (_ends.TryGetValue((row.LoadBalancerArn, row.NetworkInterfaceId, row.IPAddress), out var ends))
            return ends;
        LoadBalancer? found = index.Balancer(row.LoadBalancerArn)?.Balancer;
        NetworkPlace balancer = places.OfBalancer(row, found);
        // An internet-facing load balancer is reached by its private addresses too, from within its VPC.
        AddressRange? address = AddressRange.Parse(row.IPAddress);
        bool isPublic = found?.Scheme == "internet-facing" && (address is null || address.Value.IPv6 || !places.IsPrivate(balancer, address.Value));
        NetworkPlace client = places.OfClient(options, balancer, isPublic, address?.IPv6 ?? false);
        return _ends[(row.LoadBalancerArn, row.NetworkInterfaceId, row.IPAddress)] = (balancer, client, isPublic);
    }

    private NetworkPlace TargetOf(TargetNode row, NetworkPlace balancer) =>
        row.TargetType == "ip" && AddressRange.Parse(row.TargetId) is { } address
            ? places.OfAddress(balancer.VpcId, address, CheckWords.Target(row))
            : places.OfInstance(row.InstanceId, CheckWords.Target(row));

    // By default for instances, and for addresses with UDP; an application load balancer never does
    // (docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation).
    private bool? Preserves(TargetNode row)
    {
        if (row.LoadBalancerType != "network")
            return row.LoadBalancerType is null ? null : false;
        TargetGroup? group = row.TargetGroupArn is { } arn ? index.Groups.GetValueOrDefault(arn) : null;
        if (group?.Protocol is "UDP" or "TCP_UDP" or "QUIC" or "TCP_QUIC")
            return true;
        return index.Settings.GetValueOrDefault(row.TargetGroupArn ?? "")?.GetValueOrDefault("preserve_client_ip.enabled") switch
        {
            "true" => true,
            "false" => false,
            _ => null,
        };
    }
}
