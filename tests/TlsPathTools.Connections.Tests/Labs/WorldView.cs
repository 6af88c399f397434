using System.Text.Json.Nodes;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>What moves in a world, as it is at one moment: the witness that answers are held against. What does not move is read from the world itself.</summary>
internal sealed record WorldView
{
    private static readonly ResourceKind[] s_beats = [ResourceKinds.Leases, ResourceKinds.Events];

    /// <summary>By target group's ARN.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<Registration>> Targets { get; init; }

    /// <summary>The targets (id and port) that the node of a load balancer in a zone would give a new flow of a group to now, by load balancer, zone and group.</summary>
    public required IReadOnlyDictionary<(string Balancer, string Zone, string Group), IReadOnlySet<(string Id, int Port)>> Routable { get; init; }

    /// <summary>Whether DNS gives out the address of a load balancer in a zone.</summary>
    public required IReadOnlyDictionary<(string Balancer, string Zone), bool> InDns { get; init; }

    /// <summary>State, and Auto Scaling group, of each instance.</summary>
    public required IReadOnlyDictionary<string, (string State, string? Group)> Instances { get; init; }

    /// <summary>The cluster's objects by kind. Each is immutable.</summary>
    public required IReadOnlyDictionary<ResourceKind, IReadOnlyList<JsonObject>> Objects { get; init; }

    /// <summary>What a kube-proxy that is in step makes of Services and EndpointSlices.</summary>
    public required ServiceTable Services { get; init; }

    /// <summary>The same text as long as nothing of it has changed but heartbeats and events.</summary>
    public required string Fingerprint { get; init; }

    public IReadOnlyList<JsonObject> Of(ResourceKind kind) => Objects[kind];

    /// <summary>The object of a name; null where there is none.</summary>
    public JsonObject? Find(ResourceKind kind, string? @namespace, string? name) =>
        Objects[kind].FirstOrDefault(item => KubeObject.Name(item) == name && KubeObject.Namespace(item) == @namespace);

    public static WorldView Of(TlsPathLab lab)
    {
        LabWorld world = lab.World;
        lock (world.Gate)
        {
            CloudState cloud = world.Cloud;
            var objects = ResourceKinds.All.ToDictionary(kind => kind, kind => world.Cluster.List(kind));
            return new WorldView
            {
                Targets = cloud.TargetGroups.Values.ToDictionary(group => group.Arn, IReadOnlyList<Registration> (group) => [.. group.Targets.Select(Registration.Of)], StringComparer.Ordinal),
                Routable = cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones.SelectMany(zone => cloud.TargetGroups.Values.Select(group => (balancer, zone, group))))
                    .ToDictionary(at => (at.balancer.Arn, at.zone.ZoneName, at.group.Arn), IReadOnlySet<(string, int)> (at) =>
                        TargetRouting.Routable(at.balancer, at.group, at.zone.ZoneName).Targets.Select(target => (target.Id, target.Port)).ToHashSet()),
                InDns = cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones.Select(zone => (balancer, zone))).ToDictionary(at => (at.balancer.Arn, at.zone.ZoneName), at => at.zone.InDns),
                Instances = cloud.Instances.ToDictionary(pair => pair.Key, pair => (pair.Value.State, cloud.AutoScalingGroups.Values.FirstOrDefault(group => group.Members.Exists(member => member.InstanceId == pair.Key))?.Name), StringComparer.Ordinal),
                Objects = objects,
                Services = ServiceTable.Read(world.Cluster),
                Fingerprint = FingerprintOf(cloud, objects),
            };
        }
    }

    private static string FingerprintOf(CloudState cloud, Dictionary<ResourceKind, IReadOnlyList<JsonObject>> objects) => string.Join('\n', (IEnumerable<string>)
    [
        .. cloud.TargetGroups.Values.SelectMany(group => group.Targets.Select(target => $"{group.Name} {Registration.Of(target)} {string.Join(',', target.HealthyFrom.OrderBy(pair => pair.Key, StringComparer.Ordinal))}")),
        .. cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones.Select(zone => $"{balancer.Name} {zone.ZoneName} {zone.InDns} {zone.ZonalShift}")),
        .. cloud.Instances.Values.Select(instance => $"{instance.InstanceId} {instance.State}"),
        .. cloud.AutoScalingGroups.Values.SelectMany(group => group.Members.Select(member => $"{group.Name} {member.InstanceId} {member.LifecycleState}")),
        .. cloud.NetworkInterfaces.Values.Select(one => $"{one.NetworkInterfaceId} {string.Join(',', one.PrivateIpAddresses)}"),
        .. objects.Where(pair => !s_beats.Contains(pair.Key)).SelectMany(pair => pair.Value.Select(item => $"{pair.Key.Plural} {KubeObject.Namespace(item)}/{KubeObject.Name(item)} {KubeObject.Version(item)}")),
    ]);
}

/// <summary>A target in a group, as it is at one moment.</summary>
internal sealed record Registration(string Id, int Port, string Zone, string State, string? Reason)
{
    public static Registration Of(TargetRegistration target) => new(target.Id, target.Port, target.AvailabilityZone, target.State, target.Reason);
}
