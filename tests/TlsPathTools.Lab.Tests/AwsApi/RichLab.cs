using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>A lab in which everything that an answer can hold is somewhere, and a call of every operation.</summary>
internal static class RichLab
{
    public const string NodeA = "i-0aaaaaaaaaaaaaaaa";
    public const string NodeB = "i-0bbbbbbbbbbbbbbbb";

    /// <summary>Starts it.</summary>
    public static AwsLab Start(LabTimings? timings = null)
    {
        AwsLab lab = AwsLab.Start(Worlds.TwoNodes with { Timings = timings ?? Worlds.TwoNodes.Timings });
        CloudState cloud = lab.Cloud;
        TargetGroup nodes = cloud.TargetGroups.Values.First();
        LoadBalancer front = cloud.LoadBalancers.Values.First();
        nodes.Targets[1].State = "unhealthy";
        nodes.Targets[1].Reason = "Target.FailedHealthChecks";
        nodes.Targets[1].Description = "Health checks failed";
        Instance instance = cloud.Instances[NodeB];
        instance.SystemStatus = "impaired";
        var gone = new Instance
        {
            InstanceId = "i-0cccccccccccccccc", ImageId = instance.ImageId, InstanceType = "m5.large", SubnetId = instance.SubnetId, AvailabilityZone = instance.AvailabilityZone,
            PrivateIp = IPAddress.Parse("127.16.2.99"), PrivateDnsName = "gone", LaunchTime = lab.World.Start, State = "terminated", ConsoleOutput = "Linux version 6.1\n",
        };
        cloud.Instances.Add(gone.InstanceId, gone);
        cloud.PrefixLists["pl-0123456789abcdef0"] = new PrefixList { PrefixListId = "pl-0123456789abcdef0", Name = "offices", Entries = [Cidr.Parse("10.9.0.0/16"), Cidr.Parse("10.8.0.0/16")] };
        cloud.SecurityGroups.Values.First().Ingress.AddRange(
        [
            new SecurityGroupRule("tcp", 443, 443, PrefixListId: "pl-0123456789abcdef0", Description: "offices"), new SecurityGroupRule("tcp", 443, 443, Cidr.Parse("2001:db8::/32")),
            new SecurityGroupRule("-1", null, null, GroupId: cloud.SecurityGroups.Keys.First()), new SecurityGroupRule("icmp", null, null, Cidr.Any),
        ]);
        cloud.RouteTables.Values.First().Routes.AddRange(
        [
            new Route(Cidr.Parse("192.168.0.0/16"), "tgw-0123456789abcdef0"), new Route(Cidr.Parse("10.7.0.0/16"), "nat-0123456789abcdef0", Blackhole: true),
            new Route(Cidr.Parse("::/0"), cloud.Vpc.InternetGatewayId), new Route(default, cloud.Vpc.InternetGatewayId, DestinationPrefixListId: "pl-0123456789abcdef0"),
            new Route(Cidr.Parse("10.6.0.0/16"), instance.NetworkInterfaceIds[0]),
        ]);
        cloud.NetworkAcls.Values.First().Entries.AddRange([new NetworkAclEntry(200, Egress: false, Allow: true, "6", Cidr.Any, 1024, 65535), new NetworkAclEntry(210, Egress: false, Allow: false, "1", Cidr.Any)]);
        AddApplicationLoadBalancer(cloud, front, nodes);
        AutoScalingGroup workers = cloud.AutoScalingGroups["workers"];
        workers.SuspendedProcesses.Add("AZRebalance");
        (workers.MinSize, workers.MaxSize) = (0, 5);
        for (int minute = 1; minute < 4; minute++)
            cloud.Metrics.Observe("AWS/NetworkELB", "HealthyHostCount", [("LoadBalancer", "net/front/1"), ("AvailabilityZone", "eu-west-2a")], lab.World.Now.AddMinutes(-minute), minute);
        return lab;
    }

    /// <summary>What botocore calls the service of a signing name.</summary>
    public static string ClientOf(string signingName) => signingName switch { "elasticloadbalancing" => "elbv2", "monitoring" => "cloudwatch", _ => signingName };

    /// <summary>A call of every operation, what changes things last.</summary>
    public static IEnumerable<(string Service, string Operation, JsonObject Parameters)> Calls(AwsLab lab)
    {
        CloudState cloud = lab.Cloud;
        const string elb = "elasticloadbalancing";
        LoadBalancer front = cloud.LoadBalancers.Values.First();
        LoadBalancer site = cloud.LoadBalancers.Values.Last();
        TargetGroup nodes = cloud.TargetGroups.Values.First();
        foreach (string name in new[]
        {
            "DescribeInstances", "DescribeInstanceTypes", "DescribeNetworkInterfaces", "DescribeVpcs", "DescribeSubnets", "DescribeAvailabilityZones", "DescribeVpcEndpoints",
            "DescribeRouteTables", "DescribeNetworkAcls", "DescribeSecurityGroups", "DescribeManagedPrefixLists",
        })
        {
            yield return ("ec2", name, []);
        }

        yield return ("ec2", "DescribeInstanceStatus", new() { ["IncludeAllInstances"] = true });
        yield return ("ec2", "GetConsoleOutput", new() { ["InstanceId"] = "i-0cccccccccccccccc" });
        yield return ("ec2", "GetManagedPrefixListEntries", new() { ["PrefixListId"] = "pl-0123456789abcdef0" });
        foreach (LoadBalancer loadBalancer in new[] { front, site })
        {
            string listener = loadBalancer.Listeners[0].Arn;
            yield return (elb, "DescribeLoadBalancerAttributes", new() { ["LoadBalancerArn"] = loadBalancer.Arn });
            yield return (elb, "DescribeListeners", new() { ["LoadBalancerArn"] = loadBalancer.Arn });
            yield return (elb, "DescribeListenerAttributes", new() { ["ListenerArn"] = listener });
            yield return (elb, "DescribeListenerCertificates", new() { ["ListenerArn"] = listener });
            yield return (elb, "DescribeRules", new() { ["ListenerArn"] = listener });
        }

        yield return (elb, "DescribeLoadBalancers", []);
        yield return (elb, "DescribeTargetGroups", []);
        foreach (TargetGroup group in cloud.TargetGroups.Values)
        {
            yield return (elb, "DescribeTargetGroupAttributes", new() { ["TargetGroupArn"] = group.Arn });
            yield return (elb, "DescribeTargetHealth", new() { ["TargetGroupArn"] = group.Arn });
        }

        yield return (elb, "DescribeTags", new() { ["ResourceArns"] = new JsonArray(front.Arn, nodes.Arn, front.Listeners[0].Arn, site.Listeners[0].Rules[0].Arn) });
        foreach (string name in new[] { "DescribeAutoScalingGroups", "DescribeAutoScalingInstances", "DescribeTags" })
            yield return ("autoscaling", name, []);
        yield return ("eks", "ListClusters", []);
        yield return ("eks", "DescribeCluster", new() { ["name"] = "lab" });
        yield return ("sts", "GetCallerIdentity", []);
        yield return ("sts", "AssumeRole", new() { ["RoleArn"] = "arn:aws:iam::123456789012:role/ops/reader", ["RoleSessionName"] = "me" });
        yield return ("sts", "AssumeRoleWithWebIdentity", new()
        {
            ["RoleArn"] = "arn:aws:iam::123456789012:role/reader", ["RoleSessionName"] = "me",
            ["WebIdentityToken"] = $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"sub\":\"s\",\"iss\":\"https://issuer\",\"aud\":[\"sts\"]}")).TrimEnd('=')}.x",
        });
        yield return ("monitoring", "ListMetrics", []);
        yield return ("monitoring", "GetMetricData", MetricData(lab));
        foreach ((string, string, JsonObject) change in Changes(cloud, nodes, front))
            yield return change;
        yield return ("autoscaling", "DescribeScalingActivities", []);
        yield return ("cloudtrail", "LookupEvents", []);
        yield return ("ec2", "DescribeInstances", []);
    }

    /// <summary>A question for the metric that the lab has.</summary>
    public static JsonObject MetricData(AwsLab lab, int? maxDatapoints = null)
    {
        var asked = new JsonObject
        {
            ["StartTime"] = lab.World.Now.AddMinutes(-10).ToString("o", CultureInfo.InvariantCulture),
            ["EndTime"] = lab.World.Now.AddMinutes(1).ToString("o", CultureInfo.InvariantCulture),
            ["MetricDataQueries"] = new JsonArray(new JsonObject
            {
                ["Id"] = "healthy",
                ["MetricStat"] = new JsonObject
                {
                    ["Period"] = 60,
                    ["Stat"] = "Average",
                    ["Metric"] = new JsonObject
                    {
                        ["Namespace"] = "AWS/NetworkELB",
                        ["MetricName"] = "HealthyHostCount",
                        ["Dimensions"] = new JsonArray(
                            new JsonObject { ["Name"] = "LoadBalancer", ["Value"] = "net/front/1" }, new JsonObject { ["Name"] = "AvailabilityZone", ["Value"] = "eu-west-2a" }),
                    },
                },
            }),
        };
        if (maxDatapoints is { } number)
            asked["MaxDatapoints"] = number;
        return asked;
    }

    private static IEnumerable<(string Service, string Operation, JsonObject Parameters)> Changes(CloudState cloud, TargetGroup nodes, LoadBalancer front)
    {
        const string elb = "elasticloadbalancing";
        string table = cloud.RouteTables.Keys.First();
        string acl = cloud.NetworkAcls.Keys.First();
        string group = cloud.SecurityGroups.Keys.First();
        static JsonArray Permission() => [new JsonObject
        {
            ["IpProtocol"] = "tcp", ["FromPort"] = 32080, ["ToPort"] = 32080,
            ["IpRanges"] = new JsonArray(new JsonObject { ["CidrIp"] = "10.5.0.0/16", ["Description"] = "test" }), ["UserIdGroupPairs"] = new JsonArray(new JsonObject { ["GroupId"] = "sg-0nodes" }),
        }];
        yield return ("ec2", "CreateRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "10.4.0.0/16", ["GatewayId"] = cloud.Vpc.InternetGatewayId });
        yield return ("ec2", "ReplaceRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "10.4.0.0/16", ["TransitGatewayId"] = "tgw-0123456789abcdef0" });
        yield return ("ec2", "DeleteRoute", new() { ["RouteTableId"] = table, ["DestinationCidrBlock"] = "10.4.0.0/16" });
        foreach (string name in new[] { "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress" })
            yield return ("ec2", name, new() { ["GroupId"] = group, ["IpPermissions"] = Permission() });
        foreach (string name in new[] { "CreateNetworkAclEntry", "ReplaceNetworkAclEntry" })
        {
            yield return ("ec2", name, new()
            {
                ["NetworkAclId"] = acl, ["RuleNumber"] = 50, ["Protocol"] = "6", ["RuleAction"] = "deny", ["Egress"] = false, ["CidrBlock"] = "10.5.0.0/16",
                ["PortRange"] = new JsonObject { ["From"] = 443, ["To"] = 443 },
            });
        }

        yield return ("ec2", "DeleteNetworkAclEntry", new() { ["NetworkAclId"] = acl, ["RuleNumber"] = 50, ["Egress"] = false });
        static JsonArray Target() => [new JsonObject { ["Id"] = NodeA }];
        yield return (elb, "DeregisterTargets", new() { ["TargetGroupArn"] = nodes.Arn, ["Targets"] = Target() });
        yield return (elb, "RegisterTargets", new() { ["TargetGroupArn"] = nodes.Arn, ["Targets"] = Target() });
        yield return (elb, "ModifyTargetGroup", new() { ["TargetGroupArn"] = nodes.Arn, ["HealthCheckPort"] = "10256", ["HealthCheckIntervalSeconds"] = 10 });
        yield return (elb, "ModifyTargetGroupAttributes", new() { ["TargetGroupArn"] = nodes.Arn, ["Attributes"] = Attribute("load_balancing.cross_zone.enabled", "true") });
        yield return (elb, "ModifyLoadBalancerAttributes", new() { ["LoadBalancerArn"] = front.Arn, ["Attributes"] = Attribute("load_balancing.cross_zone.enabled", "true") });
        yield return (elb, "CreateListener", new()
        {
            ["LoadBalancerArn"] = front.Arn, ["Port"] = front.Listeners[0].Port, ["Protocol"] = "TCP",
            ["DefaultActions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = nodes.Arn }),
        });
        static JsonArray Attribute(string key, string value) => [new JsonObject { ["Key"] = key, ["Value"] = value }];
        yield return ("autoscaling", "CreateOrUpdateTags", new()
        {
            ["Tags"] = new JsonArray(new JsonObject { ["ResourceId"] = "workers", ["ResourceType"] = "auto-scaling-group", ["Key"] = "k", ["Value"] = "v", ["PropagateAtLaunch"] = true }),
        });
        yield return ("autoscaling", "SetInstanceHealth", new() { ["InstanceId"] = NodeA, ["HealthStatus"] = "Healthy" });
        foreach (string name in new[] { "SuspendProcesses", "ResumeProcesses" })
            yield return ("autoscaling", name, new() { ["AutoScalingGroupName"] = "workers", ["ScalingProcesses"] = new JsonArray("Launch") });
        yield return ("autoscaling", "EnterStandby", new() { ["AutoScalingGroupName"] = "workers", ["InstanceIds"] = new JsonArray(NodeA), ["ShouldDecrementDesiredCapacity"] = true });
        cloud.AutoScalingGroups["workers"].Members[0].LifecycleState = "Standby";
        yield return ("autoscaling", "ExitStandby", new() { ["AutoScalingGroupName"] = "workers", ["InstanceIds"] = new JsonArray(NodeA) });
        yield return ("autoscaling", "TerminateInstanceInAutoScalingGroup", new() { ["InstanceId"] = NodeA, ["ShouldDecrementDesiredCapacity"] = false });
        yield return ("ec2", "TerminateInstances", new() { ["InstanceIds"] = new JsonArray(NodeB) });
    }

    // An application load balancer with everything that a rule can have.
    private static void AddApplicationLoadBalancer(CloudState cloud, LoadBalancer front, TargetGroup nodes)
    {
        const string id = "app/site/0123456789abcdef";
        string arn = $"arn:aws:elasticloadbalancing:{cloud.Region}:{cloud.AccountId}:loadbalancer/{id}";
        string listener = arn.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal) + "/1111111111111111";
        string rule = listener.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal);
        string groupArn = nodes.Arn.Replace("/nodes/", "/pages/", StringComparison.Ordinal);
        cloud.TargetGroups.Add(groupArn, new TargetGroup
        {
            Arn = groupArn, Name = "pages", Protocol = "HTTP", Port = 8080, TargetType = "ip", HealthCheck = new HealthCheck { Protocol = "HTTP", Port = "traffic-port" },
            Targets = { new TargetRegistration { Id = "127.16.1.77", Port = 8080, AvailabilityZone = "eu-west-2a", State = "healthy" } },
        });
        var site = new LoadBalancer
        {
            Arn = arn, Name = "site", Type = "application", Scheme = "internal", DnsName = "internal-site-1.eu-west-2.elb.amazonaws.com", CreatedTime = front.CreatedTime,
            SecurityGroupIds = ["sg-0nodes"], Tags = { ["ingress.k8s.aws/stack"] = "shop/web" },
        };
        site.Zones.Add(new LoadBalancerZone
        {
            ZoneName = "eu-west-2a", SubnetId = "subnet-0a", NetworkInterfaceId = "eni-0123456789abcdef0", PrivateIp = IPAddress.Parse("127.16.1.88"), AllocationId = "eipalloc-0123456789abcdef0",
            PublicIp = IPAddress.Parse("127.17.113.88"), ZonalShift = true,
        });
        site.Listeners.Add(new Listener
        {
            Arn = listener, Port = 8443, Protocol = "HTTPS", SslPolicy = "ELBSecurityPolicy-TLS13-1-2-2021-06", CertificateArn = $"arn:aws:acm:{cloud.Region}:{cloud.AccountId}:certificate/1",
            AlpnPolicy = ["HTTP2Preferred"], MutualAuthenticationMode = "off",
            Rules =
            [
                new ListenerRule
                {
                    Arn = rule + "/1", Priority = "1", HostHeaders = ["*.example.org"], PathPatterns = ["/a/*"], GroupStickiness = true,
                    Forward = [new WeightedTargetGroup(nodes.Arn, 90), new WeightedTargetGroup(groupArn, 10)],
                },
                new ListenerRule { Arn = rule + "/2", Priority = "default", FixedResponse = new FixedResponse(503, "text/plain", "closed") },
            ],
        });
        nodes.LoadBalancerArns.Add(arn);
        cloud.TargetGroups[groupArn].LoadBalancerArns.Add(arn);
        cloud.LoadBalancers.Add(arn, site);
    }
}
