using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.Network;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Nodes;

public class NodePortTests
{
    [Fact]
    public async Task Any_node_forwards_to_any_pod()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"]);
        foreach (string node in new[] { "n1", "n2" })
        {
            var pods = new HashSet<string?>();
            for (int i = 0; i < 30 && pods.Count < 2; i++)
            {
                (string seen, string? pod) = await cluster.AskAsync(cluster.Front(node));
                Assert.Equal("whole ok", seen);
                pods.Add(pod);
            }

            Assert.Equal(2, pods.Count);
        }
    }

    [Fact]
    public async Task Other_programs_see_it_too()
    {
        string curl = RealPart.Require("curl");
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"]);

        ProgramRun run = await ProgramRun.RunAsync(curl, ["-sSk", "--resolve", $"api.example.org:32080:{cluster.NodeAddress("n1")}", "https://api.example.org:32080/hello"]);

        Assert.Contains("service web", run.Output, StringComparison.Ordinal);
        // The node has taken the client's place.
        Assert.Contains($"client {cluster.NodeAddress("n1")}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_the_local_policy_a_node_without_a_pod_drops_and_the_other_keeps_the_clients_address()
    {
        // S10.
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"], policy: "Local");
        var client = new TlsClient();

        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("whole ok", await client.AskAsync(cluster.Front("n2")));
        Assert.Contains($"client {cluster.Hand.At("10.0.200.7")}", client.Response, StringComparison.Ordinal);
        Assert.Equal(503, (await cluster.GetAsync(cluster.Front("n1", HandMadeCluster.HealthPort), "/"))!.Value.Status);
        (int status, string body) = (await cluster.GetAsync(cluster.Front("n2", HandMadeCluster.HealthPort), "/"))!.Value;
        Assert.Equal(200, status);
        Assert.Contains("\"localEndpoints\": 1", body, StringComparison.Ordinal);
        Assert.Contains("no_local_endpoints_total{traffic_policy=\"external\"} 1", (await cluster.GetAsync(cluster.Front("n1", 10249), "/metrics"))!.Value.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_without_endpoints_refuses_and_a_port_of_no_service_as_well()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync();

        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1", 32081)));
    }

    [Fact]
    public async Task Endpoints_that_end_serve_while_there_is_no_other()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"]);
        cluster.SetEndpoints(["n2"], state: "terminating");
        await Task.Delay(300);
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
        cluster.SetEndpoints(["n2"], state: "unready");

        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n1")) == "refused");
    }

    [Fact]
    public async Task A_client_with_affinity_stays_with_its_pod()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n1", "n2", "n2"], affinity: "ClientIP");
        var pods = new HashSet<string?>();
        for (int i = 0; i < 12; i++)
            pods.Add((await cluster.AskAsync(cluster.Front("n1"))).Pod);

        Assert.Single(pods);
    }

    [Fact]
    public async Task Hints_for_zones_keep_traffic_in_the_nodes_zone()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"], zoneHints: true);
        for (int i = 0; i < 8; i++)
            Assert.Equal("web-1", (await cluster.AskAsync(cluster.Front("n2"))).Pod);
    }

    [Fact]
    public async Task A_group_that_blocks_the_pods_port_across_nodes_breaks_the_node_without_the_pod()
    {
        // S11: the port of the pod, not the NodePort.
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"]);
        cluster.Hand.Cloud.SecurityGroups["open"].Ingress[0] = new SecurityGroupRule("tcp", 32080, 32080, Cidr.Any);

        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n2")));
        Assert.Equal(SynOdds.AllDropped, cluster.Hand.Fabric.Odds(cluster.Hand.Fabric.ClientFlow(cluster.Front("n1"))));
    }

    [Fact]
    public async Task Faults_of_the_way_in_and_of_the_way_to_pods_are_two_things()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        FaultSpec ingress = cluster.Break("node:n1/ingress", FaultEffect.Drop);
        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n2")));

        cluster.World.Faults.All.Single(fault => fault.Spec == ingress).End(cluster.World.Now, "test");
        cluster.Break("node:n1/pods", FaultEffect.Refuse);
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n2")));
        // The node's own ports have nothing to do with either.
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1", 10256)));
    }

    [Theory]
    [InlineData(FaultEffect.Fin, "handshake fin")]
    [InlineData(FaultEffect.Reset, "handshake rst")]
    [InlineData(FaultEffect.Alert, "handshake alert 40")]
    [InlineData(FaultEffect.Plaintext, "handshake notTls")]
    public async Task Faults_of_streams_strike_at_one_node_only(FaultEffect effect, string seen)
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"]);
        cluster.Break("node:n1/ingress", effect);

        Assert.Equal(seen, (await cluster.AskAsync(cluster.Front("n1"))).Seen);
        Assert.Equal("whole ok", (await cluster.AskAsync(cluster.Front("n2"))).Seen);
        Assert.Equal(1, cluster.World.Traffic.Counts["node:n1/ingress"].Failed);
        Assert.Equal(0, cluster.World.Traffic.Counts["node:n2/ingress"].Failed);
    }

    [Fact]
    public async Task Only_the_flows_that_a_fault_selects_meet_it()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("node:n1/ingress", FaultEffect.Refuse, fault => fault with { Flows = new FlowSelection { Of = "client", Share = 0.5 } });
        var seen = new List<string>();
        for (int i = 0; i < 80; i++)
            seen.Add(await cluster.KnockAsync(cluster.Front("n1")));

        Assert.InRange(seen.Count(words => words == "refused"), 20, 60);
        for (int i = 0; i < 20; i++)
            Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1"), FlowPurpose.HealthCheck));
        Assert.Equal(0.5, cluster.Hand.Fabric.Odds(cluster.Hand.Fabric.ClientFlow(cluster.Front("n1"))).Refused, 3);
    }

    [Fact]
    public async Task A_node_that_is_gone_answers_nothing()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"]);
        cluster.Hand.Cloud.Instances["i-1"].State = "terminated";
        await cluster.Plane.RemoveNodeAsync("n1");

        foreach (int port in new[] { HandMadeCluster.NodePort, 10250, 10256 })
            Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1", port)));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n2")));
    }

    [Fact]
    public async Task A_thousand_nodes_cost_no_sockets_of_their_own()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"], nodes: 2);
        for (int i = 3; i < 1003; i++)
        {
            cluster.Plane.AddNode($"n{i}", cluster.Hand.At($"10.0.{100 + (i / 200)}.{1 + (i % 200)}"));
            cluster.Plane.StartKubeProxy($"n{i}");
        }

        Assert.Equal("accepted", await cluster.KnockAsync(new(cluster.Hand.At("10.0.104.1"), HandMadeCluster.NodePort)));
        Assert.Equal(200, (await cluster.GetAsync(new(cluster.Hand.At("10.0.104.1"), 10256), "/healthz"))!.Value.Status);
        if (Directory.Exists("/proc/self/fd"))
            Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, 1500);
    }
}
