using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>What people change in the world: the state is really another one afterwards, and not before.</summary>
public class RepairTests(AwsLabFixture fixture) : IClassFixture<AwsLabFixture>
{
    private AwsLab Lab => fixture.Lab;

    private Botocore Botocore => fixture.Botocore;

    private CloudState Cloud => Lab.Cloud;

    [Fact]
    public async Task A_lost_route_is_put_back()
    {
        RouteTable table = Cloud.RouteTables.Values.First();
        table.Routes.RemoveAll(route => route.Destination == Cidr.Any);
        JsonObject way = new() { ["RouteTableId"] = table.RouteTableId, ["DestinationCidrBlock"] = "0.0.0.0/0", ["GatewayId"] = Cloud.Vpc.InternetGatewayId };

        Assert.Equal(("InvalidParameterValue", "There is no route defined for '0.0.0.0/0' in the route table. Use CreateRoute instead.", 400), await FailAsync("ReplaceRoute", way));
        Assert.Equal(("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412), await FailAsync("CreateRoute", Dry(way)));
        Assert.DoesNotContain(table.Routes, route => route.Destination == Cidr.Any);
        await Botocore.CallAsync(Lab, "ec2", "CreateRoute", Copy(way));
        Assert.Equal(new Route(Cidr.Any, Cloud.Vpc.InternetGatewayId), table.Routes.Single(route => route.Destination == Cidr.Any));
        Assert.Equal("RouteAlreadyExists", (await FailAsync("CreateRoute", way)).Code);
        way["GatewayId"] = "igw-00000000000000000";
        Assert.Equal(("InvalidGatewayID.NotFound", "The gateway ID 'igw-00000000000000000' does not exist", 400), await FailAsync("ReplaceRoute", way));
    }

    [Fact]
    public async Task A_denial_in_a_network_ACL_is_taken_out()
    {
        NetworkAcl acl = Cloud.NetworkAcls.Values.First();
        acl.Entries.Insert(0, new NetworkAclEntry(10, Egress: true, Allow: false, "6", Cidr.Any, 1024, 65535));
        JsonObject entry = new() { ["NetworkAclId"] = acl.NetworkAclId, ["RuleNumber"] = 10, ["Egress"] = true };

        await FailAsync("DeleteNetworkAclEntry", Dry(entry));
        Assert.Contains(acl.Entries, item => item.Number == 10);
        await Botocore.CallAsync(Lab, "ec2", "DeleteNetworkAclEntry", Copy(entry));
        Assert.DoesNotContain(acl.Entries, item => item.Number == 10);
        Assert.Equal(("InvalidNetworkAclEntry.NotFound", "The network acl entry identified by 10 does not exist.", 400), await FailAsync("DeleteNetworkAclEntry", entry));
        JsonObject allow = Copy(entry);
        (allow["Protocol"], allow["RuleAction"], allow["CidrBlock"], allow["PortRange"]) = ("6", "allow", "10.0.0.0/8", new JsonObject { ["From"] = 443, ["To"] = 444 });
        await Botocore.CallAsync(Lab, "ec2", "CreateNetworkAclEntry", Copy(allow));
        Assert.Equal(new NetworkAclEntry(10, Egress: true, Allow: true, "6", Cidr.Parse("10.0.0.0/8"), 443, 444), acl.Entries[0]);
        Assert.Equal("NetworkAclEntryAlreadyExists", (await FailAsync("CreateNetworkAclEntry", allow)).Code);
    }

    [Fact]
    public async Task A_missing_rule_of_a_security_group_is_added_and_taken_back()
    {
        SecurityGroup group = Cloud.SecurityGroups["sg-0nodes"];
        JsonObject rule = new()
        {
            ["GroupId"] = "sg-0nodes",
            ["IpPermissions"] = new JsonArray(new JsonObject
            {
                ["IpProtocol"] = "tcp", ["FromPort"] = 0, ["ToPort"] = 1024, ["UserIdGroupPairs"] = new JsonArray(new JsonObject { ["GroupId"] = "sg-0nodes", ["Description"] = "nodes" }),
            }),
        };

        JsonNode added = await Botocore.CallAsync(Lab, "ec2", "AuthorizeSecurityGroupIngress", Copy(rule));
        Assert.Contains(new SecurityGroupRule("tcp", 0, 1024, GroupId: "sg-0nodes", Description: "nodes"), group.Ingress);
        var duplicate = await FailAsync("AuthorizeSecurityGroupIngress", rule);
        Assert.Equal(("InvalidPermission.Duplicate", "the specified rule \"peer: sg-0nodes, TCP, from port: 0, to port: 1024, ALLOW\" already exists"), (duplicate.Code, duplicate.Message));
        await Botocore.CallAsync(Lab, "ec2", "RevokeSecurityGroupIngress",
            new() { ["GroupId"] = "sg-0nodes", ["SecurityGroupRuleIds"] = new JsonArray((string)added["SecurityGroupRules"]![0]!["SecurityGroupRuleId"]!) });
        Assert.DoesNotContain(group.Ingress, item => item.ToPort == 1024);
        Assert.Equal("InvalidPermission.NotFound", (await FailAsync("RevokeSecurityGroupIngress", rule)).Code);
    }

    [Fact]
    public async Task Targets_leave_and_come_back()
    {
        TargetGroup group = Cloud.TargetGroups.Values.First();
        JsonObject target = new() { ["TargetGroupArn"] = group.Arn, ["Targets"] = new JsonArray(new JsonObject { ["Id"] = RichLab.NodeB }) };

        await Botocore.CallAsync(Lab, "elbv2", "DeregisterTargets", Copy(target));
        TargetRegistration leaving = group.Targets.Single(item => item.Id == RichLab.NodeB);
        Assert.Equal(("draining", "Target.DeregistrationInProgress", false), (leaving.State, leaving.Reason, leaving.IsRegistered));
        await Botocore.CallAsync(Lab, "elbv2", "RegisterTargets", Copy(target));
        TargetRegistration back = group.Targets.Single(item => item.Id == RichLab.NodeB);
        Assert.Equal(("initial", "Elb.RegistrationInProgress", true, 32080), (back.State, back.Reason, back.IsRegistered, back.Port));
        target["Targets"]![0]!["Id"] = "i-0cccccccccccccccc";
        Assert.Equal(("InvalidTarget", "The following targets are not in a running state and cannot be registered: 'i-0cccccccccccccccc'", 400),
            await Botocore.FailAsync(Lab, "elbv2", "RegisterTargets", Copy(target)));
        JsonNode unknown = await Botocore.CallAsync(Lab, "elbv2", "DescribeTargetHealth", Copy(target));
        Assert.Equal("Target.NotRegistered", (string)unknown["TargetHealthDescriptions"]![0]!["TargetHealth"]!["Reason"]!);
    }

    [Fact]
    public async Task A_health_check_is_pointed_at_another_port_and_keeps_the_pace_of_the_lab()
    {
        TargetGroup group = Cloud.TargetGroups.Values.First();
        double interval = group.HealthCheck.IntervalSeconds * 20 / group.HealthCheck.ShownIntervalSeconds;

        await Botocore.CallAsync(Lab, "elbv2", "ModifyTargetGroup", new()
        {
            ["TargetGroupArn"] = group.Arn, ["HealthCheckProtocol"] = "HTTP", ["HealthCheckPort"] = "30001", ["HealthCheckPath"] = "/healthz", ["HealthCheckIntervalSeconds"] = 20,
        });

        Assert.Equal(("HTTP", "30001", "/healthz", 20), (group.HealthCheck.Protocol, group.HealthCheck.Port, group.HealthCheck.Path, group.HealthCheck.ShownIntervalSeconds));
        Assert.Equal(interval, group.HealthCheck.IntervalSeconds, 6);
        Assert.Equal("ValidationError", (await Botocore.FailAsync(Lab, "elbv2", "ModifyTargetGroup", new() { ["TargetGroupArn"] = group.Arn, ["HealthCheckPort"] = "http" })).Code);
    }

    [Fact]
    public async Task Attributes_are_set_and_wrong_ones_refused()
    {
        TargetGroup group = Cloud.TargetGroups.Values.First();
        string site = Cloud.LoadBalancers.Values.Last().Arn;

        await SetAsync("TargetGroup", group.Arn, "load_balancing.cross_zone.enabled", "true");
        Assert.Equal("true", group.Attribute("load_balancing.cross_zone.enabled"));
        Assert.Equal(("ValidationError", "Target group attribute key 'colour' is not recognized", 400), await RefusedAsync("TargetGroup", group.Arn, "colour", "red"));
        Assert.Equal("ValidationError", (await RefusedAsync("TargetGroup", group.Arn, "proxy_protocol_v2.enabled", "maybe")).Code);
        Assert.Equal("InvalidConfigurationRequest", (await RefusedAsync("LoadBalancer", site, "load_balancing.cross_zone.enabled", "false")).Code);

        Task<JsonNode> SetAsync(string type, string arn, string key, string value) => Botocore.CallAsync(Lab, "elbv2", $"Modify{type}Attributes", Attribute(type, arn, key, value));
        Task<(string Code, string Message, int Status)> RefusedAsync(string type, string arn, string key, string value) =>
            Botocore.FailAsync(Lab, "elbv2", $"Modify{type}Attributes", Attribute(type, arn, key, value));
        static JsonObject Attribute(string type, string arn, string key, string value) =>
            new() { [type + "Arn"] = arn, ["Attributes"] = new JsonArray(new JsonObject { ["Key"] = key, ["Value"] = value }) };
    }

    [Fact]
    public async Task Another_listener_at_a_port_is_a_duplicate_and_the_same_one_is_not()
    {
        LoadBalancer front = Cloud.LoadBalancers.Values.First();
        JsonObject same = new()
        {
            ["LoadBalancerArn"] = front.Arn, ["Port"] = front.Listeners[0].Port, ["Protocol"] = "TCP",
            ["DefaultActions"] = new JsonArray(new JsonObject { ["Type"] = "forward", ["TargetGroupArn"] = front.Listeners[0].Rules[0].Forward[0].TargetGroupArn }),
        };
        JsonObject other = Copy(same);
        (other["Protocol"], other["Certificates"]) = ("TLS", new JsonArray(new JsonObject { ["CertificateArn"] = "arn:aws:acm:eu-west-2:123456789012:certificate/2" }));

        Assert.Equal(front.Listeners[0].Arn, (string)(await Botocore.CallAsync(Lab, "elbv2", "CreateListener", same))["Listeners"]![0]!["ListenerArn"]!);
        Assert.Equal(("DuplicateListener", $"A listener already exists on this port for this load balancer '{front.Arn}'", 400), await Botocore.FailAsync(Lab, "elbv2", "CreateListener", other));
    }

    [Fact]
    public async Task An_instance_is_replaced_through_its_group()
    {
        // A lab of its own: this is the end of the instance.
        await using AwsLab lab = RichLab.Start();
        AutoScalingGroup group = lab.Cloud.AutoScalingGroups["workers"];
        group.MinSize = 2;
        JsonObject asked = new() { ["InstanceId"] = RichLab.NodeA, ["ShouldDecrementDesiredCapacity"] = true };
        var refused = await Botocore.FailAsync(lab, "autoscaling", "TerminateInstanceInAutoScalingGroup", Copy(asked));
        asked["ShouldDecrementDesiredCapacity"] = false;
        JsonNode activity = (await Botocore.CallAsync(lab, "autoscaling", "TerminateInstanceInAutoScalingGroup", Copy(asked)))["Activity"]!;
        JsonArray events = (await Botocore.CallAsync(lab, "cloudtrail", "LookupEvents",
            new() { ["LookupAttributes"] = new JsonArray(new JsonObject { ["AttributeKey"] = "ResourceName", ["AttributeValue"] = RichLab.NodeA }) }))["Events"]!.AsArray();

        Assert.Equal("ValidationError", refused.Code);
        Assert.StartsWith("Currently, desiredSize equals minSize (2).", refused.Message, StringComparison.Ordinal);
        Assert.Equal(($"Terminating EC2 instance: {RichLab.NodeA}", "InProgress"), ((string)activity["Description"]!, (string)activity["StatusCode"]!));
        Assert.Equal(("shutting-down", "Terminating", 2), (lab.Cloud.Instances[RichLab.NodeA].State, group.Members.Single(member => member.InstanceId == RichLab.NodeA).LifecycleState, group.DesiredCapacity));
        Assert.Equal((string)activity["ActivityId"]!, group.Activities[0].ActivityId);
        Assert.Equal("TerminateInstanceInAutoScalingGroup", (string)events[0]!["EventName"]!);
        Assert.Contains("\"userName\":\"lab\"", (string)events[0]!["CloudTrailEvent"]!, StringComparison.Ordinal);
        Assert.Equal("ScalingActivityInProgress", (await Botocore.FailAsync(lab, "autoscaling", "TerminateInstanceInAutoScalingGroup", asked)).Code);
    }

    [Fact]
    public async Task Standby_takes_an_instance_out_of_service_and_back()
    {
        await using AwsLab lab = RichLab.Start();
        AutoScalingGroup group = lab.Cloud.AutoScalingGroups["workers"];
        TargetGroup targets = lab.Cloud.TargetGroups.Values.First();
        GroupMember member = group.Members.Single(item => item.InstanceId == RichLab.NodeA);
        JsonObject asked = new() { ["AutoScalingGroupName"] = "workers", ["InstanceIds"] = new JsonArray(RichLab.NodeA), ["ShouldDecrementDesiredCapacity"] = true };

        JsonNode activity = (await Botocore.CallAsync(lab, "autoscaling", "EnterStandby", Copy(asked)))["Activities"]![0]!;
        Assert.EndsWith("shrinking the capacity from 2 to 1.", (string)activity["Cause"]!, StringComparison.Ordinal);
        Assert.Equal("draining", targets.Targets.Single(target => target.Id == RichLab.NodeA).State);
        await Wait.UntilAsync(() => Task.FromResult(member.LifecycleState == "Standby"), TimeSpan.FromSeconds(15));
        asked.Remove("ShouldDecrementDesiredCapacity");
        await Botocore.CallAsync(lab, "autoscaling", "ExitStandby", Copy(asked));
        await Wait.UntilAsync(() => Task.FromResult(member.LifecycleState == "InService"), TimeSpan.FromSeconds(15));

        Assert.Equal(("initial", 2), (targets.Targets.Single(target => target.Id == RichLab.NodeA).State, group.DesiredCapacity));
        Assert.All(group.Activities.Take(2), item => Assert.Equal("Successful", item.StatusCode));
    }

    [Fact]
    public async Task Every_change_of_EC2_can_be_tried_dry_and_changes_nothing_then()
    {
        await using AwsLab lab = RichLab.Start();
        string before = Shown(lab.Cloud);
        var changes = RichLab.Calls(lab).Where(call => call.Service == "ec2" && AwsApiServer.All.Single(operation => (operation.Service, operation.Name) == (call.Service, call.Operation)).Changes).ToArray();

        foreach ((_, string operation, JsonObject parameters) in changes)
        {
            // What comes after another change in that list finds nothing to change.
            string code = (await Botocore.FailAsync(lab, "ec2", operation, Dry(parameters))).Code;
            if (operation is "CreateRoute" or "AuthorizeSecurityGroupIngress" or "AuthorizeSecurityGroupEgress" or "CreateNetworkAclEntry" or "TerminateInstances")
                Assert.Equal("DryRunOperation", code);
        }

        Assert.Equal(before, Shown(lab.Cloud));
        Assert.Equal("DryRunOperation", (await Botocore.FailAsync(lab, "ec2", "DescribeInstances", new() { ["DryRun"] = true })).Code);
        Assert.DoesNotContain(lab.Cloud.Trail, item => item.EventSource == "ec2.amazonaws.com" && item.Username == "lab");
    }

    private static string Shown(CloudState cloud) => string.Join('\n',
        cloud.Instances.Values.Select(instance => instance.State).Concat(cloud.RouteTables.Values.SelectMany(table => table.Routes).Select(route => route.Target))
            .Concat(cloud.NetworkAcls.Values.SelectMany(acl => acl.Entries).Select(entry => entry.Number + entry.Cidr.ToString()))
            .Concat(cloud.SecurityGroups.Values.SelectMany(group => group.Ingress.Concat(group.Egress)).Select(rule => rule.ToString())));

    private Task<(string Code, string Message, int Status)> FailAsync(string operation, JsonObject parameters) => Botocore.FailAsync(Lab, "ec2", operation, Copy(parameters));

    private static JsonObject Copy(JsonObject parameters) => (JsonObject)parameters.DeepClone();

    private static JsonObject Dry(JsonObject parameters)
    {
        JsonObject dry = Copy(parameters);
        dry["DryRun"] = true;
        return dry;
    }
}
