using System.Diagnostics.CodeAnalysis;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability;

/// <summary>
/// Walks a connection through what decides about it in a VPC, in the order in which its packets meet it: the sender's security groups, the ACL of its
/// subnet and its routes, the ACL of the receiver's subnet, its groups; then the answers, which pass groups by themselves, but no ACL and no route.
/// </summary>
internal sealed class HopJudge(NetworkIndex network)
{
    private readonly RouteJudge _routes = new(network);

    /// <summary>What the controls between two places of a VPC say, or between a place outside and one inside.</summary>
    public HopRuling Judge(HopFlow flow)
    {
        var steps = new List<HopStep>(8);
        if (flow.From.InstanceId is { } instance && instance == flow.To.InstanceId)
            return new HopRuling(steps);
        if (((flow.From.IsInVpc ? flow.From.Missing : null) ?? flow.To.Missing) is { } missing)
        {
            steps.Add(new HopStep(Unknown(missing), IsAnswer: false));
            return new HopRuling(steps);
        }

        var request = Traffic.Tcp(flow.To.Addresses, flow.Port, flow.Port);
        var arriving = Traffic.Tcp(flow.Peer, flow.Port, flow.Port);
        var answer = Traffic.Tcp(flow.Peer, flow.ClientPorts.First, flow.ClientPorts.Last);
        if (flow.From.IsInVpc)
        {
            Add(steps, Groups(flow.From, egress: true, request, flow.To.Groups));
            if (flow.Crosses)
                Add(steps, Acl(flow.From, egress: true, request));
            Add(steps, _routes.WithinVpc(flow.From, flow.To));
        }

        if (flow.To.IsInVpc)
        {
            if (flow.Crosses || flow.PreservedClient is not null)
                Add(steps, SameSubnet(flow, OfClients(flow, Acl(flow.To, egress: false, arriving))));
            Add(steps, OfClients(flow, Groups(flow.To, egress: false, arriving, flow.From.IsInVpc ? flow.From.Groups : [])));
            if (flow.Crosses || flow.PreservedClient is not null)
                Add(steps, SameSubnet(flow, OfClients(flow, Acl(flow.To, egress: true, answer))), isAnswer: true);
        }

        // With the client's address preserved, the load balancer takes the answer out of the network by itself, whatever route there is for the client.
        if (flow.To.IsInVpc && flow.From.IsInVpc && flow.PreservedClient is null)
            Add(steps, _routes.WithinVpc(flow.To, flow.From), isAnswer: true);
        if (flow.From.IsInVpc && flow.Crosses)
            Add(steps, Acl(flow.From, egress: false, Traffic.Tcp(flow.To.Addresses, flow.ClientPorts.First, flow.ClientPorts.Last)), isAnswer: true);
        return new HopRuling(steps);
    }

    /// <summary>What the way to a load balancer from outside of its VPC says.</summary>
    public HopRuling JudgeClient(HopFlow flow, bool toPublicAddress)
    {
        HopRuling inner = Judge(flow);
        if (!flow.To.IsInVpc || flow.From.IsInVpc)
            return inner;
        return new HopRuling([.. inner.Steps, new HopStep(_routes.ToClient(flow.To, flow.Peer, toPublicAddress), IsAnswer: true)]);
    }

    /// <summary>
    /// Whether "too big" gets in through the ACL of a place's subnet, from whichever router on the way; null where that is not known, or differs among them. Security
    /// groups let it in as part of the connection (docs.aws.amazon.com/AWSEC2/latest/UserGuide/network_mtu.html#path_mtu_discovery).
    /// </summary>
    public bool? LetsTooBigIn(NetworkPlace place) =>
        place.SubnetId is { } subnet && network.AclOf(subnet) is { } acl
            ? NetworkAclEvaluator.Judge(acl, egress: false, Traffic.TooBig(AddressRange.All(place.Addresses.IPv6))).Verdict switch
            {
                ReachabilityVerdict.Allowed => true,
                ReachabilityVerdict.Denied => false,
                _ => null,
            }
            : null;

    private static void Add(List<HopStep> steps, Ruling? ruling, bool isAnswer = false)
    {
        if (ruling is not null)
            steps.Add(new HopStep(ruling, isAnswer));
    }

    // Of clients on the Internet, whichever they are, only public addresses count: that a private range is let in says nothing of them.
    [return: NotNullIfNotNull(nameof(ruling))]
    private Ruling? OfClients(HopFlow flow, Ruling? ruling)
    {
        if (ruling is null || flow.Peer.IsOne || !flow.ClientsArePublic)
            return ruling;
        RulingPiece[] open = [.. ruling.Pieces.Where(piece => _routes.MayBeOnTheInternet(piece.Box.Addresses, flow.To.VpcId))];
        ReachabilityVerdict verdict = Ruling.Together(open);
        return open.Length == 0 || open.Length == ruling.Pieces.Count ? ruling : ruling with
        {
            Verdict = verdict,
            Pieces = open,
            Rule = verdict == ruling.Verdict || (verdict is ReachabilityVerdict.Denied && ruling.Verdict is ReachabilityVerdict.Partial) ? ruling.Rule : Ruling.Decider(open, verdict).Rule ?? ruling.Rule,
            SmallestChange = verdict is ReachabilityVerdict.Allowed ? null : ruling.SmallestChange,
        };
    }

    // Whether an ACL sees packets that stay in its subnet but carry a client's address from outside is documented nowhere.
    private static Ruling SameSubnet(HopFlow flow, Ruling ruling) =>
        flow.Crosses || ruling.Verdict is ReachabilityVerdict.Allowed ? ruling : ruling with
        {
            Verdict = ReachabilityVerdict.Unknown,
            SmallestChange = null,
            Missing = $"whether {ruling.Control} sees packets with a client's address that stay in its subnet (its rules say: {ruling.Rule})",
        };

    private Ruling? Groups(NetworkPlace place, bool egress, Traffic traffic, IReadOnlyList<string>? peerGroups)
    {
        if (place.Groups is null)
            return Unknown($"the security groups of {place.Words}");
        if (place.Groups.Count == 0)
            return null;
        SecurityGroup?[] groups = [.. place.Groups.Select(network.Group)];
        SecurityGroup[] known = [.. groups.OfType<SecurityGroup>()];
        Ruling? ruling = known.Length == 0 ? null : SecurityGroupEvaluator.Judge(known, egress, traffic, peerGroups, network.PrefixLists);
        if (known.Length == groups.Length || ruling?.Verdict is ReachabilityVerdict.Allowed)
            return ruling;
        // A group that was not read may allow what the others do not.
        string missing = place.Groups.First(id => network.Group(id) is null);
        return Unknown(network.Unread($"security group {SafeText.Escape(missing)}", "DescribeSecurityGroups")) with { ControlId = SafeText.Escape(missing) };
    }

    private Ruling Acl(NetworkPlace place, bool egress, Traffic traffic) =>
        network.AclOf(place.SubnetId!) is { } acl ? NetworkAclEvaluator.Judge(acl, egress, traffic)
        : Unknown(network.Unread($"the network ACL of {SafeText.Escape(place.SubnetId)}", "DescribeNetworkAcls"));

    private static Ruling Unknown(string missing) => new() { Verdict = ReachabilityVerdict.Unknown, Control = "not known", Rule = missing, Missing = missing };
}
