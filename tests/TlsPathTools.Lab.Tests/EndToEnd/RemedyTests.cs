using System.Diagnostics;
using System.Text.Json.Nodes;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>What helped that day, and what did not.</summary>
public class RemedyTests
{
    [Fact]
    public async Task Restarting_kube_proxy_leaves_the_fault_and_replacing_the_instance_ends_it()
    {
        await using RunningLab running = await RunningLab.StartAsync(Incident.Scenario);
        LabNode faulty = running.Lab.Look().Nodes.Single(node => node.InstanceId == Incident.FaultyInstance);
        string address = running.AddressIn(faulty.Zone);
        string kubeProxy = (await running.KubectlAsync($"-n kube-system get pods -l k8s-app=kube-proxy --field-selector spec.nodeName={faulty.Name} -o name")).Output.Trim();

        TlsPathResult before = Assert.Single(await running.ProbeAsync(10, direct: true, address));
        await running.KubectlAsync($"-n kube-system delete {kubeProxy} --wait=true");
        await UntilAsync(async () => (await running.KubectlAsync($"-n kube-system get pods -l k8s-app=kube-proxy --field-selector spec.nodeName={faulty.Name}")).Output.Contains("1/1", StringComparison.Ordinal));
        TlsPathResult restarted = Assert.Single(await running.ProbeAsync(10, direct: true, address));
        await running.AwsAsync($"autoscaling terminate-instance-in-auto-scaling-group --instance-id {Incident.FaultyInstance} --no-should-decrement-desired-capacity");
        await UntilAsync(() => Task.FromResult(running.Lab.Look() is var world
            && world.Nodes.Any(node => node.Zone == faulty.Zone && node.Name != faulty.Name && node.Ready == "True")
            && world.Targets.Any(target => target.State == "healthy" && target.Node is { } name && world.Nodes.Any(node => node.Name == name && node.Zone == faulty.Zone && name != faulty.Name))));
        TlsPathResult replaced = Assert.Single(await running.ProbeAsync(30, direct: true, address));

        Assert.Equal((Verdict.Failing, Verdict.Failing, Verdict.Healthy), (before.Verdict, restarted.Verdict, replaced.Verdict));
        Assert.DoesNotContain(running.Lab.Look().Targets, target => target.Id == Incident.FaultyInstance);
    }

    [Fact]
    public async Task Restarting_a_kube_proxy_that_does_not_sync_ends_its_fault()
    {
        await using RunningLab running = await RunningLab.StartAsync("s05-kube-proxy-not-syncing");
        string[] addresses = Addresses(running);
        Assert.Contains(await running.ProbeAsync(5, direct: false, addresses), result => result.Verdict == Verdict.Failing);

        await running.KubectlAsync("-n kube-system delete pods -l k8s-app=kube-proxy --wait=true");

        await UntilHealthyAsync(running, addresses);
    }

    [Fact]
    public async Task A_route_to_the_Internet_brings_the_address_back()
    {
        await using RunningLab running = await RunningLab.StartAsync("s08-lb-subnet-without-route");
        string[] addresses = Addresses(running);
        JsonArray tables = JsonNode.Parse((await running.AwsAsync("ec2 describe-route-tables")).Output)!["RouteTables"]!.AsArray();
        string gateway = tables.SelectMany(table => table!["Routes"]!.AsArray()).Select(route => route!["GatewayId"]?.GetValue<string>()).First(id => id?.StartsWith("igw-", StringComparison.Ordinal) == true)!;
        string wrong = tables.Single(table => table!["Routes"]!.AsArray().Any(route => route!["NatGatewayId"] is not null))!["RouteTableId"]!.GetValue<string>();
        Assert.Contains(await running.ProbeAsync(5, direct: false, addresses), result => result.Verdict == Verdict.Failing);

        ProgramRun run = await running.AwsAsync($"ec2 replace-route --route-table-id {wrong} --destination-cidr-block 0.0.0.0/0 --gateway-id {gateway}");

        Assert.True(run.ExitCode == 0, run.Output);
        await UntilHealthyAsync(running, addresses);
    }

    [Fact]
    public async Task A_rule_for_the_port_of_the_pods_brings_the_address_back()
    {
        await using RunningLab running = await RunningLab.StartAsync("s11-node-group-blocks-pods");
        string[] addresses = Addresses(running);
        string group = JsonNode.Parse((await running.AwsAsync("ec2 describe-security-groups --filters Name=ip-permission.from-port,Values=10250")).Output)!["SecurityGroups"]![0]!["GroupId"]!.GetValue<string>();
        Assert.Contains(await running.ProbeAsync(5, direct: false, addresses), result => result.Verdict == Verdict.Failing);

        ProgramRun run = await running.AwsAsync($"ec2 authorize-security-group-ingress --group-id {group} --protocol tcp --port 8443 --source-group {group}");

        Assert.True(run.ExitCode == 0, run.Output);
        await UntilHealthyAsync(running, addresses);
    }

    private static string[] Addresses(RunningLab running) => [.. running.Lab.EndpointAddresses.Select(address => address.ToString())];

    private static Task UntilHealthyAsync(RunningLab running, string[] addresses) =>
        UntilAsync(async () => (await running.ProbeAsync(5, direct: false, addresses)).All(result => result.Verdict == Verdict.Healthy));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), "It did not come to be.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
