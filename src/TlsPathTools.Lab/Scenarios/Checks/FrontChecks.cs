using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>The way in: load balancers, listeners, target groups, Auto Scaling groups.</summary>
internal static class FrontChecks
{
    public static void Run(CheckContext context, Place root)
    {
        LabScenario scenario = context.Scenario;
        context.Unique(root.Each("certificates", scenario.Certificates), certificate => certificate.Name, "name", "certificates");
        context.Unique(root.Each("loadBalancers", scenario.LoadBalancers), balancer => balancer.Name, "name", "load balancers");
        context.Unique(root.Each("targetGroups", scenario.TargetGroups), group => group.Name, "name", "target groups");
        context.Unique(root.Each("autoScalingGroups", scenario.AutoScalingGroups), group => group.Name, "name", "Auto Scaling groups");
        foreach ((CertificateSpec certificate, Place at) in root.Each("certificates", scenario.Certificates))
        {
            if (certificate.NotAfterDays <= certificate.NotBeforeDays)
                context.Wrong(at["notAfterDays"], "the certificate ends before it begins");
        }

        foreach ((LoadBalancerSpec balancer, Place at) in root.Each("loadBalancers", scenario.LoadBalancers))
            CheckLoadBalancer(context, balancer, at);
        CheckOwners(context, root);
        foreach ((TargetGroupSpec group, Place at) in root.Each("targetGroups", scenario.TargetGroups))
            CheckTargetGroup(context, group, at);
        foreach ((AutoScalingGroupSpec group, Place at) in root.Each("autoScalingGroups", scenario.AutoScalingGroups))
            CheckScaling(context, group, at);
    }

    private static void CheckLoadBalancer(CheckContext context, LoadBalancerSpec balancer, Place at)
    {
        context.ReferAll(at, "securityGroups", balancer.SecurityGroups, context.SecurityGroups);
        var zones = new HashSet<string>(StringComparer.Ordinal);
        foreach ((LoadBalancerSubnetSpec subnet, Place place) in at.Each("subnets", balancer.Subnets))
        {
            context.Refer(place["subnet"], subnet.Subnet, context.Subnets);
            if (context.Scenario.Network.Subnets.FirstOrDefault(known => known.Id == subnet.Subnet) is { } known && !zones.Add(known.Zone))
                context.Wrong(place["subnet"], $"a load balancer has one subnet in each zone, and this is a second one in {known.Zone}");
            context.ClaimIn(place["privateAddress"], subnet.PrivateAddress, subnet.Subnet, $"load balancer {balancer.Name}");
            if (subnet.PublicAddress is null)
                continue;
            if (balancer.Scheme == "internal")
                context.Wrong(place["publicAddress"], "an internal load balancer has no public address");
            else if (!CheckContext.IsInternet(subnet.PublicAddress))
                context.Wrong(place["publicAddress"], $"{subnet.PublicAddress} is no address of the lab's Internet; use 203.0.113.x");
            else
                context.Claim(place["publicAddress"], subnet.PublicAddress, $"load balancer {balancer.Name}");
        }

        foreach ((string zone, Place place) in at.Each("zonalShift", balancer.ZonalShift))
        {
            if (!zones.Contains(zone))
                context.Wrong(place, $"the load balancer has no subnet in {zone}; its zones are {string.Join(", ", zones)}");
        }

        context.Unique(at.Each("listeners", balancer.Listeners), listener => listener.Port, "port", "listeners at port");
        foreach ((ListenerSpec listener, Place place) in at.Each("listeners", balancer.Listeners))
            CheckListener(context, balancer, listener, place);
    }

    // AWS answers TargetGroupAssociationLimit to a second load balancer.
    private static void CheckOwners(CheckContext context, Place root)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((LoadBalancerSpec balancer, Place at) in root.Each("loadBalancers", context.Scenario.LoadBalancers))
        {
            foreach ((ListenerSpec listener, Place place) in at.Each("listeners", balancer.Listeners))
            {
                IEnumerable<(ForwardSpec Target, Place At)> forwards = [.. place.Each("forward", listener.Forward), .. place.Each("rules", listener.Rules).SelectMany(rule => rule.At.Each("forward", rule.Item.Forward))];
                foreach ((ForwardSpec target, Place forward) in forwards)
                {
                    if (!owners.TryAdd(target.TargetGroup, balancer.Name) && owners[target.TargetGroup] != balancer.Name)
                        context.Wrong(forward["targetGroup"], $"{target.TargetGroup} belongs to load balancer {owners[target.TargetGroup]} already, and a target group has one; make another for the same targets");
                }
            }
        }
    }

    private static void CheckListener(CheckContext context, LoadBalancerSpec balancer, ListenerSpec listener, Place at)
    {
        bool network = balancer.Type == "network";
        context.Refer(at["certificate"], listener.Certificate, context.Certificates);
        if (network != listener.Protocol is "TCP" or "TLS")
            context.Wrong(at["protocol"], $"a listener of {Article(balancer.Type)} load balancer speaks {(network ? "TCP or TLS" : "HTTP or HTTPS")}, not {listener.Protocol}");
        bool tls = listener.Protocol is "TLS" or "HTTPS";
        if (tls && listener.Certificate is null)
            context.Wrong(at["certificate"], $"is missing: {listener.Protocol} needs a certificate");
        else if (!tls && listener.Certificate is not null)
            context.Wrong(at["certificate"], $"a {listener.Protocol} listener does not end TLS and has no certificate");
        if (listener.MutualAuthentication == "verify" && listener.Protocol != "HTTPS")
            context.Wrong(at["mutualAuthentication"], "only an HTTPS listener asks clients for certificates");
        CheckAction(context, network, at, listener.Forward, listener.FixedResponse);

        if (network && listener.Rules.Count > 0)
            context.Wrong(at["rules"], "a listener of a network load balancer has no rules");
        context.Unique(at.Each("rules", listener.Rules), rule => rule.Priority, "priority", "rules of priority");
        foreach ((ListenerRuleSpec rule, Place place) in at.Each("rules", listener.Rules))
        {
            CheckAction(context, network, place, rule.Forward, rule.FixedResponse);
            if (rule.Hosts.Count + rule.Paths.Count == 0)
                context.Wrong(place["hosts"], "a rule needs hosts or paths; what always applies is the listener's own forward");
        }
    }

    private static void CheckAction(CheckContext context, bool network, Place at, IReadOnlyList<ForwardSpec> forward, FixedResponseSpec? answer)
    {
        if (forward.Count > 0 == answer is not null)
            context.Wrong(at["forward"], answer is null ? "is missing: say where to forward to, or give a fixedResponse" : "either forwards or answers itself; give forward or fixedResponse");
        if (network && answer is not null)
            context.Wrong(at["fixedResponse"], "a network load balancer knows no HTTP and cannot answer itself");
        if (network && forward.Count > 1)
            context.Wrong(at["forward"], "a network load balancer forwards to one target group");
        foreach ((ForwardSpec target, Place place) in at.Each("forward", forward))
        {
            context.Refer(place["targetGroup"], target.TargetGroup, context.TargetGroups);
            if (context.Scenario.TargetGroups.FirstOrDefault(group => group.Name == target.TargetGroup) is { } group && network != group.Protocol is "TCP" or "TLS")
                context.Wrong(place["targetGroup"], $"{group.Name} speaks {group.Protocol}, which {Article(network ? "network" : "application")} load balancer cannot forward to");
        }
    }

    private static void CheckTargetGroup(CheckContext context, TargetGroupSpec group, Place at)
    {
        foreach ((string target, Place place) in at.Each("targets", group.Targets))
        {
            if (group.TargetType == "instance")
                context.Refer(place, target, context.Nodes);
            else if (group.TargetType == "alb")
                context.Refer(place, target, context.LoadBalancers);
            else if (target.StartsWith("pods:", StringComparison.Ordinal))
                context.Refer(place, target["pods:".Length..], context.Services);
            else if (!System.Net.IPAddress.TryParse(target, out _))
                context.Wrong(place, $"'{target}' is no target of type ip; write pods:NAMESPACE/SERVICE or an address");
            else
                context.IsAddress(place, target);
        }

        context.Unique(at.Each("targets", group.Targets).Select(target => (target.Item, target.At)), target => target, "", "targets");
    }

    private static void CheckScaling(CheckContext context, AutoScalingGroupSpec group, Place at)
    {
        context.ReferAll(at, "subnets", group.Subnets, context.Subnets);
        context.ReferAll(at, "targetGroups", group.TargetGroups, context.TargetGroups);
        int members = context.Scenario.Cluster?.Nodes.Count(node => node.AutoScalingGroup == group.Name) ?? 0;
        int desired = group.DesiredCapacity ?? members;
        if (desired < group.MinSize)
            context.Wrong(at["minSize"], $"{group.MinSize} is more than the desired capacity, {desired}");
        if (group.MaxSize < desired)
            context.Wrong(at["maxSize"], $"{group.MaxSize} is less than the desired capacity, {desired}");
        if (members == 0 && group.Subnets.Count == 0)
            context.Wrong(at["subnets"], "is missing: no node is a member of this group, so that nothing says where it launches");
        foreach ((string name, Place place) in at.Each("targetGroups", group.TargetGroups))
        {
            if (context.Scenario.TargetGroups.FirstOrDefault(known => known.Name == name) is { TargetType: not "instance" } other)
                context.Wrong(place, $"an Auto Scaling group registers instances, and {name} is for targets of type {other.TargetType}");
        }
    }

    private static string Article(string type) => type == "application" ? "an application" : "a network";
}
