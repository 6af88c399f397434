using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Core.Tests.Topology.KubeProxies;

public class NodeKubeProxiesTests
{
    private static readonly DateTime s_now = Sample.Now;

    [Fact]
    public void One_whose_watch_is_stuck_is_found_among_fresh_siblings()
    {
        // Nothing is queued, health says 200: it hears of nothing. The pods moved an hour ago.
        NodeKubeProxy[] rows = Find(Proxy("a", last: -70 * 60, queued: -70 * 60), Proxy("b", last: -20), Proxy("c", last: -25));

        Assert.Equal([SyncState.Stale, SyncState.Fresh, SyncState.Fresh], rows.Select(row => row.SyncState));
        Assert.Contains("seems to hear of nothing", rows[0].Detail);
        Assert.Equal(4200, rows[0].SyncAgeSeconds);
        Assert.Equal(s_now.AddMinutes(-60), rows[0].NewestEndpointChangeUtc);
    }

    [Fact]
    public void An_old_sync_is_fresh_while_nothing_has_changed_since()
    {
        // The siblings were restarted; that makes their sync young and this one no worse.
        NodeKubeProxy[] rows = Find(Proxy("a", last: -59 * 60, queued: -59 * 60), Proxy("b", last: -20), Proxy("c", last: -25));

        Assert.All(rows, row => Assert.Equal(SyncState.Fresh, row.SyncState));
    }

    [Fact]
    public void All_old_alike_is_no_outlier()
    {
        NodeKubeProxy[] rows = Find(Proxy("a", last: -70 * 60), Proxy("b", last: -70 * 60), Proxy("c", last: -71 * 60));

        Assert.All(rows, row => Assert.Equal(SyncState.Fresh, row.SyncState));
    }

    [Fact]
    public void A_change_that_has_waited_for_more_than_a_minute_is_stale()
    {
        NodeKubeProxy[] rows = Find(Proxy("a", last: -600, queued: -120), Proxy("b", last: -20));

        Assert.Equal(SyncState.Stale, rows[0].SyncState);
        Assert.Equal(120, rows[0].SyncLagSeconds);
        Assert.Equal(0, rows[1].SyncLagSeconds);
    }

    [Fact]
    public void The_moment_between_queued_and_written_is_no_fault()
    {
        // A quiet cluster, and one change two seconds ago: everywhere last sync and queue lie far apart.
        NodeKubeProxy[] rows = Find(Proxy("a", last: -600, queued: -2), Proxy("b", last: -601, queued: -2), Proxy("c", last: -1));

        Assert.Equal(SyncState.Fresh, rows[1].SyncState);
        Assert.Contains("read again", rows[1].Detail);
    }

    [Fact]
    public void One_that_is_asked_again_and_again_and_never_writes_is_stale()
    {
        // Queued two seconds ago, as always; but what changed an hour ago is missing as well.
        NodeKubeProxy[] rows = Find(Proxy("a", last: -4200, queued: -2), Proxy("b", last: -2), Proxy("c", last: -5));

        Assert.Equal(SyncState.Stale, rows[0].SyncState);
    }

    [Fact]
    public void Failed_writes_beside_a_change_that_waits_are_failing()
    {
        NodeKubeProxy[] rows = Find(Proxy("a", last: -600, queued: -120, failures: 40), Proxy("b", last: -20, failures: 1), Proxy("c", last: -20));

        Assert.Equal(SyncState.Failing, rows[0].SyncState);
        Assert.Equal(SyncState.Fresh, rows[1].SyncState);
        Assert.Equal(40, rows[0].RestoreFailures);
        Assert.Contains("later ones worked", rows[1].Detail);
    }

    [Fact]
    public void Failures_that_rise_between_two_looks_are_failing()
    {
        KubeProxyObservation before = Proxy("a", last: -20, failures: 3) with { TimeUtc = s_now.AddSeconds(-30) };

        NodeKubeProxy[] rows = Find(before, Proxy("a", last: -20, failures: 9), Proxy("b", last: -20));

        Assert.Equal(SyncState.Failing, rows[0].SyncState);
        Assert.Contains("6 more failures within 30 s", rows[0].Detail);
        Assert.Equal(SyncState.Fresh, Find(before, Proxy("a", last: -20, failures: 3), Proxy("b", last: -20))[0].SyncState);
    }

    [Theory]
    [InlineData(-7200)]
    [InlineData(7200)]
    public void A_clock_that_is_off_does_not_make_a_fresh_sync_stale(int offset)
    {
        NodeKubeProxy[] rows = Find(Proxy("a", last: -20, clock: offset), Proxy("b", last: -20), Proxy("c", last: -25));

        Assert.All(rows, row => Assert.Equal(SyncState.Fresh, row.SyncState));
        Assert.Equal(20, rows[0].SyncAgeSeconds);
    }

    [Theory]
    [InlineData(-7200)]
    [InlineData(7200)]
    public void Nor_a_stuck_one_fresh(int offset) =>
        Assert.Equal(SyncState.Stale, Find(Proxy("a", last: -70 * 60, queued: -70 * 60, clock: offset), Proxy("b", last: -20), Proxy("c", last: -25))[0].SyncState);

    [Fact]
    public void Where_no_clock_is_known_an_old_sync_may_be_a_clock()
    {
        KubeProxyObservation unknown = Proxy("a", last: -7200) with { HealthStatus = null, HealthCurrentTimeUtc = null, CannotSee = "health: no answer" };

        NodeKubeProxy row = Find(unknown, Proxy("b", last: -20), Proxy("c", last: -25))[0];

        Assert.Equal(SyncState.CannotSee, row.SyncState);
        Assert.Contains("clock", row.Detail);
    }

    [Fact]
    public void A_heartbeat_in_step_with_our_clock_decides_that()
    {
        KubeProxyObservation unknown = Proxy("a", last: -7200, queued: -7200) with { HealthStatus = null, HealthCurrentTimeUtc = null };
        ClusterState cluster = Cluster(unknown, Proxy("b", last: -20), Proxy("c", last: -25));
        cluster = cluster with { Leases = [new Lease { Metadata = Sample.Meta("kube-node-lease", "a"), Spec = new LeaseSpec { RenewTime = s_now.AddSeconds(-8) } }] };

        Assert.Equal(SyncState.Stale, NodeKubeProxies.Find(Sample.Of(cluster))[0].SyncState);
    }

    [Fact]
    public void Readiness_by_a_clock_that_is_ahead_is_no_change_of_the_future()
    {
        ClusterState cluster = Cluster(Proxy("a", last: -59 * 60), Proxy("b", last: -20), Proxy("c", last: -20));
        cluster = cluster with { Pods = [.. cluster.Pods.Select(pod => pod.Metadata!.Namespace == "shop" ? pod with { Status = Ready(s_now.AddHours(1)) } : pod)] };

        Assert.Equal(SyncState.Fresh, NodeKubeProxies.Find(Sample.Of(cluster))[0].SyncState);
    }

    [Fact]
    public void What_cannot_be_seen_is_not_healthy()
    {
        KubeProxyObservation nothing = Proxy("a", last: -1) with { HealthStatus = null, HealthCurrentTimeUtc = null, Metrics = new Dictionary<string, double>(), CannotSee = "health: forbidden; metrics: forbidden" };
        KubeProxyObservation healthAlone = nothing with { NodeName = "b", PodName = "kube-proxy-b", HealthStatus = 200, CannotSee = "metrics: the API server could not reach the port (503)" };

        NodeKubeProxy[] rows = Find(nothing, healthAlone);

        Assert.All(rows, row => Assert.Equal(SyncState.CannotSee, row.SyncState));
        Assert.Contains("not to say that it is healthy", rows[0].Detail);
        Assert.Contains("forbidden", rows[0].Detail);
        Assert.Contains("a watch that is stuck says the same", rows[1].Detail);
    }

    [Fact]
    public void Health_of_503_is_stale_unless_the_node_is_about_to_go()
    {
        KubeProxyObservation ill = Proxy("a", last: -1) with { HealthStatus = 503, Metrics = new Dictionary<string, double>() };

        Assert.Equal(SyncState.Stale, Find(ill)[0].SyncState);
        Assert.Equal(SyncState.CannotSee, Find(ill with { HealthNodeEligible = false })[0].SyncState);
    }

    [Fact]
    public void A_node_without_the_pod_that_others_have_is_told()
    {
        ClusterState cluster = Cluster(Proxy("a", last: -20), Proxy("b", last: -20));
        cluster = cluster with { Nodes = [.. cluster.Nodes, Sample.Node("bare")] };

        NodeKubeProxy row = NodeKubeProxies.Find(Sample.Of(cluster), ["BARE"]).Single();

        Assert.Equal((SyncState.Absent, null), (row.SyncState, row.PodName));
    }

    [Fact]
    public void Pods_that_could_not_be_read_are_not_absent()
    {
        var cluster = Sample.Cluster() with { Nodes = [Sample.Node("a")] };
        var gap = new SnapshotGap { Source = cluster.Name, Operation = "list pods", Resource = "kube-system", Kind = GapKind.Denied, Reason = "RBAC says no.", TimeUtc = s_now };

        NodeKubeProxy row = NodeKubeProxies.Find(Sample.Of(cluster) with { Gaps = [gap] }).Single();

        Assert.Equal(SyncState.CannotSee, row.SyncState);
        Assert.Contains("RBAC says no.", row.Detail);
        Assert.Equal(SyncState.CannotSee, NodeKubeProxies.Find(Sample.Of(cluster)).Single().SyncState);
    }

    [Theory]
    [InlineData("602401143452.dkr.ecr.eu-west-2.amazonaws.com/eks/kube-proxy:v1.31.2-minimal-eksbuild.3", "v1.31.2-minimal-eksbuild.3")]
    [InlineData("registry:5000/kube-proxy", null)]
    [InlineData("registry:5000/kube-proxy:v1@sha256:00ff", "v1")]
    public void The_version_is_the_images_tag(string image, string? version)
    {
        ClusterState cluster = Cluster(Proxy("a", last: -20));
        cluster = cluster with { Pods = [.. cluster.Pods.Select(pod => pod with { Spec = pod.Spec! with { Containers = [new Container { Name = "kube-proxy", Image = image }] } })] };

        Assert.Equal(version, NodeKubeProxies.Find(Sample.Of(cluster)).Single().Version);
    }

    [Theory]
    [InlineData("mode: \"ipvs\"", "ipvs")]
    [InlineData("mode: \"\"", "iptables")]
    [InlineData("kind: X", null)]
    public void The_mode_is_that_of_its_configuration(string line, string? mode)
    {
        ClusterState cluster = Cluster(Proxy("a", last: -20)) with
        {
            ConfigMaps = [new ConfigMap { Metadata = Sample.Meta("kube-system", "kube-proxy-config"), Data = new Dictionary<string, string> { ["config"] = "apiVersion: x\n" + line + "\n" } }],
        };

        Assert.Equal(mode, NodeKubeProxies.Find(Sample.Of(cluster)).Single().Mode);
    }

    [Fact]
    public void Of_two_pods_the_one_that_stays_is_shown()
    {
        ClusterState cluster = Cluster(Proxy("a", last: -20));
        Pod old = cluster.Pods.First(pod => pod.Metadata!.Namespace == "kube-system");
        cluster = cluster with { Pods = [old with { Metadata = old.Metadata! with { Name = "kube-proxy-old", DeletionTimestamp = s_now } }, .. cluster.Pods] };

        Assert.Equal("kube-proxy-a", NodeKubeProxies.Find(Sample.Of(cluster)).Single().PodName);
    }

    [Fact]
    public void Times_beyond_all_reason_are_no_times()
    {
        KubeProxyObservation mad = Proxy("a", last: -20) with { HealthCurrentTimeUtc = DateTime.MaxValue };
        KubeProxyObservation madder = Proxy("b", last: -20) with { Metrics = new Dictionary<string, double> { [KubeProxyMetrics.LastSync] = 1e300, [KubeProxyMetrics.LastQueued] = -5 } };

        NodeKubeProxy[] rows = Find(mad, madder, Proxy("c", last: -20));

        Assert.Equal(SyncState.Fresh, rows[0].SyncState);
        Assert.Null(rows[1].LastSyncUtc);
    }

    private static NodeKubeProxy[] Find(params KubeProxyObservation[] observations) => [.. NodeKubeProxies.Find(Sample.Of(Cluster(observations)))];

    private static ClusterState Cluster(params KubeProxyObservation[] observations)
    {
        string[] names = [.. observations.Select(one => one.NodeName).Distinct()];
        return Sample.Cluster() with
        {
            Nodes = [.. names.Select(name => Sample.Node(name))],
            KubeProxies = observations,
            Services = [Sample.Service("shop", "web", 30443)],
            Pods =
            [
                .. names.Select(name => new Pod
                {
                    Metadata = Sample.Meta("kube-system", "kube-proxy-" + name, labels: [("k8s-app", "kube-proxy")]),
                    Spec = new PodSpec { NodeName = name },
                    Status = Ready(s_now.AddDays(-9)),
                }),
                new Pod { Metadata = Sample.Meta("shop", "web-1", s_now.AddMinutes(-61)), Spec = new PodSpec { NodeName = names[^1] }, Status = Ready(s_now.AddMinutes(-60)) },
            ],
            EndpointSlices =
            [
                new EndpointSlice
                {
                    Metadata = Sample.Meta("shop", "web-x", labels: [("kubernetes.io/service-name", "web")]),
                    Endpoints = [new Endpoint { Addresses = ["10.0.0.9"], NodeName = names[^1], TargetRef = new ObjectReference { Kind = "Pod", Namespace = "shop", Name = "web-1" } }],
                },
            ],
        };
    }

    private static PodStatus Ready(DateTime since) => new() { Phase = "Running", Conditions = [new Condition { Type = "Ready", Status = "True", LastTransitionTime = since }] };

    // Times in seconds by our clock; the node's may be off by so many.
    private static KubeProxyObservation Proxy(string node, double last, double? queued = null, double failures = 0, double clock = 0) => new()
    {
        NodeName = node,
        PodName = "kube-proxy-" + node,
        HealthStatus = 200,
        HealthCurrentTimeUtc = s_now.AddSeconds(clock),
        HealthLastUpdatedUtc = s_now.AddSeconds(clock),
        TimeUtc = s_now,
        Metrics = new Dictionary<string, double>
        {
            [KubeProxyMetrics.LastSync] = Unix(last + clock),
            [KubeProxyMetrics.LastQueued] = Unix((queued ?? last) + clock),
            [KubeProxyMetrics.IptablesRestoreFailures] = failures,
            [KubeProxyMetrics.IptablesRules] = 60,
        },
    };

    private static double Unix(double seconds) => (s_now.AddSeconds(seconds) - DateTime.UnixEpoch).TotalSeconds;
}
