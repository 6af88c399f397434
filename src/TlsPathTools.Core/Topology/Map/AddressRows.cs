using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Makes the rows of an address: listener by listener, group by group, target by target.</summary>
internal sealed class AddressRows(SnapshotIndex index)
{
    private static readonly HashSet<string> s_unknownZones = new(StringComparer.Ordinal);

    private readonly Dictionary<string, TargetTemplate[]?> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Balancer, string Zone), GroupRouting> _routings = new();
    private readonly Dictionary<string, IReadOnlySet<string>> _zones = new(StringComparer.Ordinal);
    private readonly Owners _owners = new(index);
    private readonly RowNotes _notes = new(index);
    private readonly TargetTemplates _targets = new(index);

    /// <summary>The rows of an address, of one group where it is named.</summary>
    public List<TargetNode> Of(AddressFront front, string? onlyGroup = null)
    {
        var rows = new List<TargetNode>();
        TargetNode start = Start(front);
        if (front.BalancerArn is not { } arn)
            return onlyGroup is null ? [start with { Notes = [front.BalancerType == "classic" ? $"{front.Detail}: classic, so its instances are not followed" : front.Detail] }] : rows;
        string[] notes = [.. _notes.OfAddress(front)];
        Listener[] listeners = [.. (index.ListenersOfBalancer.GetValueOrDefault(arn) ?? []).Where(listener => front.Address.Port is null || listener.Port is null || listener.Port == front.Address.Port)];
        foreach (Listener listener in listeners)
            rows.AddRange(OfListener(start, new Hop(arn, front.BalancerType, front.Balancer?.Scheme, [new(front.Zone, 1)]), listener, front.Address.HostName, notes, scale: 1, onlyGroup));
        if (listeners.Length == 0 && onlyGroup is null)
            rows.Add(start with { Notes = [.. notes, EndpointLoadBalancers.NoListener(index, front, arn)] });
        return rows;
    }

    /// <summary>The rows of a group that no load balancer is known to lead to.</summary>
    public List<TargetNode> Alone(string groupArn)
    {
        TargetGroup? group = index.Groups.GetValueOrDefault(groupArn);
        TargetTemplate[]? templates = Templates(groupArn);
        string note = group is null
            ? GapIndex.Words("the target group was", index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetGroups", groupArn))
            : group.LoadBalancerArns.Length == 0 ? "no load balancer uses this target group" : "the load balancer of this target group was not read";
        string owner = _owners.Of(groupArn, group?.TargetGroupName).Words;
        if (templates is not { Length: > 0 })
            return [TargetTemplates.Common(groupArn, group) with { Owner = AddressOwner.Unknown, ManagedBy = owner, Notes = [note, _notes.NoTargets(groupArn, wereRead: templates is not null)] }];
        return [.. templates.Select(template => template.Row with
        {
            Owner = AddressOwner.Unknown,
            ManagedBy = owner,
            RevertedBy = _owners.Reverting(groupArn, group, template.Row.AutoScalingGroupName),
            Notes = [note, .. template.Row.Notes],
        })];
    }

    private List<TargetNode> OfListener(TargetNode start, Hop hop, Listener listener, string? hostName, string[] notes, double? scale, string? onlyGroup)
    {
        ListenerChoices choices = ListenerChoices.Of(index, listener, hop.Type, hostName);
        TargetNode row = start with
        {
            Port = start.Port ?? listener.Port,
            ListenerArn = listener.ListenerArn,
            ListenerProtocol = SafeText.Escape(listener.Protocol),
            TlsTermination = Termination.Of(index, listener, choices.Groups.Select(choice => choice.GroupArn)),
        };
        string[] own = [.. notes, .. ((string?[])[choices.Unread, choices.Other is null ? null : $"forwards to no group: {choices.Other}"]).OfType<string>()];
        var rows = new List<TargetNode>();
        foreach (GroupChoice choice in choices.Groups)
        {
            if (onlyGroup is null || onlyGroup == choice.GroupArn)
                rows.AddRange(OfGroup(row, hop, choice, own, scale));
        }

        if (choices.Groups.Count == 0 && onlyGroup is null)
            rows.Add(row with { Reachable = false, ReachableNote = "the listener forwards to no target group", Notes = own });
        return rows;
    }

    private List<TargetNode> OfGroup(TargetNode start, Hop hop, GroupChoice choice, string[] notes, double? scale)
    {
        TargetGroup? group = index.Groups.GetValueOrDefault(choice.GroupArn);
        IReadOnlyDictionary<string, string>? settings = index.Settings.GetValueOrDefault(choice.GroupArn);
        TargetTemplate[]? templates = Templates(choice.GroupArn);
        CrossZone crossZone = CrossZone.Of(index, choice.GroupArn, hop.BalancerArn, hop.Type);
        string managedBy = Ownership.Join(start.ManagedBy, _owners.Of(choice.GroupArn, group?.TargetGroupName).Words);
        string[] groupNotes = [.. notes, .. _notes.OfGroup(choice.GroupArn, group, settings, hop.BalancerArn, hop.Type, hop.Scheme, anyTarget: templates is { Length: > 0 })];
        if (templates is not { Length: > 0 })
        {
            string? unchosen = Unchosen(choice);
            // Nobody gets it: that this share of the flows is answered by nobody is what a reader must see.
            double? share = templates is null ? null : choice.Share * scale;
            return [Chain(
                TargetTemplates.Common(choice.GroupArn, group), start, choice, crossZone, managedBy, _owners.Reverting(choice.GroupArn, group, autoScalingGroup: null),
                templates is null && unchosen is null ? null : false, share, unchosen ?? _notes.NoTargets(choice.GroupArn, wereRead: templates is not null), groupNotes)];
        }

        // From an address, one zone; from a network load balancer in front, the zones of the application load balancer that it can reach.
        (GroupRouting Routing, double Part)[] routings = [.. hop.Zones.Select(zone => (Routing(choice.GroupArn, hop, templates, settings, crossZone, zone.Name), zone.Part))];
        string[] zoneNotes = [.. groupNotes, .. routings.SelectMany(item => RowNotes.OfZone(item.Routing)).Distinct(StringComparer.Ordinal)];
        var rows = new List<TargetNode>(templates.Length);
        for (int i = 0; i < templates.Length; i++)
        {
            TargetTemplate template = templates[i];
            (bool? reachable, double? share, string why) = Reach(routings, i, choice, scale);
            // Only network load balancers have load balancers as targets, so there are two levels at most, whatever an answer says.
            Listener? behind = group?.TargetType == "alb" && hop.Type != "application" ? Termination.ListenerBehind(index, template.Row.TargetId, template.Row.TargetPort) : null;
            string[] ownNotes = group?.TargetType == "alb" && behind is null ? ["its listener on the port was not read: what is behind it is not shown"] : template.Row.Notes;
            string[] allNotes = ownNotes.Length == 0 ? zoneNotes : [.. zoneNotes, .. ownNotes];
            TargetNode row = Chain(template.Row, start, choice, crossZone, managedBy, _owners.Reverting(choice.GroupArn, group, template.Row.AutoScalingGroupName), reachable, share, why, allNotes);
            rows.Add(row);
            if (behind is not null)
                rows.AddRange(Behind(row, hop, crossZone, behind));
        }

        return rows;
    }

    // The application load balancer behind a network load balancer: its own listener and targets, for the same address of the client.
    private List<TargetNode> Behind(TargetNode front, Hop hop, CrossZone crossZone, Listener listener)
    {
        string arn = listener.LoadBalancerArn!;
        LoadBalancer? balancer = index.Balancer(arn)?.Balancer;
        TargetNode start = front with
        {
            LoadBalancerArn = arn,
            LoadBalancerName = SafeText.Escape(balancer?.LoadBalancerName),
            LoadBalancerType = "application",
            ManagedBy = _owners.Of(arn, balancer?.LoadBalancerName).Words,
        };
        string[] notes = [$"behind network load balancer {front.LoadBalancerName}, whose target the application load balancer is"];
        List<TargetNode> rows = OfListener(start, new Hop(arn, "application", balancer?.Scheme, ZonesBehind(hop, crossZone, balancer)), listener, front.HostName, notes, front.Share, onlyGroup: null);
        // What the network load balancer does not send on reaches nothing behind.
        return front.Reachable == true ? rows : [.. rows.Select(row => row with { Reachable = row.Reachable == false ? false : front.Reachable, Share = front.Reachable == false ? 0 : null })];
    }

    private static ZonePart[] ZonesBehind(Hop hop, CrossZone crossZone, LoadBalancer? balancer)
    {
        string[] zones = [.. (balancer?.AvailabilityZones ?? []).Select(zone => zone.ZoneName).OfType<string>().Order(StringComparer.Ordinal)];
        if (crossZone.IsOn == false && hop.Zones is [{ Name: { } own }] && zones.Contains(own, StringComparer.Ordinal))
            return [new(own, 1)];
        return zones.Length == 0 ? [new(Name: null, 1)] : [.. zones.Select(zone => new ZonePart(zone, 1.0 / zones.Length))];
    }

    private static (bool? Reachable, double? Share, string Why) Reach((GroupRouting Routing, double Part)[] routings, int target, GroupChoice choice, double? scale)
    {
        if (Unchosen(choice) is { } unchosen)
            return (false, 0, unchosen);
        if (routings is [var (only, _)])
            return (only.Targets[target].Reachable, only.Targets[target].Reachable == false ? 0 : only.ShareOfEach * choice.Share * scale, only.Targets[target].Why);

        TargetReach[] reaches = [.. routings.Select(item => item.Routing.Targets[target])];
        bool? reachable = reaches.Any(reach => reach.Reachable == true) ? true : reaches.Any(reach => reach.Reachable is null) ? null : false;
        double? share = 0;
        foreach ((GroupRouting routing, double part) in routings)
            share += routing.Targets[target].Reachable == false ? 0 : part * routing.ShareOfEach;
        share = reachable == false ? 0 : share * choice.Share * scale;
        return (reachable, share, reaches.First(reach => reach.Reachable == reachable).Why);
    }

    // Why no request for the name comes to a group at all; null where one can.
    private static string? Unchosen(GroupChoice choice) => !choice.Applies ? $"requests for this name meet another rule than {choice.Rule}"
        : choice.Weight == 0 ? "weight 0: no new flow chooses the group"
        : null;

    private GroupRouting Routing(string groupArn, Hop hop, TargetTemplate[] templates, IReadOnlyDictionary<string, string>? settings, CrossZone crossZone, string? zone)
    {
        (string, string, string) key = (groupArn, hop.BalancerArn, zone ?? "");
        if (!_routings.TryGetValue(key, out GroupRouting? routing))
            _routings[key] = routing = GroupRouting.Of(Array.ConvertAll(templates, template => template.Routed), settings, crossZone, zone, EnabledZones(hop.BalancerArn));
        return routing;
    }

    private IReadOnlySet<string> EnabledZones(string balancerArn)
    {
        if (!_zones.TryGetValue(balancerArn, out IReadOnlySet<string>? zones))
        {
            zones = index.Balancer(balancerArn)?.Balancer.AvailabilityZones.Select(zone => zone.ZoneName).OfType<string>().ToHashSet(StringComparer.Ordinal) ?? s_unknownZones;
            _zones[balancerArn] = zones;
        }

        return zones;
    }

    private TargetNode Start(AddressFront front) => new()
    {
        HostName = SafeText.Escape(front.Address.HostName),
        IPAddress = front.Address.IPAddress.Length == 0 ? null : SafeText.Escape(front.Address.IPAddress),
        Port = front.Address.Port,
        AvailabilityZone = front.Zone,
        NetworkInterfaceId = front.Interface?.NetworkInterfaceId,
        LoadBalancerArn = front.BalancerArn,
        LoadBalancerName = SafeText.Escape(front.BalancerName),
        LoadBalancerType = SafeText.Escape(front.BalancerType),
        ManagedBy = front.BalancerArn is { } arn ? _owners.Of(arn, front.BalancerName).Words : null,
        Attempts = front.Address.Attempts,
        Failures = front.Address.Failures,
        FailureRate = front.Address.FailureRate,
        Verdict = front.Address.Verdict,
        AddressFailing = MapAddresses.Fails(front.Address),
        Owner = front.Owner,
    };

    // The target's own columns are in the template, the chain's in the start row: one copy a row, because there are many.
    private static TargetNode Chain(
        TargetNode template, TargetNode start, GroupChoice choice, CrossZone crossZone, string managedBy, string? revertedBy,
        bool? reachable, double? share, string why, string[] notes) => template with
    {
        RevertedBy = revertedBy,
        Reachable = reachable,
        Share = share,
        ReachableNote = why,
        Notes = notes,
        HostName = start.HostName,
        IPAddress = start.IPAddress,
        Port = start.Port,
        AvailabilityZone = start.AvailabilityZone,
        NetworkInterfaceId = start.NetworkInterfaceId,
        LoadBalancerArn = start.LoadBalancerArn,
        LoadBalancerName = start.LoadBalancerName,
        LoadBalancerType = start.LoadBalancerType,
        ListenerArn = start.ListenerArn,
        ListenerProtocol = start.ListenerProtocol,
        TlsTermination = start.TlsTermination,
        Rule = choice.Rule,
        Weight = choice.Weight,
        CrossZone = crossZone.IsOn,
        CrossZoneSource = crossZone.Source,
        ManagedBy = managedBy,
        Attempts = start.Attempts,
        Failures = start.Failures,
        FailureRate = start.FailureRate,
        Verdict = start.Verdict,
        AddressFailing = start.AddressFailing,
        Owner = start.Owner,
    };

    private TargetTemplate[]? Templates(string groupArn)
    {
        if (!_templates.TryGetValue(groupArn, out TargetTemplate[]? templates))
            _templates[groupArn] = templates = _targets.Of(groupArn, index.Groups.GetValueOrDefault(groupArn));
        return templates;
    }

    /// <summary>A load balancer on the way, and the zones of it that a flow can enter, with their parts.</summary>
    private sealed record Hop(string BalancerArn, string? Type, string? Scheme, ZonePart[] Zones);

    private sealed record ZonePart(string? Name, double Part);
}
