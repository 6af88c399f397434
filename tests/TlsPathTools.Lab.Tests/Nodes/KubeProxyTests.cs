using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Nodes;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.Nodes;

/// <summary>What a real kube-proxy's health says about forwarding (nothing), and what its restart mends.</summary>
public class KubeProxyTests
{
    [Fact]
    public async Task Rules_follow_the_endpoints()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync();
        await cluster.StartPodAsync("n1", 0);
        cluster.SetEndpoints(["n1"]);

        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n2")) == "accepted");
        cluster.World.Cluster.Remove(ResourceKinds.Services, "default", "web");
        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n2")) == "refused");
    }

    [Fact]
    public async Task Lost_rules_drop_while_health_is_good_and_come_back_with_a_restart()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("kubeProxy:n1", FaultEffect.LostRules, fault => fault with { EndedBy = [FaultEnd.KubeProxyRestart] });

        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n2")));
        Assert.Equal(200, (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value.Status);

        await RestartAsync(cluster, "n1");
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
    }

    [Fact]
    public async Task A_foreign_rule_drops_and_survives_a_restart()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("node:n1/ingress", FaultEffect.Drop, fault => fault with { EndedBy = [FaultEnd.InstanceReplacement] });

        await RestartAsync(cluster, "n1");
        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal(200, (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value.Status);

        cluster.World.Faults.Happened("node:n1", FaultEnd.InstanceReplacement, "test");
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
    }

    [Fact]
    public async Task A_process_that_ended_answers_nothing_and_its_rules_still_forward()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        await cluster.Plane.StopKubeProxyAsync("n1");

        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1", 10256)));
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1", 10249)));
        // What changes meanwhile does not reach the rules.
        cluster.SetEndpoints(Array.Empty<string>());
        await Task.Delay(400);
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n2")));

        cluster.Plane.StartKubeProxy("n1");
        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1")));
    }

    [Fact]
    public async Task A_stuck_watch_keeps_old_rules_and_good_health_until_a_restart()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("kubeProxy:n2", FaultEffect.StopSyncing, fault => fault with { EndedBy = [FaultEnd.KubeProxyRestart] });
        await cluster.StartPodAsync("n2", 1);
        await cluster.Plane.StopPodAsync("uid-0");
        cluster.SetEndpoints([("n2", 1)]);

        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n1")) == "accepted");
        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n2")));
        Assert.Equal(200, (await cluster.GetAsync(cluster.Front("n2", 10256), "/healthz"))!.Value.Status);

        await RestartAsync(cluster, "n2");
        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n2")) == "accepted");
    }

    [Fact]
    public async Task A_kube_proxy_that_stopped_before_the_start_has_the_rules_of_then()
    {
        // S05: all pods moved since.
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2", "n2"], faults: Stopped());

        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1")));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n2")));
        string metrics = (await cluster.GetAsync(cluster.Front("n1", 10249), "/metrics"))!.Value.Body;
        double now = cluster.World.Now.ToUnixTimeSeconds();
        Assert.InRange(now - Metric(metrics, "kubeproxy_sync_proxy_rules_last_timestamp_seconds"), 3600, double.MaxValue);
        string sibling = (await cluster.GetAsync(cluster.Front("n2", 10249), "/metrics"))!.Value.Body;
        Assert.InRange(now - Metric(sibling, "kubeproxy_sync_proxy_rules_last_timestamp_seconds"), -60, 60);

        await RestartAsync(cluster, "n1");
        await Visits.EventuallyAsync(async () => await cluster.KnockAsync(cluster.Front("n1")) == "accepted");
    }

    [Fact]
    public async Task A_kube_proxy_that_cannot_write_says_so()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"], faults: Stopped(text: KubeProxySync.FailsToWrite));
        await Visits.EventuallyAsync(async () => (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value.Status == 503);
        string metrics = (await cluster.GetAsync(cluster.Front("n1", 10249), "/metrics"))!.Value.Body;

        Assert.InRange(Metric(metrics, "kubeproxy_sync_proxy_rules_iptables_restore_failures_total"), 1, 1000);
        Assert.InRange(
            Metric(metrics, "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds") - Metric(metrics, "kubeproxy_sync_proxy_rules_last_timestamp_seconds"), 60, double.MaxValue);
    }

    [Fact]
    public async Task A_stale_endpoint_takes_its_share_on_one_node_and_survives_a_restart()
    {
        // S04: one dead address beside one pod.
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n2"]);
        cluster.Break("node:n1/ingress", FaultEffect.StaleEndpoint, fault => fault with { Value = 1, EndedBy = [FaultEnd.InstanceReplacement] });
        await RestartAsync(cluster, "n1");
        var seen = new List<string>();
        for (int i = 0; i < 80; i++)
            seen.Add(await cluster.KnockAsync(cluster.Front("n1")));

        Assert.InRange(seen.Count(words => words == "dropped"), 20, 60);
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => cluster.KnockAsync(cluster.Front("n2")))), words => Assert.Equal("accepted", words));
        Assert.Equal(new SynOdds(0.5, 0, 0.5), cluster.Hand.Fabric.Odds(cluster.Hand.Fabric.ClientFlow(cluster.Front("n1"))));
    }

    [Fact]
    public async Task Health_speaks_as_kube_proxy_does()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync();
        (int status, string body) = (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value;
        var health = (JsonObject)JsonNode.Parse(body)!;
        Assert.Equal(200, status);
        Assert.Equal(["lastUpdated", "currentTime", "nodeEligible"], health.Select(pair => pair.Key));
        Assert.Equal((string?)health["currentTime"], (string?)health["lastUpdated"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000 UTC m=\+\d+\.\d{9}$", (string?)health["currentTime"]);

        // KEP-3836: a node that is to be deleted is not eligible; the process lives all the same.
        cluster.World.Cluster.Update(ResourceKinds.Nodes, @namespace: null, "n1", node =>
            node["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = "ToBeDeletedByClusterAutoscaler", ["effect"] = "NoSchedule" }));
        Assert.Equal(503, (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value.Status);
        Assert.Equal(200, (await cluster.GetAsync(cluster.Front("n1", 10256), "/livez"))!.Value.Status);
        cluster.Break("kubeProxy:n1", FaultEffect.HealthLies, fault => fault with { Value = 200 });
        Assert.Equal(200, (await cluster.GetAsync(cluster.Front("n1", 10256), "/healthz"))!.Value.Status);
    }

    [Fact]
    public async Task Metrics_have_the_names_that_kube_proxy_gives_them_and_values_that_a_scenario_sets()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(
            podsOn: ["n1"], metrics: new Dictionary<string, double> { ["kubeproxy_iptables_ct_state_invalid_dropped_packets_total"] = 4711, ["node_nf_conntrack_entries"] = 65536 });
        string metrics = (await cluster.GetAsync(cluster.Front("n1", 10249), "/metrics"))!.Value.Body;

        foreach (string name in new[]
        {
            "sync_proxy_rules_last_timestamp_seconds", "sync_proxy_rules_last_queued_timestamp_seconds", "sync_proxy_rules_duration_seconds_count",
            "sync_full_proxy_rules_duration_seconds_sum", "sync_partial_proxy_rules_duration_seconds_bucket", "sync_proxy_rules_endpoint_changes_pending",
            "sync_proxy_rules_endpoint_changes_total", "sync_proxy_rules_service_changes_pending", "sync_proxy_rules_service_changes_total",
            "sync_proxy_rules_iptables_restore_failures_total", "sync_proxy_rules_iptables_partial_restore_failures_total", "sync_proxy_rules_iptables_total",
            "sync_proxy_rules_no_local_endpoints_total", "sync_proxy_rules_nftables_sync_failures_total", "sync_proxy_rules_nftables_cleanup_failures_total",
            "network_programming_duration_seconds_count", "proxy_healthz_total",
        })
        {
            Assert.Matches($@"(?m)^kubeproxy_{name}(\{{[^}}]*\}})? [0-9.E+-]+$", metrics);
        }

        Assert.Equal(4711, Metric(metrics, "kubeproxy_iptables_ct_state_invalid_dropped_packets_total"));
        Assert.Equal(65536, Metric(metrics, "node_nf_conntrack_entries"));
    }

    [Fact]
    public async Task Metrics_on_loopback_are_nobody_elses()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(metricsOnLoopback: true);

        Assert.Equal("refused", await cluster.KnockAsync(cluster.Front("n1", 10249)));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1", 10250)));
    }

    [Fact]
    public async Task Faults_of_the_hosts_ports_leave_NodePorts_alone()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("node:n1/host", FaultEffect.Drop);

        Assert.Equal("dropped", await cluster.KnockAsync(cluster.Front("n1", 10256)));
        Assert.Equal("accepted", await cluster.KnockAsync(cluster.Front("n1")));
    }

    private static FaultSpec Stopped(string? text = null) => new()
    {
        Id = "stopped", At = "kubeProxy:n1", Effect = FaultEffect.StopSyncing, Text = text, EndedBy = [FaultEnd.KubeProxyRestart],
    };

    private static async Task RestartAsync(HandMadeCluster cluster, string node)
    {
        await cluster.Plane.StopKubeProxyAsync(node);
        cluster.World.Faults.Happened($"kubeProxy:{node}", FaultEnd.KubeProxyRestart, "restarted");
        cluster.Plane.StartKubeProxy(node);
    }

    private static double Metric(string metrics, string name) => double.Parse(
        metrics.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal)).Split(' ')[^1], CultureInfo.InvariantCulture);
}
