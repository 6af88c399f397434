using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The target groups of a scenario, and, once everything else exists, what is registered with them.</summary>
internal sealed class TargetGroupBuilder(LabWorld world)
{
    private readonly CloudState _cloud = world.Cloud;

    /// <summary>Adds the groups, empty.</summary>
    public void AddGroups()
    {
        foreach (TargetGroupSpec spec in world.Scenario.TargetGroups)
        {
            string arn = $"arn:aws:elasticloadbalancing:{_cloud.Region}:{_cloud.AccountId}:targetgroup/{spec.Name}/{world.Ids.Hex($"tg/{spec.Name}", 16)}";
            _cloud.TargetGroups.Add(arn, new TargetGroup
            {
                Arn = arn, Name = spec.Name, Protocol = spec.Protocol, Port = world.Ports.Map(spec.Port), TargetType = spec.TargetType, HealthCheck = Check(spec),
                Attributes = new(spec.Attributes, StringComparer.Ordinal), Tags = new(spec.Tags, StringComparer.Ordinal),
            });
        }
    }

    /// <summary>Registers targets as they are long after everybody did so: healthy, where a load balancer uses them.</summary>
    public void AddTargets()
    {
        ILookup<string, string> attached = world.Scenario.AutoScalingGroups.SelectMany(group => group.TargetGroups, (group, target) => (target, group.Name)).ToLookup(pair => pair.target, pair => pair.Name, StringComparer.Ordinal);
        Dictionary<string, Instance> byNode = _cloud.Instances.Values.Where(instance => instance.NodeName is not null).ToDictionary(instance => instance.NodeName!, StringComparer.Ordinal);
        IReadOnlyList<JsonObject> bindings = world.Cluster.List(ResourceKinds.TargetGroupBindings);
        foreach (TargetGroup group in _cloud.TargetGroups.Values)
        {
            TargetGroupSpec spec = world.Scenario.TargetGroups.First(candidate => candidate.Name == group.Name);
            var known = new HashSet<(string, int)>();
            foreach (Target target in spec.Targets.SelectMany(target => Resolve(target, group, byNode))
                .Concat(_cloud.Instances.Values.Where(instance => attached[group.Name].Contains(instance.AutoScalingGroupName, StringComparer.Ordinal)).Select(instance => Target.Of(instance, group.Port)))
                .Concat(bindings.Where(binding => KubeObject.Text(binding, "spec", "targetGroupARN") == group.Arn).SelectMany(binding => BindingTargets.Desired(world, binding, group))))
            {
                if (known.Add((target.Id, target.Port)))
                    group.Targets.Add(Settled(group, target));
            }
        }
    }

    private IEnumerable<Target> Resolve(string target, TargetGroup group, Dictionary<string, Instance> byNode)
    {
        if (target.StartsWith("pods:", StringComparison.Ordinal))
        {
            return target["pods:".Length..].Split('/') is [var @namespace, var service]
                ? BindingTargets.Pods(world, @namespace, service).Select(pod => BindingTargets.OfPod(world, pod, group.Port)).OfType<Target>()
                : [];
        }

        if (byNode.TryGetValue(target, out Instance? instance))
            return [group.TargetType == "ip" ? new Target(instance.PrivateIp.ToString(), group.Port, instance.AvailabilityZone) : Target.Of(instance, group.Port)];
        if (IPAddress.TryParse(target, out IPAddress? written))
        {
            IPAddress address = world.Addresses.Map(written);
            return [new Target(address.ToString(), group.Port, _cloud.SubnetOf(address)?.AvailabilityZone ?? "all")];
        }

        return _cloud.LoadBalancers.Values.Where(balancer => balancer.Name == target).Select(balancer => new Target(balancer.Arn, group.Port, "all"));
    }

    private TargetRegistration Settled(TargetGroup group, Target target)
    {
        TargetRegistration registration = target.Register();
        LoadBalancer[] balancers = [.. group.LoadBalancerArns.Select(arn => _cloud.LoadBalancers[arn])];
        if (balancers.Length == 0)
            return Unused(registration, "Target group is not configured to receive traffic from the load balancer");
        if (target.Zone != "all" && !balancers.Any(balancer => balancer.Zones.Any(zone => zone.ZoneName == target.Zone)))
            return Unused(registration, "Target is in an Availability Zone that is not enabled for the load balancer");
        registration.State = "healthy";
        foreach (LoadBalancer balancer in balancers)
        {
            bool crossZone = CrossZone(group, balancer) || target.Zone == "all";
            foreach (LoadBalancerZone zone in balancer.Zones.Where(zone => crossZone || zone.ZoneName == target.Zone))
                registration.HealthyFrom[zone.ZoneName] = true;
        }

        return registration;
    }

    private static bool CrossZone(TargetGroup group, LoadBalancer balancer) => group.Attribute("load_balancing.cross_zone.enabled") switch
    {
        "true" => true,
        "false" => false,
        _ => !balancer.IsNetwork || balancer.Attributes.GetValueOrDefault("load_balancing.cross_zone.enabled") == "true",
    };

    private static TargetRegistration Unused(TargetRegistration registration, string description)
    {
        registration.State = "unused";
        registration.Reason = "Target.NotInUse";
        registration.Description = description;
        return registration;
    }

    private HealthCheck Check(TargetGroupSpec group)
    {
        HealthCheckSpec spec = group.HealthCheck;
        bool network = group.Protocol is "TCP" or "TLS" or "UDP";
        string protocol = spec.Protocol ?? (network ? "TCP" : "HTTP");
        return new HealthCheck
        {
            Protocol = protocol, Port = spec.Port is { } port ? world.Ports.Map(port).ToString(CultureInfo.InvariantCulture) : "traffic-port", Path = spec.Path,
            IntervalSeconds = spec.IntervalSeconds, TimeoutSeconds = spec.TimeoutSeconds, ShownIntervalSeconds = spec.ShownIntervalSeconds,
            ShownTimeoutSeconds = protocol == "TCP" ? 10 : network ? 6 : 5,
            HealthyThreshold = spec.HealthyThreshold, UnhealthyThreshold = spec.UnhealthyThreshold, Matcher = spec.Matcher,
        };
    }
}
