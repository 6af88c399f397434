using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.Network;

namespace TlsPathTools.Lab.Tests.Nodes;

/// <summary>Alone: descriptors belong to the process, and tests beside this one open theirs.</summary>
[Collection(nameof(Alone))]
public class DescriptorTests
{
    [Fact]
    public async Task Nothing_is_left_of_a_cluster()
    {
        if (!Directory.Exists("/proc/self/fd"))
            Assert.Skip("Descriptors are counted in /proc.");
        await RunAsync();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        const int Runs = 8;
        for (int i = 0; i < Runs; i++)
            await RunAsync();

        // The runtime opens a few for itself now and then; one that each run left would be more.
        for (int tries = 0; tries < 100 && Directory.GetFiles("/proc/self/fd").Length >= before + Runs; tries++)
            await Task.Delay(30);
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + Runs - 1);

        static async Task RunAsync()
        {
            await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"]);
            cluster.Break("node:n1/ingress", FaultEffect.Stall, fault => fault with { Flows = new FlowSelection { Share = 0.5 } });
            cluster.Break("node:n2/pods", FaultEffect.Fin, fault => fault with { Flows = new FlowSelection { Share = 0.5 } });
            cluster.Break("node:n2/host", FaultEffect.Drop);
            await cluster.Hand.Fabric.ReconsiderAsync();
            await Task.WhenAll(Enumerable.Range(0, 40).Select(i => new TlsClient { Patience = TimeSpan.FromSeconds(1) }.AskAsync(cluster.Front(i % 2 == 0 ? "n1" : "n2"))));
        }
    }
}
