using System.Globalization;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using World = TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Aws.Tests;

/// <summary>Every read against the lab's AWS API, compared with the world behind it.</summary>
public class LabReadingTests
{
    [Theory]
    [InlineData("relay-node-fault")]
    [InlineData("relay-as-told")]
    [InlineData("x01-weighted-dead-group")]
    public async Task The_network_is_read_as_it_is(string scenario)
    {
        await using TlsPathLab lab = await StartAsync(scenario);
        Add(lab);
        using AwsConnection connection = TestAws.Connect(lab);
        using var reader = new AwsCloudReader(connection);

        IReadOnlyList<Vpc> vpcs = await All(reader.DescribeVpcsAsync([], default));
        IReadOnlyList<Subnet> subnets = await All(reader.DescribeSubnetsAsync([], default));
        IReadOnlyList<NetworkInterface> interfaces = await All(reader.DescribeNetworkInterfacesAsync([], default));
        IReadOnlyList<SecurityGroup> groups = await All(reader.DescribeSecurityGroupsAsync([], default));
        IReadOnlyList<NetworkAcl> acls = await All(reader.DescribeNetworkAclsAsync([], default));
        IReadOnlyList<RouteTable> tables = await All(reader.DescribeRouteTablesAsync([], default));
        IReadOnlyList<ManagedPrefixList> lists = await All(reader.DescribeManagedPrefixListsAsync(["pl-0123456789abcdef0"], default));
        IReadOnlyList<PrefixListEntry> entries = await All(reader.GetManagedPrefixListEntriesAsync("pl-0123456789abcdef0", default));
        await All(reader.DescribeVpcEndpointsAsync([], default));

        Assert.Equal(9, reader.RequestCount);
        lock (lab.World.Gate)
        {
            World.CloudState cloud = lab.World.Cloud;
            Assert.Equal([(cloud.Vpc.VpcId, cloud.Vpc.Cidr.ToString(), cloud.AccountId)], vpcs.Select(vpc => (vpc.VpcId!, vpc.CidrBlock!, vpc.OwnerId!)));
            Same(cloud.Subnets.Values.Select(item => (item.SubnetId, item.Cidr.ToString(), item.AvailabilityZone, item.AvailabilityZoneId, Text(item.Tags))),
                subnets.Select(item => (item.SubnetId!, item.CidrBlock!, item.AvailabilityZone!, item.AvailabilityZoneId!, Text(item.Tags))));
            Same(cloud.NetworkInterfaces.Values.Select(item => (item.NetworkInterfaceId, item.Description, item.InterfaceType, item.SubnetId, item.SourceDestCheck, string.Join(' ', item.PrivateIpAddresses),
                    item.PublicIp?.ToString(), string.Join(' ', item.SecurityGroupIds), item.InstanceId)),
                interfaces.Select(item => (item.NetworkInterfaceId!, item.Description!, item.InterfaceType!, item.SubnetId!, item.SourceDestCheck!.Value,
                    string.Join(' ', item.PrivateIpAddresses.Select(address => address.PrivateIpAddress)), item.Association?.PublicIp, string.Join(' ', item.Groups.Select(group => group.GroupId)), item.Attachment?.InstanceId)));
            Same(cloud.SecurityGroups.Values.Select(item => (item.GroupId, item.GroupName, item.Description, Rules(item.Ingress), Rules(item.Egress))),
                groups.Select(item => (item.GroupId!, item.GroupName!, item.Description!, Rules(item.IpPermissions), Rules(item.IpPermissionsEgress))));
            Same(cloud.NetworkAcls.Values.SelectMany(acl => acl.Entries.Where(entry => entry.Number < 32767).Select(entry =>
                    (acl.NetworkAclId, entry.Number, entry.Egress, entry.Allow ? "allow" : "deny", entry.Protocol, entry.Cidr.ToString(), entry.FromPort, entry.ToPort))),
                acls.SelectMany(acl => acl.Entries.Where(entry => entry.RuleNumber < 32767).Select(entry =>
                    (acl.NetworkAclId!, entry.RuleNumber!.Value, entry.Egress!.Value, entry.RuleAction!, entry.Protocol!, (entry.CidrBlock ?? entry.Ipv6CidrBlock)!, entry.PortRange?.From, entry.PortRange?.To))));
            Same(cloud.Subnets.Values.Select(subnet => (subnet.NetworkAclId, subnet.SubnetId)), acls.SelectMany(acl => acl.Associations.Select(item => (item.NetworkAclId!, item.SubnetId!))));
            Same(cloud.RouteTables.Values.SelectMany(table => table.Routes.Select(route => (table.RouteTableId, route.DestinationPrefixListId ?? route.Destination.ToString(), route.Target, route.Blackhole ? "blackhole" : "active"))),
                tables.SelectMany(table => table.Routes.Select(route => (table.RouteTableId!, (route.DestinationPrefixListId ?? route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock)!,
                    (route.GatewayId ?? route.NatGatewayId ?? route.TransitGatewayId ?? route.NetworkInterfaceId)!, route.State!))));
            Assert.Equal("offices", lists.Single().PrefixListName);
            Assert.Equal(["10.8.0.0/16", "10.9.0.0/16"], entries.Select(entry => entry.Cidr).Order());
        }
    }

    [Theory]
    [InlineData("relay-node-fault")]
    [InlineData("relay-as-told")]
    [InlineData("x01-weighted-dead-group")]
    public async Task Load_balancers_are_read_as_they_are(string scenario)
    {
        await using TlsPathLab lab = await StartAsync(scenario);
        using AwsConnection connection = TestAws.Connect(lab);
        using var reader = new AwsCloudReader(connection);

        IReadOnlyList<LoadBalancer> balancers = await All(reader.DescribeLoadBalancersAsync([], [], default));
        IReadOnlyList<TargetGroup> groups = await All(reader.DescribeTargetGroupsAsync(null, [], default));
        Assert.Equal(2, reader.RequestCount);
        foreach (LoadBalancer balancer in balancers)
        {
            string arn = balancer.LoadBalancerArn!;
            IReadOnlyList<LoadBalancerAttribute> attributes = await All(reader.DescribeLoadBalancerAttributesAsync(arn, default));
            IReadOnlyList<Listener> listeners = await All(reader.DescribeListenersAsync(arn, default));
            IReadOnlyList<TargetGroup> own = await All(reader.DescribeTargetGroupsAsync(arn, [], default));
            var rules = new List<Rule>();
            foreach (Listener listener in listeners)
                rules.AddRange(await All(reader.DescribeRulesAsync(listener.ListenerArn!, default)));
            IReadOnlyList<TagDescription> tags = await All(reader.DescribeTagsAsync([arn], default));
            lock (lab.World.Gate)
            {
                World.LoadBalancer real = lab.World.Cloud.LoadBalancers[arn];
                Assert.Equal((real.Name, real.Type, real.Scheme, real.DnsName, real.State), (balancer.LoadBalancerName, balancer.Type, balancer.Scheme, balancer.DNSName, balancer.State?.Code));
                Same(real.Zones.Select(zone => (zone.ZoneName, zone.SubnetId)), balancer.AvailabilityZones.Select(zone => (zone.ZoneName!, zone.SubnetId!)));
                Assert.Equal(real.SecurityGroupIds, balancer.SecurityGroups);
                Assert.All(real.Attributes, pair => Assert.Equal(pair.Value, attributes.Single(attribute => attribute.Key == pair.Key).Value));
                Assert.Contains(attributes, attribute => attribute.Key == "load_balancing.cross_zone.enabled");
                Same(real.Listeners.Select(item => (item.Arn, item.Port, item.Protocol, item.SslPolicy, item.CertificateArn, string.Join(' ', item.AlpnPolicy))),
                    listeners.Select(item => (item.ListenerArn!, item.Port!.Value, item.Protocol!, item.SslPolicy, item.Certificates.FirstOrDefault()?.CertificateArn, string.Join(' ', item.AlpnPolicy))));
                Same(real.Listeners.SelectMany(item => item.Rules).Select(rule => (rule.Priority, string.Join(' ', rule.HostHeaders), string.Join(' ', rule.PathPatterns),
                        string.Join(' ', rule.Forward.Select(group => $"{group.TargetGroupArn}={group.Weight}")), rule.FixedResponse?.StatusCode.ToString(CultureInfo.InvariantCulture))),
                    rules.Select(rule => (rule.Priority!, Condition(rule, "host-header"), Condition(rule, "path-pattern"),
                        string.Join(' ', rule.Actions.SelectMany(action => action.ForwardConfig?.TargetGroups ?? []).Select(group => $"{group.TargetGroupArn}={group.Weight ?? 1}")),
                        rule.Actions.Select(action => action.FixedResponseConfig?.StatusCode).FirstOrDefault(code => code is not null))));
                Same(lab.World.Cloud.TargetGroups.Values.Where(group => group.LoadBalancerArns.Contains(arn)).Select(group => group.Arn), own.Select(group => group.TargetGroupArn!));
                Assert.Equal(Text(real.Tags), Text(tags.Single().Tags));
            }
        }

        foreach (TargetGroup group in groups)
        {
            string arn = group.TargetGroupArn!;
            IReadOnlyList<TargetHealthDescription> targets = await All(reader.DescribeTargetHealthAsync(arn, default));
            IReadOnlyList<TargetGroupAttribute> attributes = await All(reader.DescribeTargetGroupAttributesAsync(arn, default));
            lock (lab.World.Gate)
            {
                World.TargetGroup real = lab.World.Cloud.TargetGroups[arn];
                Assert.Equal((real.Name, real.Protocol, real.Port, real.TargetType), (group.TargetGroupName, group.Protocol, group.Port, group.TargetType));
                Assert.Equal((real.HealthCheck.Protocol, real.HealthCheck.Port, real.HealthCheck.ShownIntervalSeconds, real.HealthCheck.UnhealthyThreshold),
                    (group.HealthCheckProtocol, group.HealthCheckPort, group.HealthCheckIntervalSeconds, group.UnhealthyThresholdCount));
                Same(real.Targets.Select(target => (target.Id, target.Port, target.State)), targets.Select(target => (target.Target!.Id!, target.Target.Port!.Value, target.TargetHealth!.State!)));
                Assert.All(real.Attributes, pair => Assert.Equal(pair.Value, attributes.Single(attribute => attribute.Key == pair.Key).Value));
            }
        }

        lock (lab.World.Gate)
        {
            Same(lab.World.Cloud.LoadBalancers.Keys, balancers.Select(balancer => balancer.LoadBalancerArn!));
            Same(lab.World.Cloud.TargetGroups.Keys, groups.Select(group => group.TargetGroupArn!));
        }
    }

    [Theory]
    [InlineData("relay-node-fault")]
    [InlineData("x08-impaired-hardware")]
    public async Task Instances_groups_and_evidence_are_read_as_they_are(string scenario)
    {
        await using TlsPathLab lab = await StartAsync(scenario);
        using AwsConnection connection = TestAws.Connect(lab);
        using var reader = new AwsCloudReader(connection);

        IReadOnlyList<Instance> instances = await All(reader.DescribeInstancesAsync([], [], default));
        string[] ids = [.. instances.Select(instance => instance.InstanceId!)];
        IReadOnlyList<InstanceStatus> statuses = await All(reader.DescribeInstanceStatusAsync(ids, default));
        IReadOnlyList<AutoScalingInstanceDetails> memberships = await All(reader.DescribeAutoScalingInstancesAsync(ids, default));
        IReadOnlyList<AutoScalingGroup> groups = await All(reader.DescribeAutoScalingGroupsAsync([], default));
        IReadOnlyList<InstanceTypeInfo> types = await All(reader.DescribeInstanceTypesAsync([.. instances.Select(instance => instance.InstanceType!)], default));
        ConsoleOutput console = (await All(reader.GetConsoleOutputAsync(ids[0], latest: false, default))).Single();
        CallerIdentity caller = (await All(reader.GetCallerIdentityAsync(default))).Single();
        Assert.Equal(7, reader.RequestCount);
        string cluster = (await All(reader.ListClustersAsync(default))).Single();
        EksCluster eks = (await All(reader.DescribeClusterAsync(cluster, default))).Single();
        foreach (AutoScalingGroup group in groups)
            await All(reader.DescribeScalingActivitiesAsync(group.AutoScalingGroupName!, default));

        lock (lab.World.Gate)
        {
            World.CloudState cloud = lab.World.Cloud;
            Same(cloud.Instances.Values.Select(item => (item.InstanceId, item.ImageId, item.InstanceType, item.State, item.SubnetId, item.AvailabilityZone, item.PrivateIp.ToString(), item.PrivateDnsName,
                    string.Join(' ', item.NetworkInterfaceIds), string.Join(' ', item.SecurityGroupIds), Text(item.Tags), Seconds(item.LaunchTime.UtcDateTime))),
                instances.Select(item => (item.InstanceId!, item.ImageId!, item.InstanceType!, item.State!.Name!, item.SubnetId!, item.Placement!.AvailabilityZone!, item.PrivateIpAddress!, item.PrivateDnsName!,
                    string.Join(' ', item.NetworkInterfaces.Select(eni => eni.NetworkInterfaceId)), string.Join(' ', item.SecurityGroups.Select(group => group.GroupId)), Text(item.Tags), Seconds(item.LaunchTime!.Value))));
            Same(cloud.Instances.Values.Select(item => (item.InstanceId, item.SystemStatus, item.InstanceStatus)), statuses.Select(item => (item.InstanceId!, item.SystemStatus!.Status!, item.Status!.Status!)));
            Same(cloud.AutoScalingGroups.Values.SelectMany(group => group.Members.Select(member => (group.Name, member.InstanceId, member.LifecycleState, member.HealthStatus.ToUpperInvariant()))),
                memberships.Select(item => (item.AutoScalingGroupName!, item.InstanceId!, item.LifecycleState!, item.HealthStatus!.ToUpperInvariant())));
            Same(cloud.AutoScalingGroups.Values.Select(group => (group.Name, group.MinSize, group.MaxSize, group.DesiredCapacity, string.Join(' ', group.TargetGroupArns), group.Members.Count, Text(group.Tags))),
                groups.Select(item => (item.AutoScalingGroupName!, item.MinSize!.Value, item.MaxSize!.Value, item.DesiredCapacity!.Value, string.Join(' ', item.TargetGroupARNs), item.Instances.Length,
                    string.Join(' ', item.Tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal)))));
            Assert.Equal(cloud.Instances[ids[0]].ConsoleOutput, console.Output);
            Assert.All(types, type => Assert.True(type.NetworkInfo is { MaximumNetworkInterfaces: > 0, Ipv4AddressesPerInterface: > 0 } && type.MemoryInfo?.SizeInMiB > 0 && type.VCpuInfo?.DefaultVCpus > 0));
            Assert.Equal(instances.Select(instance => instance.InstanceType).Distinct().Order(), types.Select(type => type.InstanceType).Order());
            Assert.Equal(cloud.AccountId, caller.Account);
            World.EksCluster real = cloud.EksClusters[cluster];
            Assert.Equal((real.Arn, real.Version, real.Endpoint, real.AuthenticationMode, cloud.Vpc.VpcId), (eks.Arn, eks.Version, eks.Endpoint, eks.AccessConfig?.AuthenticationMode, eks.ResourcesVpcConfig?.VpcId));
            Assert.Equal(real.CertificateAuthorityPem, System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(eks.CertificateAuthority!.Data!)));
            Assert.Equal(Seconds(real.CreatedAt.UtcDateTime), Seconds(eks.CreatedAt!.Value));
        }
    }

    [Fact]
    public async Task Metrics_and_the_trail_are_read_as_they_are()
    {
        await using TlsPathLab lab = await StartAsync("relay-node-fault");
        DateTimeOffset now = lab.World.Now;
        for (int minute = 1; minute < 4; minute++)
            lab.World.Cloud.Metrics.Observe("AWS/Test", "Hosts", [("Zone", "a"), ("Group", "g")], now.AddMinutes(-minute), minute);
        lock (lab.World.Gate)
        {
            lab.World.Cloud.Trail.Add(new World.TrailEvent("e1", "RevokeSecurityGroupIngress", "ec2.amazonaws.com", now.AddMinutes(-2), "me", ReadOnly: false, [("AWS::EC2::SecurityGroup", "sg-1")],
                """{"userIdentity":{"arn":"arn:aws:iam::1:user/me","accessKeyId":"AKIA"},"sourceIPAddress":"192.0.2.1","errorCode":"Client.DryRunOperation"}"""));
        }

        using AwsConnection connection = TestAws.Connect(lab);
        using var reader = new AwsCloudReader(connection);
        IReadOnlyList<MetricDataResult> metrics = await All(reader.GetMetricDataAsync(
            [new("hosts", "AWS/Test", "Hosts", "Maximum", 60, new MetricDimension("Group", "g"), new MetricDimension("Zone", "a")), new("none", "AWS/Test", "Nothing", "Sum", 60)],
            now.UtcDateTime.AddMinutes(-10), now.UtcDateTime.AddMinutes(1), default));
        TrailEvent item = (await All(reader.LookupEventsAsync(new TrailLookup("ResourceName", "sg-1"), now.UtcDateTime.AddHours(-1), now.UtcDateTime.AddMinutes(1), 1000, default))).Single();

        Assert.Equal([1.0, 2.0, 3.0], metrics.Single(result => result.Id == "hosts").Values.Order());
        Assert.Empty(metrics.Single(result => result.Id == "none").Values);
        Assert.Equal(("e1", "RevokeSecurityGroupIngress", "sg-1", "192.0.2.1", "arn:aws:iam::1:user/me", "Client.DryRunOperation"),
            (item.EventId, item.EventName, item.Resources.Single().ResourceName, item.SourceIPAddress, item.UserIdentityArn, item.ErrorCode));
        Assert.Equal(Seconds(now.UtcDateTime.AddMinutes(-2)), Seconds(item.EventTime!.Value));
    }

    [Fact]
    public async Task Small_pages_bring_the_same_in_more_requests()
    {
        await using TlsPathLab lab = await StartAsync("relay-node-fault");
        using AwsConnection connection = TestAws.Connect(lab);
        using var whole = new AwsCloudReader(connection);
        using var paged = new AwsCloudReader(connection);
        IReadOnlyList<NetworkInterface> interfaces = await All(whole.DescribeNetworkInterfacesAsync([], default));
        IReadOnlyList<SecurityGroup> groups = await All(whole.DescribeSecurityGroupsAsync([], default));
        lab.World.Apis.Aws = lab.World.Apis.Aws with { PageSize = 1 };

        IReadOnlyList<NetworkInterface> interfacesAgain = await All(paged.DescribeNetworkInterfacesAsync([], default));
        IReadOnlyList<SecurityGroup> groupsAgain = await All(paged.DescribeSecurityGroupsAsync([], default));

        Assert.Equal(2, whole.RequestCount);
        Assert.True(interfaces.Count > 1);
        Assert.Equal(interfaces.Count + groups.Count, paged.RequestCount);
        Assert.Equal(interfaces.Select(item => item.NetworkInterfaceId), interfacesAgain.Select(item => item.NetworkInterfaceId));
        Assert.Equal(groups.Select(item => item.GroupId), groupsAgain.Select(item => item.GroupId));
    }

    [Fact]
    public async Task What_is_gone_or_denied_is_a_gap_beside_the_rest()
    {
        await using TlsPathLab lab = await StartAsync("relay-node-fault");
        using AwsConnection connection = TestAws.Connect(lab);
        using var reader = new AwsCloudReader(connection, "123456789012");
        string[] ids = [.. (await All(reader.DescribeInstancesAsync([], [], default))).Select(instance => instance.InstanceId!)];
        string arn = (await All(reader.DescribeTargetGroupsAsync(null, [], default)))[0].TargetGroupArn!;
        string gone = arn[..arn.LastIndexOf('/')] + "/0123456789abcdef";

        Reading<Instance> instances = await reader.DescribeInstancesAsync([.. ids, "i-0123456789abcdef0", "i-0fedcba9876543210"], [], default);
        Reading<InstanceStatus> statuses = await reader.DescribeInstanceStatusAsync(["i-0123456789abcdef0", .. ids], default);
        Reading<TargetHealthDescription> health = await reader.DescribeTargetHealthAsync(gone, default);
        Reading<TagDescription> tags = await reader.DescribeTagsAsync([arn, gone], default);
        Reading<TargetGroup> groups = await reader.DescribeTargetGroupsAsync(null, [gone, arn], default);
        Reading<LoadBalancer> balancers = await reader.DescribeLoadBalancersAsync([], ["no-such"], default);
        Reading<EksCluster> cluster = await reader.DescribeClusterAsync("no such/cluster", default);
        lab.World.Apis.Aws = lab.World.Apis.Aws with { Deny = ["ec2:DescribeNetworkAcls"] };
        Reading<NetworkAcl> acls = await reader.DescribeNetworkAclsAsync([], default);

        Assert.Equal(ids.Order(), instances.Items.Select(instance => instance.InstanceId!).Order());
        Assert.Equal((GapKind.NotFound, "i-0123456789abcdef0, i-0fedcba9876543210", ids.Length), (instances.Gap!.Kind, instances.Gap.Resource, instances.Gap.ItemsRead));
        Assert.Equal((GapKind.NotFound, ids.Length), (statuses.Gap!.Kind, statuses.Items.Count));
        Assert.Equal((GapKind.NotFound, gone), (health.Gap!.Kind, health.Gap.Resource));
        Assert.Equal((GapKind.NotFound, gone, arn), (tags.Gap!.Kind, tags.Gap.Resource, tags.Items.Single().ResourceArn));
        Assert.Equal((GapKind.NotFound, gone, arn), (groups.Gap!.Kind, groups.Gap.Resource, groups.Items.Single().TargetGroupArn));
        Assert.Equal((GapKind.NotFound, "no-such"), (balancers.Gap!.Kind, balancers.Gap.Resource));
        Assert.Equal(GapKind.NotFound, cluster.Gap!.Kind);
        Assert.Equal((GapKind.Denied, "ec2:DescribeNetworkAcls", "123456789012/" + lab.Region), (acls.Gap!.Kind, acls.Gap.Operation, acls.Gap.Source));
    }

    private static Task<TlsPathLab> StartAsync(string scenario) => TlsPathLab.StartAsync(ScenarioFile.Load(scenario), new LabOptions { WriteFiles = false, HighPorts = true });

    private static async Task<IReadOnlyList<T>> All<T>(Task<Reading<T>> reading)
    {
        Reading<T> read = await reading;
        Assert.Null(read.Gap);
        return read.Items;
    }

    // What the shipped worlds do not have.
    private static void Add(TlsPathLab lab)
    {
        lock (lab.World.Gate)
        {
            World.CloudState cloud = lab.World.Cloud;
            cloud.PrefixLists["pl-0123456789abcdef0"] = new World.PrefixList { PrefixListId = "pl-0123456789abcdef0", Name = "offices", Entries = [World.Cidr.Parse("10.9.0.0/16"), World.Cidr.Parse("10.8.0.0/16")] };
            cloud.SecurityGroups.Values.First().Ingress.AddRange(
            [
                new World.SecurityGroupRule("tcp", 443, 443, PrefixListId: "pl-0123456789abcdef0", Description: "offices"), new World.SecurityGroupRule("tcp", 8443, 8444, World.Cidr.Parse("2001:db8::/32")),
                new World.SecurityGroupRule("-1", null, null, GroupId: cloud.SecurityGroups.Keys.First()),
            ]);
            cloud.RouteTables.Values.First().Routes.AddRange(
            [
                new World.Route(World.Cidr.Parse("192.168.0.0/16"), "tgw-0123456789abcdef0"), new World.Route(World.Cidr.Parse("10.7.0.0/16"), "nat-0123456789abcdef0", Blackhole: true),
                new World.Route(default, cloud.Vpc.InternetGatewayId, DestinationPrefixListId: "pl-0123456789abcdef0"),
            ]);
            cloud.NetworkAcls.Values.First().Entries.Add(new World.NetworkAclEntry(200, Egress: false, Allow: false, "6", World.Cidr.Any, 1024, 65535));
        }
    }

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Assert.Equal(expected.Order(), actual.Order());

    private static string Text(IReadOnlyDictionary<string, string> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    private static string Text(IEnumerable<Tag> tags) => string.Join(' ', tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    private static long Seconds(DateTime time) => time.Ticks / TimeSpan.TicksPerSecond;

    private static string Condition(Rule rule, string field) => string.Join(' ', rule.Conditions.Where(condition => condition.Field == field).SelectMany(condition => condition.Values));

    private static string Rules(IEnumerable<World.SecurityGroupRule> rules) => string.Join(' ', rules.Select(rule =>
        $"{rule.Protocol}:{rule.FromPort}-{rule.ToPort}:{rule.Cidr?.ToString() ?? rule.GroupId ?? rule.PrefixListId}:{rule.Description}").Order(StringComparer.Ordinal));

    private static string Rules(IEnumerable<IpPermission> permissions) => string.Join(' ', permissions.SelectMany(permission => permission.IpRanges.Select(range => (range.CidrIp, range.Description))
        .Concat(permission.Ipv6Ranges.Select(range => (CidrIp: range.CidrIpv6, range.Description))).Concat(permission.UserIdGroupPairs.Select(pair => (CidrIp: pair.GroupId, pair.Description)))
        .Concat(permission.PrefixListIds.Select(list => (CidrIp: list.Id, list.Description)))
        .Select(peer => $"{permission.IpProtocol}:{permission.FromPort}-{permission.ToPort}:{peer.CidrIp}:{peer.Description}")).Order(StringComparer.Ordinal));
}
