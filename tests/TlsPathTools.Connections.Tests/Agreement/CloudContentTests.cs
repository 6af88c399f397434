using System.Globalization;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.AwsApi.Elbv2;
using TlsPathTools.Lab.World;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using World = TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>What a snapshot holds of the account against the world.</summary>
public class CloudContentTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_account_says_who_asked_and_where(string name)
    {
        (MappedScenario scenario, CloudState cloud) = await OfAsync(name);
        Assert.Equal((scenario.World.Cloud.AccountId, scenario.World.Cloud.Region, true), (cloud.AccountId, cloud.Region, cloud.HasAllLoadBalancers));
        Assert.Contains($"::{scenario.World.Cloud.AccountId}:", cloud.Caller, StringComparison.Ordinal);
        Assert.Equal(scenario.Addresses.Select(address => address.IPAddress).Order(StringComparer.Ordinal), cloud.AddressesLookedUp.Order(StringComparer.Ordinal));
        EksCluster eks = Assert.Single(cloud.EksClusters);
        World.EksCluster own = scenario.World.Cloud.EksClusters.Values.Single();
        Assert.Equal((own.Name, own.Endpoint, scenario.Scenario.Cluster!.Version), (eks.Name, eks.Endpoint, eks.Version));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Load_balancers_listeners_and_groups_are_as_they_are(string name)
    {
        (MappedScenario scenario, CloudState cloud) = await OfAsync(name);
        LabWorld world = scenario.World;
        Assert.Equal(
            world.Cloud.LoadBalancers.Values.Select(one => (one.Arn, one.Name, one.Type, one.Scheme, one.DnsName, one.State, Zones: string.Join(' ', one.Zones.Select(zone => $"{zone.ZoneName}/{zone.SubnetId}")), Groups: string.Join(' ', one.SecurityGroupIds))).OrderBy(one => one.Arn, StringComparer.Ordinal),
            cloud.LoadBalancers.Select(one => (one.LoadBalancerArn!, one.LoadBalancerName!, one.Type!, one.Scheme!, one.DNSName!, one.State!.Code!, Zones: string.Join(' ', one.AvailabilityZones.Select(zone => $"{zone.ZoneName}/{zone.SubnetId}")), Groups: string.Join(' ', one.SecurityGroups))).OrderBy(one => one.Item1, StringComparer.Ordinal));

        World.LoadBalancer[] path = [.. scenario.Addresses.Select(address => Front.Of(scenario, address)?.Balancer).OfType<World.LoadBalancer>().Distinct()];
        Assert.Equal(
            path.SelectMany(balancer => balancer.Listeners.Select(listener => (balancer.Arn, listener.Arn, listener.Port, listener.Protocol, listener.SslPolicy, listener.CertificateArn))).OrderBy(listener => listener.Item2, StringComparer.Ordinal),
            cloud.Listeners.Select(listener => (listener.LoadBalancerArn!, listener.ListenerArn!, listener.Port!.Value, listener.Protocol!, listener.SslPolicy, listener.Certificates.FirstOrDefault()?.CertificateArn)).OrderBy(listener => listener.Item2, StringComparer.Ordinal));
        Assert.Equal(
            path.Where(balancer => !balancer.IsNetwork).SelectMany(balancer => balancer.Listeners).SelectMany(listener => listener.Rules).Select(rule => (rule.Arn, rule.Priority, Hosts: string.Join(' ', rule.HostHeaders), Paths: string.Join(' ', rule.PathPatterns), Groups: string.Join(' ', rule.Forward.Select(forward => $"{forward.TargetGroupArn}={forward.Weight}")))),
            cloud.Rules.SelectMany(rules => rules.Rules).Select(rule => (rule.RuleArn!, rule.Priority!, Hosts: Values(rule, "host-header"), Paths: Values(rule, "path-pattern"), Groups: string.Join(' ', rule.Actions.SelectMany(action => action.ForwardConfig?.TargetGroups ?? []).Select(tuple => $"{tuple.TargetGroupArn}={tuple.Weight}")))));

        World.TargetGroup[] groups = [.. world.Cloud.TargetGroups.Values.Where(group => path.Any(balancer => group.LoadBalancerArns.Contains(balancer.Arn, StringComparer.Ordinal))).OrderBy(group => group.Arn, StringComparer.Ordinal)];
        Assert.Equal(
            groups.Select(group => (group.Arn, group.Name, group.Protocol, group.Port, group.TargetType, group.HealthCheck.Protocol, group.HealthCheck.Port, group.HealthCheck.ShownIntervalSeconds)),
            cloud.TargetGroups.OrderBy(group => group.TargetGroupArn, StringComparer.Ordinal).Select(group => (group.TargetGroupArn!, group.TargetGroupName!, group.Protocol!, group.Port!.Value, group.TargetType!, group.HealthCheckProtocol!, group.HealthCheckPort!, group.HealthCheckIntervalSeconds!.Value)));
        Assert.Equal(
            groups.SelectMany(group => scenario.View.Targets[group.Arn].Select(target => (group.Arn, target.Id, target.Port, target.State))),
            cloud.Targets.OrderBy(targets => targets.TargetGroupArn, StringComparer.Ordinal).SelectMany(targets => targets.Targets.Select(target => (targets.TargetGroupArn, target.Target!.Id!, target.Target.Port!.Value, target.TargetHealth!.State!))));
        foreach (ResourceSettings settings in cloud.Settings)
        {
            IEnumerable<(string Key, string Value)> defaults = world.Cloud.LoadBalancers.TryGetValue(settings.Arn, out World.LoadBalancer? balancer) ? DefaultAttributes.Of(balancer) : DefaultAttributes.Of(world.Cloud.TargetGroups[settings.Arn]);
            Dictionary<string, string> own = balancer?.Attributes ?? world.Cloud.TargetGroups[settings.Arn].Attributes;
            Assert.All(defaults, pair => Assert.Equal(own.GetValueOrDefault(pair.Key, pair.Value), settings.Values[pair.Key]));
            Assert.All(own, pair => Assert.Equal(pair.Value, settings.Values[pair.Key]));
        }

        Assert.Equal(path.Select(balancer => balancer.Arn).Concat(groups.Select(group => group.Arn)).Order(StringComparer.Ordinal), cloud.Settings.Select(settings => settings.Arn).Order(StringComparer.Ordinal));
        foreach (ResourceSettings tags in cloud.Tags)
            Assert.Equal((world.Cloud.LoadBalancers.GetValueOrDefault(tags.Arn)?.Tags ?? world.Cloud.TargetGroups[tags.Arn].Tags).OrderBy(pair => pair.Key, StringComparer.Ordinal), tags.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        Assert.Equal(world.Cloud.LoadBalancers.Keys.Concat(cloud.Targets.Select(targets => targets.TargetGroupArn)).Order(StringComparer.Ordinal), cloud.Tags.Select(tags => tags.Arn).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Instances_with_status_groups_and_interfaces_are_as_they_are(string name)
    {
        (MappedScenario scenario, CloudState cloud) = await OfAsync(name);
        World.CloudState world = scenario.World.Cloud;
        string[] ids = [.. cloud.Targets.SelectMany(targets => targets.Targets).Select(target => target.Target!.Id!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Assert.Equal(ids, cloud.Instances.Select(instance => instance.InstanceId!).Order(StringComparer.Ordinal));
        Assert.All(cloud.Instances, instance =>
        {
            World.Instance own = world.Instances[instance.InstanceId!];
            Assert.Equal((scenario.View.Instances[own.InstanceId].State, own.InstanceType, own.ImageId, own.SubnetId, own.AvailabilityZone), (instance.State!.Name!, instance.InstanceType!, instance.ImageId!, instance.SubnetId!, instance.Placement!.AvailabilityZone!));
            Assert.Equal(($"{own.PrivateIp}", own.PrivateDnsName, world.Vpc.VpcId), (instance.PrivateIpAddress!, instance.PrivateDnsName!, instance.VpcId!));
            Assert.Equal(own.LaunchTime.UtcDateTime, instance.LaunchTime!.Value, TimeSpan.FromSeconds(1));
            Assert.Equal(own.SecurityGroupIds, instance.SecurityGroups.Select(group => group.GroupId!));
            Assert.Equal(own.NetworkInterfaceIds, instance.NetworkInterfaces.Select(one => one.NetworkInterfaceId!));
            Assert.Equal(own.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (tag.Key, tag.Value)), instance.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => (tag.Key!, tag.Value!)));
        });
        Assert.Equal(ids.Select(id => (id, world.Instances[id].SystemStatus, world.Instances[id].InstanceStatus)), cloud.InstanceStatuses.OrderBy(status => status.InstanceId, StringComparer.Ordinal).Select(status => (status.InstanceId!, status.SystemStatus!.Status!, status.Status!.Status!)));

        (string Id, string? Group)[] members = [.. ids.Select(id => (id, scenario.View.Instances[id].Group)).Where(member => member.Group is not null)];
        Assert.Equal(members, cloud.AutoScalingInstances.OrderBy(member => member.InstanceId, StringComparer.Ordinal).Select(member => (member.InstanceId!, member.AutoScalingGroupName)));
        World.AutoScalingGroup[] groups = [.. members.Select(member => world.AutoScalingGroups[member.Group!]).Distinct().OrderBy(group => group.Name, StringComparer.Ordinal)];
        Assert.Equal(
            groups.Select(group => (group.Name, group.MinSize, group.MaxSize, group.DesiredCapacity, Arns: string.Join(' ', group.TargetGroupArns))),
            cloud.AutoScalingGroups.OrderBy(group => group.AutoScalingGroupName, StringComparer.Ordinal).Select(group => (group.AutoScalingGroupName!, group.MinSize!.Value, group.MaxSize!.Value, group.DesiredCapacity!.Value, Arns: string.Join(' ', group.TargetGroupARNs))));
        Assert.Equal(groups.SelectMany(group => group.Activities).Select(activity => activity.ActivityId).Order(StringComparer.Ordinal), cloud.ScalingActivities.Select(activity => activity.ActivityId!).Order(StringComparer.Ordinal));

        // Of the path's load balancers, and of its instances.
        World.NetworkInterface[] interfaces = [.. world.NetworkInterfaces.Values.Where(one => ids.Contains(one.InstanceId) || scenario.Addresses.Select(address => Front.Of(scenario, address)).OfType<Front>().Any(front => front.Balancer.Zones.Exists(zone => zone.NetworkInterfaceId == one.NetworkInterfaceId)))];
        Assert.Equal(
            interfaces.Select(one => (one.NetworkInterfaceId, one.SubnetId, one.AvailabilityZone, one.Description, PublicIp: one.PublicIp?.ToString(), Addresses: string.Join(' ', one.PrivateIpAddresses), Groups: string.Join(' ', one.SecurityGroupIds), one.SourceDestCheck)).OrderBy(one => one.NetworkInterfaceId, StringComparer.Ordinal),
            cloud.NetworkInterfaces.Select(one => (one.NetworkInterfaceId!, one.SubnetId!, one.AvailabilityZone!, one.Description!, PublicIp: one.Association?.PublicIp, Addresses: string.Join(' ', one.PrivateIpAddresses.Select(address => address.PrivateIpAddress)), Groups: string.Join(' ', one.Groups.Select(group => group.GroupId)), one.SourceDestCheck!.Value)).OrderBy(one => one.Item1, StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_network_is_there_with_every_rule_of_it(string name)
    {
        (MappedScenario scenario, CloudState cloud) = await OfAsync(name);
        World.CloudState world = scenario.World.Cloud;
        Assert.Equal((world.Vpc.VpcId, $"{world.Vpc.Cidr}"), cloud.Vpcs.Select(vpc => (vpc.VpcId!, vpc.CidrBlock!)).Single());
        Assert.Equal(
            world.Subnets.Values.Select(subnet => (subnet.SubnetId, subnet.AvailabilityZone, Cidr: $"{subnet.Cidr}")).OrderBy(subnet => subnet.SubnetId, StringComparer.Ordinal),
            cloud.Subnets.Select(subnet => (subnet.SubnetId!, subnet.AvailabilityZone!, Cidr: subnet.CidrBlock!)).OrderBy(subnet => subnet.Item1, StringComparer.Ordinal));
        Assert.Equal(
            world.SecurityGroups.Values.Select(group => (group.GroupId, group.GroupName, In: Rules(group.Ingress), Out: Rules(group.Egress))).OrderBy(group => group.GroupId, StringComparer.Ordinal),
            cloud.SecurityGroups.Select(group => (group.GroupId!, group.GroupName!, In: Rules(group.IpPermissions), Out: Rules(group.IpPermissionsEgress))).OrderBy(group => group.Item1, StringComparer.Ordinal));
        Assert.Equal(
            world.NetworkAcls.Values.Select(acl => (acl.NetworkAclId, acl.IsDefault, Subnets: string.Join(' ', world.Subnets.Values.Where(subnet => subnet.NetworkAclId == acl.NetworkAclId).Select(subnet => subnet.SubnetId).Order(StringComparer.Ordinal)),
                Entries: string.Join('\n', acl.Entries.Where(entry => entry.Number < 32767).Select(entry => $"{entry.Number} {entry.Egress} {(entry.Allow ? "allow" : "deny")} {entry.Protocol} {entry.Cidr} {entry.FromPort} {entry.ToPort}").Order(StringComparer.Ordinal)))).OrderBy(acl => acl.NetworkAclId, StringComparer.Ordinal),
            cloud.NetworkAcls.Select(acl => (acl.NetworkAclId!, acl.IsDefault!.Value, Subnets: string.Join(' ', acl.Associations.Select(association => association.SubnetId).Order(StringComparer.Ordinal)),
                Entries: string.Join('\n', acl.Entries.Where(entry => entry.RuleNumber < 32767).Select(entry => $"{entry.RuleNumber} {entry.Egress} {entry.RuleAction} {entry.Protocol} {entry.CidrBlock} {entry.PortRange?.From} {entry.PortRange?.To}").Order(StringComparer.Ordinal)))).OrderBy(acl => acl.Item1, StringComparer.Ordinal));
        Assert.Equal(
            world.RouteTables.Values.Select(table => (table.RouteTableId, Subnets: string.Join(' ', world.Subnets.Values.Where(subnet => subnet.RouteTableId == table.RouteTableId).Select(subnet => subnet.SubnetId).Order(StringComparer.Ordinal)),
                Routes: string.Join('\n', table.Routes.Select(route => $"{route.DestinationPrefixListId ?? $"{route.Destination}"} {route.Target} {(route.Blackhole ? "blackhole" : "active")}").Order(StringComparer.Ordinal)))).OrderBy(table => table.RouteTableId, StringComparer.Ordinal),
            cloud.RouteTables.Select(table => (table.RouteTableId!, Subnets: string.Join(' ', table.Associations.Select(association => association.SubnetId).OfType<string>().Order(StringComparer.Ordinal)),
                Routes: string.Join('\n', table.Routes.Select(route => $"{route.DestinationPrefixListId ?? route.DestinationCidrBlock} {route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId ?? route.VpcPeeringConnectionId ?? route.NetworkInterfaceId} {route.State}").Order(StringComparer.Ordinal)))).OrderBy(table => table.Item1, StringComparer.Ordinal));
    }

    private async Task<(MappedScenario, CloudState)> OfAsync(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        return (scenario, Assert.Single(scenario.Snapshot.Clouds));
    }

    private static string Values(Rule rule, string field) => string.Join(' ', rule.Conditions.Where(condition => condition.Field == field).SelectMany(condition => condition.HostHeaderConfig?.Values ?? condition.PathPatternConfig?.Values ?? condition.Values));

    private static string Rules(IEnumerable<World.SecurityGroupRule> rules) => Sorted(rules.Select(rule => $"{rule.Protocol} {rule.FromPort}-{rule.ToPort} {rule.GroupId ?? rule.PrefixListId ?? $"{rule.Cidr}"}"));

    private static string Rules(IEnumerable<IpPermission> permissions) => Sorted(permissions.SelectMany(permission => permission.IpRanges.Select(range => range.CidrIp)
        .Concat(permission.UserIdGroupPairs.Select(pair => pair.GroupId)).Concat(permission.PrefixListIds.Select(list => list.Id))
        .Select(peer => string.Create(CultureInfo.InvariantCulture, $"{permission.IpProtocol} {permission.FromPort}-{permission.ToPort} {peer}"))));

    private static string Sorted(IEnumerable<string> lines) => string.Join('\n', lines.Order(StringComparer.Ordinal));
}
