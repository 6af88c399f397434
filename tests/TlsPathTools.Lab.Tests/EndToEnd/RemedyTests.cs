using System.Diagnostics;
using TlsPathTools.Probing;

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
