using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Makes the rows of an address: listener by listener, group by group, target by target.</summary>
internal sealed class AddressRows(SnapshotIndex index)
{
    private static readonly HashSet<string> s_unknownZones = new(StringComparer.Ordinal);

    private readonly Dictionary<string, TargetTemplate[]?> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string Balancer, string Zone), GroupRouting> _routings = new();
    private readonly Dictionary<string, IReadOnlySet<string>> _zones = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string? AutoScalingGroup), string?> _reverters = new();
    private readonly TargetTemplates _targets = new(index);

    /// <summary>The rows of an address, of one group where it is named.</summary>
    public List<TargetNode> Of(AddressFront front, string? onlyGroup = null)
    {
        var rows = new List<TargetNode>();
        TargetNode start = Start(front);
        if (front.BalancerArn is not { } arn)
            return onlyGroup is null ? [start with { Notes = [front.Detail] }] : rows;
        string[] notes = [.. AddressNotes(front)];
        Listener[] listeners = [.. (index.ListenersOfBalancer.GetValueOrDefault(arn) ?? []).Where(listener => front.Address.Port is null || listener.Port is null || listener.Port == front.Address.Port)];
        foreach (Listener listener in listeners)
            rows.AddRange(OfListener(start, new Hop(arn, front.BalancerType, front.Balancer?.Scheme, [new(front.Zone, 1)]), listener, front.Address.HostName, notes, scale: 1, onlyGroup));
        if (listeners.Length == 0 && onlyGroup is null)
        {
            SnapshotGap? gap = index.Gaps.Of(front.Cloud, "DescribeListeners", arn);
            string none = front.BalancerType == "classic" ? "a classic load balancer, whose instances are not followed"
                : gap is null && front.Address.Port is { } port ? $"the load balancer has no listener on port {port}"
                : GapIndex.Words("its listeners were", gap);
            rows.Add(start with { Notes = [.. notes, none] });
        }

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
        string owner = OwnerOf(groupArn, group?.TargetGroupName).Words;
        if (templates is not { Length: > 0 })
            return [TargetTemplates.Common(groupArn, group) with { Owner = AddressOwner.Unknown, ManagedBy = owner, Notes = [note, NoTargets(groupArn, templates)] }];
        return [.. templates.Select(template => template.Row with
        {
            Owner = AddressOwner.Unknown,
            ManagedBy = owner,
            RevertedBy = RevertedBy(groupArn, group, template.Row.AutoScalingGroupName),
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
        string managedBy = Ownership.Join(start.ManagedBy, OwnerOf(choice.GroupArn, group?.TargetGroupName).Words);
        string[] groupNotes = [.. notes, .. GroupNotes(choice, group, settings, hop)];
        if (templates is not { Length: > 0 })
        {
            return [Chain(TargetTemplates.Common(choice.GroupArn, group), start, choice, crossZone, managedBy) with
            {
                RevertedBy = RevertedBy(choice.GroupArn, group, autoScalingGroup: null),
                Reachable = templates is null ? null : false,
                ReachableNote = NoTargets(choice.GroupArn, templates),
                Notes = groupNotes,
            }];
        }

        // From an address, one zone; from a network load balancer in front, the zones of the application load balancer that it can reach.
        (GroupRouting Routing, double Part)[] routings = [.. hop.Zones.Select(zone => (Routing(choice.GroupArn, hop, templates, settings, crossZone, zone.Name), zone.Part))];
        string[] zoneNotes = [.. groupNotes, .. routings.SelectMany(item => ZoneNotes(item.Routing)).Distinct(StringComparer.Ordinal)];
        var rows = new List<TargetNode>(templates.Length);
        for (int i = 0; i < templates.Length; i++)
        {
            TargetTemplate template = templates[i];
            (bool? reachable, double? share, string why) = Reach(routings, i, choice, scale);
            TargetNode row = Chain(template.Row, start, choice, crossZone, managedBy) with
            {
                RevertedBy = RevertedBy(choice.GroupArn, group, template.Row.AutoScalingGroupName),
                Reachable = reachable,
                Share = share,
                ReachableNote = why,
                Notes = template.Row.Notes.Length == 0 ? zoneNotes : [.. zoneNotes, .. template.Row.Notes],
            };
            rows.Add(row);
            if (group?.TargetType == "alb")
                rows.AddRange(Behind(row, hop, crossZone, group, templates[i]));
        }

        return rows;
    }

    // The application load balancer behind a network load balancer: its own listener and targets, for the same address of the client.
    private List<TargetNode> Behind(TargetNode front, Hop hop, CrossZone crossZone, TargetGroup group, TargetTemplate target)
    {
        var description = new TargetDescription { Id = target.Row.TargetId, Port = target.Row.TargetPort };
        if (target.Row.TargetId is not { } arn || Termination.ListenerBehind(index, description, group.Port) is not { } listener)
            return [];
        LoadBalancer? balancer = index.Balancer(arn)?.Balancer;
        TargetNode start = front with
        {
            LoadBalancerArn = arn,
            LoadBalancerName = SafeText.Escape(balancer?.LoadBalancerName),
            LoadBalancerType = "application",
            ManagedBy = OwnerOf(arn, balancer?.LoadBalancerName).Words,
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
        if (!choice.Applies)
            return (false, 0, $"requests for this name meet another rule than {choice.Rule}");
        if (choice.Weight == 0)
            return (false, 0, "weight 0: no new flow chooses the group");
        TargetReach[] reaches = [.. routings.Select(item => item.Routing.Targets[target])];
        bool? reachable = reaches.Any(reach => reach.Reachable == true) ? true : reaches.Any(reach => reach.Reachable is null) ? null : false;
        double? share = 0;
        foreach ((GroupRouting routing, double part) in routings)
            share += routing.Targets[target].Reachable == false ? 0 : part * routing.ShareOfEach;
        share = reachable == false ? 0 : share * choice.Share * scale;
        string why = routings.Length == 1 ? reaches[0].Why : (reaches.FirstOrDefault(reach => reach.Reachable == reachable) ?? reaches[0]).Why;
        return (reachable, share, why);
    }

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
        ManagedBy = front.BalancerArn is { } arn ? OwnerOf(arn, front.BalancerName).Words : null,
        Attempts = front.Address.Attempts,
        Failures = front.Address.Failures,
        FailureRate = front.Address.FailureRate,
        Verdict = front.Address.Verdict,
        AddressFailing = MapAddresses.Fails(front.Address),
        Owner = front.Owner,
    };

    // The target's own columns are in the template, the chain's in the start row.
    private static TargetNode Chain(TargetNode template, TargetNode start, GroupChoice choice, CrossZone crossZone, string managedBy) => template with
    {
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

    private IEnumerable<string> AddressNotes(AddressFront front)
    {
        if (front.Ambiguous || front.Interface is null)
            yield return front.Detail;
        // A private address of a load balancer for the Internet is in no answer, and need not be.
        bool isPrivate = front.Interface is { Association.PublicIp: { } open } && open != front.Address.IPAddress;
        if (front.InDns(index) == false && !isPrivate)
        {
            LoadBalancerName names = front.Names(index)!;
            string now = names.IPAddresses.Length == 0 ? "no address" : string.Join(", ", names.IPAddresses.Order(StringComparer.Ordinal).Take(8));
            yield return SafeText.Escape($"the load balancer's own name does not give this address now, but {now}: who still comes here has an old answer, or a record made by hand")!;
        }
    }

    private IEnumerable<string> GroupNotes(GroupChoice choice, TargetGroup? group, IReadOnlyDictionary<string, string>? settings, Hop hop)
    {
        if (group is null)
            yield return GapIndex.Words("the target group was", index.Gaps.Of(index.CloudOf(choice.GroupArn), "DescribeTargetGroups", choice.GroupArn));
        if (Templates(choice.GroupArn) is { Length: > 0 } && index.Gaps.Of(index.CloudOf(choice.GroupArn), "DescribeTargetHealth", choice.GroupArn) is { } gap)
            yield return GapIndex.Words("all targets were", gap);
        foreach (string note in TargetNotes.OfGroup(settings, hop.Type, hop.Scheme, group?.TargetType))
            yield return note;
    }

    private static IEnumerable<string> ZoneNotes(GroupRouting routing)
    {
        if (routing.FailsOpen is { } open)
            yield return $"fail-open: {open}, so flows go to all targets, the ill ones included";
        if (routing.FailsAway is { } away)
            yield return $"the address leaves DNS while that lasts, unless every zone does: {away}";
    }

    private string NoTargets(string groupArn, TargetTemplate[]? templates) => templates is null
        ? GapIndex.Words("targets were", index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetHealth", groupArn))
        : "no target is registered: what chooses this group is answered by nobody";

    private TargetTemplate[]? Templates(string groupArn)
    {
        if (!_templates.TryGetValue(groupArn, out TargetTemplate[]? templates))
            _templates[groupArn] = templates = _targets.Of(groupArn, index.Groups.GetValueOrDefault(groupArn));
        return templates;
    }

    private Owner OwnerOf(string arn, string? name)
    {
        if (!_owners.TryGetValue(arn, out Owner? owner))
            _owners[arn] = owner = Ownership.Of(index, arn, name);
        return owner;
    }

    private string? RevertedBy(string groupArn, TargetGroup? group, string? autoScalingGroup)
    {
        if (_reverters.TryGetValue((groupArn, autoScalingGroup), out string? reverter))
            return reverter;
        var all = new List<string>(2);
        if (index.Clusters.BindingOf(groupArn) is { } binding)
            all.Add(SafeText.Escape($"TargetGroupBinding {binding.Binding.Metadata} of cluster {binding.Cluster.State.Name} registers its nodes or pods again")!);
        else if (OwnerOf(groupArn, group?.TargetGroupName) is { Reverts: true } owner)
            all.Add(owner.Words);
        if (autoScalingGroup is not null && index.IsAttached(autoScalingGroup, groupArn))
            all.Add($"Auto Scaling group {autoScalingGroup} registers the instances that it launches, but none again that was taken out");
        return _reverters[(groupArn, autoScalingGroup)] = all.Count == 0 ? null : string.Join("; ", all);
    }

    /// <summary>A load balancer on the way, and the zones of it that a flow can enter, with their parts.</summary>
    private sealed record Hop(string BalancerArn, string? Type, string? Scheme, ZonePart[] Zones);

    private sealed record ZonePart(string? Name, double Part);
}
