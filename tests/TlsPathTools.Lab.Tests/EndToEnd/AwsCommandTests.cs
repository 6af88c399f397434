using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>The aws command on the incident: what the console showed that day.</summary>
public class AwsCommandTests(Incident incident) : IClassFixture<Incident>
{
    [Fact]
    public async Task The_load_balancer_its_listener_and_its_targets_are_there_and_healthy()
    {
        JsonNode balancers = await AskAsync("elbv2 describe-load-balancers --names eoe-sde-codisc-relay-alb");
        string arn = balancers["LoadBalancers"]![0]!["LoadBalancerArn"]!.GetValue<string>();
        JsonNode listeners = await AskAsync($"elbv2 describe-listeners --load-balancer-arn {arn}");
        string group = listeners["Listeners"]![0]!["DefaultActions"]![0]!["TargetGroupArn"]!.GetValue<string>();
        JsonNode health = await AskAsync($"elbv2 describe-target-health --target-group-arn {group}");

        Assert.Equal("network", balancers["LoadBalancers"]![0]!["Type"]!.GetValue<string>());
        Assert.Contains("eoe-sde-codisc-relay-tg", group, StringComparison.Ordinal);
        Assert.Equal(
            [(Incident.FaultyInstance, "healthy"), (Incident.HealthyInstance, "healthy")],
            health["TargetHealthDescriptions"]!.AsArray()
                .Select(target => (target!["Target"]!["Id"]!.GetValue<string>(), target["TargetHealth"]!["State"]!.GetValue<string>())).Order());
    }

    [Fact]
    public async Task An_address_leads_to_the_interface_of_the_load_balancer()
    {
        JsonNode found = await AskAsync($"ec2 describe-network-interfaces --filters Name=association.public-ip,Values={incident.FailingAddress}");

        JsonNode networkInterface = Assert.Single(found["NetworkInterfaces"]!.AsArray())!;
        Assert.StartsWith("ELB net/eoe-sde-codisc-relay-alb/", networkInterface["Description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_and_their_group_are_there()
    {
        JsonNode instances = await AskAsync($"ec2 describe-instances --instance-ids {Incident.FaultyInstance} {Incident.HealthyInstance}");
        JsonNode members = await AskAsync($"autoscaling describe-auto-scaling-instances --instance-ids {Incident.FaultyInstance}");

        Assert.Equal(2, instances["Reservations"]!.AsArray().Sum(reservation => reservation!["Instances"]!.AsArray().Count));
        Assert.Equal("InService", members["AutoScalingInstances"]![0]!["LifecycleState"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_cluster_is_described_and_a_token_for_it_opens_the_Kubernetes_API()
    {
        JsonNode clusters = await AskAsync("eks list-clusters");
        string name = clusters["clusters"]![0]!.GetValue<string>();
        JsonNode cluster = await AskAsync($"eks describe-cluster --name {name}");
        ProgramRun token = await incident.Running.RunAsync("aws", "eks", "get-token", "--cluster-name", name, "--output", "json");
        string bearer = JsonNode.Parse(token.Output)!["status"]!["token"]!.GetValue<string>();
        ProgramRun whoami = await incident.Running.RunAsync(
            "env", "KUBECONFIG=/dev/null", RealPart.Require("kubectl"), "--server", cluster["cluster"]!["endpoint"]!.GetValue<string>(), "--insecure-skip-tls-verify", "--token", bearer, "get", "nodes", "-o", "name");

        Assert.Equal(0, whoami.ExitCode);
        Assert.StartsWith("node/", whoami.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_is_the_labs_user() =>
        Assert.EndsWith(":user/lab", (await AskAsync("sts get-caller-identity"))["Arn"]!.GetValue<string>(), StringComparison.Ordinal);

    private async Task<JsonNode> AskAsync(string command)
    {
        ProgramRun run = await incident.Running.AwsAsync(command);
        Assert.True(run.ExitCode == 0, $"aws {command}: {run.Output}");
        return JsonNode.Parse(run.Output)!;
    }
}
