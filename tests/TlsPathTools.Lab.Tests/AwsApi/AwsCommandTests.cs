using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.AwsApi;

/// <summary>The aws command on a lab: the calls that one makes by hand in an incident.</summary>
public class AwsCommandTests(AwsCommandFixture fixture) : IClassFixture<AwsCommandFixture>
{
    private AwsLab Lab => fixture.Lab;

    private TargetGroup Nodes => Lab.Cloud.TargetGroups.Values.First();

    private LoadBalancer Front => Lab.Cloud.LoadBalancers.Values.First();

    [Fact]
    public async Task From_the_load_balancer_to_the_health_of_its_targets()
    {
        JsonNode balancer = (await AwsAsync("elbv2 describe-load-balancers --names front"))["LoadBalancers"]![0]!;
        JsonNode listener = (await AwsAsync($"elbv2 describe-listeners --load-balancer-arn {balancer["LoadBalancerArn"]}"))["Listeners"]![0]!;
        JsonNode rule = (await AwsAsync($"elbv2 describe-rules --listener-arn {listener["ListenerArn"]}"))["Rules"]![0]!;
        JsonNode group = (await AwsAsync($"elbv2 describe-target-groups --target-group-arns {rule["Actions"]![0]!["TargetGroupArn"]}"))["TargetGroups"]![0]!;
        JsonArray health = (await AwsAsync($"elbv2 describe-target-health --target-group-arn {group["TargetGroupArn"]}"))["TargetHealthDescriptions"]!.AsArray();

        Assert.Equal(("network", "active", Front.DnsName), ((string)balancer["Type"]!, (string)balancer["State"]!["Code"]!, (string)balancer["DNSName"]!));
        Assert.Equal((Front.Listeners[0].Port, "TCP"), ((int)listener["Port"]!, (string)listener["Protocol"]!));
        Assert.Equal("default", (string)rule["Priority"]!);
        Assert.Equal(("nodes", 32080), ((string)group["TargetGroupName"]!, (int)group["Port"]!));
        Assert.Equal([(RichLab.NodeA, "healthy", null), (RichLab.NodeB, "unhealthy", "Target.FailedHealthChecks")],
            health.Select(item => ((string)item!["Target"]!["Id"]!, (string)item["TargetHealth"]!["State"]!, (string?)item["TargetHealth"]!["Reason"])));
    }

    [Fact]
    public async Task Attributes_are_shown_with_their_defaults()
    {
        JsonNode group = await AwsAsync($"elbv2 describe-target-group-attributes --target-group-arn {Nodes.Arn}");
        JsonNode balancer = await AwsAsync($"elbv2 describe-load-balancer-attributes --load-balancer-arn {Front.Arn}");

        Assert.Equal("use_load_balancer_configuration", Value(group, "load_balancing.cross_zone.enabled"));
        Assert.Equal("true", Value(group, "preserve_client_ip.enabled"));
        Assert.Equal("false", Value(balancer, "load_balancing.cross_zone.enabled"));

        static string Value(JsonNode answer, string key) => (string)answer["Attributes"]!.AsArray().Single(item => (string)item!["Key"]! == key)!["Value"]!;
    }

    [Fact]
    public async Task Tags_say_who_owns_a_load_balancer()
    {
        string site = Lab.Cloud.LoadBalancers.Values.Last().Arn;
        JsonNode tags = await AwsAsync($"elbv2 describe-tags --resource-arns {site}");

        Assert.Equal(("ingress.k8s.aws/stack", "shop/web"), ((string)tags["TagDescriptions"]![0]!["Tags"]![0]!["Key"]!, (string)tags["TagDescriptions"]![0]!["Tags"]![0]!["Value"]!));
    }

    [Fact]
    public async Task An_address_leads_to_its_interface()
    {
        string address = Front.Zones[0].PublicIp!.ToString();
        JsonNode found = Assert.Single((await AwsAsync($"ec2 describe-network-interfaces --filters Name=association.public-ip,Values={address}"))["NetworkInterfaces"]!.AsArray())!;

        Assert.StartsWith("ELB net/front/", (string)found["Description"]!, StringComparison.Ordinal);
        Assert.Equal(("amazon-elb", "network_load_balancer", Front.Zones[0].ZoneName),
            ((string)found["RequesterId"]!, (string)found["InterfaceType"]!, (string)found["AvailabilityZone"]!));
    }

    [Fact]
    public async Task Instances_and_their_status()
    {
        JsonArray reservations = (await AwsAsync($"ec2 describe-instances --instance-ids {RichLab.NodeA} {RichLab.NodeB}"))["Reservations"]!.AsArray();
        JsonArray status = (await AwsAsync("ec2 describe-instance-status --include-all-instances"))["InstanceStatuses"]!.AsArray();
        JsonArray running = (await AwsAsync("ec2 describe-instance-status"))["InstanceStatuses"]!.AsArray();

        Assert.Equal([RichLab.NodeA, RichLab.NodeB], reservations.Select(item => (string)item!["Instances"]![0]!["InstanceId"]!));
        Assert.Equal(["ok", "impaired", "not-applicable"], status.Select(item => (string)item!["SystemStatus"]!["Status"]!));
        Assert.Equal(2, running.Count);
    }

    [Fact]
    public async Task The_network_has_its_groups_ACLs_and_routes()
    {
        JsonNode groups = await AwsAsync("ec2 describe-security-groups --group-ids sg-0nodes");
        JsonNode acls = await AwsAsync("ec2 describe-network-acls --filters Name=association.subnet-id,Values=subnet-0a");
        JsonNode tables = await AwsAsync("ec2 describe-route-tables");

        Assert.Equal(30000, (int)groups["SecurityGroups"]![0]!["IpPermissions"]!.AsArray().Single(permission => (int?)permission!["ToPort"] == 32767)!["FromPort"]!);
        JsonNode acl = Assert.Single(acls["NetworkAcls"]!.AsArray())!;
        Assert.Equal([("deny", true), ("deny", false)], acl["Entries"]!.AsArray().Where(entry => (int)entry!["RuleNumber"]! == 32767).Select(entry => ((string)entry!["RuleAction"]!, (bool)entry["Egress"]!)));
        Assert.Equal("local", (string)tables["RouteTables"]![0]!["Routes"]![0]!["GatewayId"]!);
    }

    [Fact]
    public async Task Groups_of_instances_and_their_members()
    {
        JsonNode group = (await AwsAsync("autoscaling describe-auto-scaling-groups"))["AutoScalingGroups"]![0]!;
        JsonNode member = (await AwsAsync($"autoscaling describe-auto-scaling-instances --instance-ids {RichLab.NodeA}"))["AutoScalingInstances"]![0]!;

        Assert.Equal(("workers", 2), ((string)group["AutoScalingGroupName"]!, group["Instances"]!.AsArray().Count));
        Assert.Equal(("InService", "HEALTHY"), ((string)member["LifecycleState"]!, (string)member["HealthStatus"]!));
    }

    [Fact]
    public async Task The_cluster_and_a_token_for_it()
    {
        string name = (string)(await AwsAsync("eks list-clusters"))["clusters"]![0]!;
        JsonNode cluster = (await AwsAsync($"eks describe-cluster --name {name}"))["cluster"]!;
        JsonNode token = await AwsAsync($"eks get-token --cluster-name {name}");

        Assert.Equal(("lab", "ACTIVE"), ((string)cluster["name"]!, (string)cluster["status"]!));
        Assert.True(EksToken.TryVerify((string)token["status"]!["token"]!, Lab.World, name, out string reason), reason);
        Assert.False(EksToken.TryVerify((string)token["status"]!["token"]!, Lab.World, "another", out _));
    }

    [Fact]
    public async Task Who_one_is_and_what_was_counted_and_changed()
    {
        JsonNode caller = await AwsAsync("sts get-caller-identity");
        JsonNode data = await AwsAsync($"cloudwatch get-metric-data --start-time {Lab.World.Now.AddMinutes(-10):yyyy-MM-ddTHH:mm:ssZ} --end-time {Lab.World.Now.AddMinutes(1):yyyy-MM-ddTHH:mm:ssZ} "
            + "--metric-data-queries " + RichLab.MetricData(Lab)["MetricDataQueries"]!.ToJsonString());
        await AwsAsync("autoscaling create-or-update-tags --tags ResourceId=workers,ResourceType=auto-scaling-group,Key=seen,Value=yes,PropagateAtLaunch=true", prints: false);
        JsonNode events = await AwsAsync("cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=CreateOrUpdateTags");

        Assert.Equal($"arn:aws:iam::{Lab.Cloud.AccountId}:user/lab", (string)caller["Arn"]!);
        Assert.Equal([1d, 2d, 3d], data["MetricDataResults"]![0]!["Values"]!.AsArray().Select(value => (double)value!));
        Assert.Equal("workers", (string)events["Events"]![0]!["Resources"]![0]!["ResourceName"]!);
    }

    [Fact]
    public async Task The_program_itself_works_as_well()
    {
        string[] environment =
        [
            $"AWS_ACCESS_KEY_ID={Lab.World.Credentials.AccessKeyId}", $"AWS_SECRET_ACCESS_KEY={Lab.World.Credentials.SecretAccessKey}", "AWS_EC2_METADATA_DISABLED=true",
            $"AWS_DEFAULT_REGION={Lab.Cloud.Region}", "AWS_CONFIG_FILE=/nowhere", "AWS_SHARED_CREDENTIALS_FILE=/nowhere", "AWS_PAGER=",
        ];
        ProgramRun run = await ProgramRun.RunAsync("env", [.. environment, RealPart.Require("aws"), "elbv2", "describe-target-health", "--target-group-arn", Nodes.Arn,
            "--endpoint-url", Lab.Endpoint, "--query", "TargetHealthDescriptions[].TargetHealth.State", "--output", "text"], bound: TimeSpan.FromSeconds(60), closeInput: true);

        Assert.Equal((0, "healthy\tunhealthy\n"), (run.ExitCode, run.Output));
    }

    private async Task<JsonNode> AwsAsync(string command, bool prints = true)
    {
        JsonNode? answer = await fixture.Botocore.AwsAsync(Lab, command);
        Assert.Equal(prints, answer is not null);
        return answer ?? new JsonObject();
    }
}
