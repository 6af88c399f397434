using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Core.Tests.Topology.Pods;

public class NodePodDistributionsTests
{
    [Fact]
    public void With_policy_Cluster_every_node_leads_to_the_one_pod()
    {
        NodePodDistribution[] rows = Find(Cluster(policy: "Cluster", Endpoint("web-1", "b")));

        Assert.Equal([true, true], rows.Select(row => row.Forwards));
        Assert.Equal([0, 1], rows.Select(row => row.LocalEndpoints));
        Assert.Equal([1, 1], rows.Select(row => row.UsableEndpoints));
        Assert.Contains(rows[0].Notes, note => note.Contains("that is no fault") && note.StartsWith("The one ready pod is on b", StringComparison.Ordinal));
    }

    [Fact]
    public void With_policy_Local_a_node_without_pod_leads_nowhere_by_design()
    {
        NodePodDistribution[] rows = Find(Cluster(policy: "Local", Endpoint("web-1", "b")));

        Assert.Equal([false, true], rows.Select(row => row.Forwards));
        Assert.Contains("by design", rows[0].Detail);
        Assert.Contains("dropped or refused", rows[0].Detail);
        Assert.Contains(rows[0].Notes, note => note.Contains("healthCheckNodePort (31811)"));
    }

    [Fact]
    public void Ready_not_ready_and_terminating_pods_are_told_apart()
    {
        NodePodDistribution[] rows = Find(Cluster(
            null, Endpoint("web-1", "a"), Endpoint("web-2", "a", ready: false, serving: false), Endpoint("web-3", "a", ready: false, serving: true, terminating: true)));

        Assert.Equal((3, 1, 1, 1), (rows[0].Pods, rows[0].ReadyPods, rows[0].NotReadyPods, rows[0].TerminatingPods));
        Assert.Equal(["web-1", "web-2", "web-3"], rows[0].PodNames);
        Assert.Equal(1, rows[0].TotalEndpoints);
    }

    [Fact]
    public void Where_none_is_ready_those_that_are_going_stand_in()
    {
        NodePodDistribution[] rows = Find(Cluster("Local", Endpoint("web-1", "a", ready: false, serving: true, terminating: true), Endpoint("web-2", "b", ready: false, serving: false)));

        Assert.Equal([true, false], rows.Select(row => row.Forwards));
        Assert.Contains(rows[0].Notes, note => note.Contains("KEP-1669"));
    }

    [Fact]
    public void Without_any_pod_no_node_leads_anywhere()
    {
        NodePodDistribution[] rows = Find(Cluster(null, Endpoint("web-1", "a", ready: false, serving: false)));

        Assert.All(rows, row => Assert.Equal(false, row.Forwards));
        Assert.Contains("leads nowhere on any node", rows[0].Detail);
    }

    [Fact]
    public void Hints_keep_flows_in_their_zone_where_every_endpoint_has_one()
    {
        NodePodDistribution[] hinted = Find(Cluster(null, Endpoint("web-1", "a", zones: ["eu-west-2a"]), Endpoint("web-2", "b", zones: ["eu-west-2b"]), Endpoint("web-3", "b", zones: ["eu-west-2b"])));
        NodePodDistribution[] half = Find(Cluster(null, Endpoint("web-1", "a", zones: ["eu-west-2a"]), Endpoint("web-2", "b")));
        NodePodDistribution[] elsewhere = Find(Cluster(null, Endpoint("web-2", "b", zones: ["eu-west-2b"])));

        Assert.Equal([1, 2], hinted.Select(row => row.UsableEndpoints));
        Assert.Equal(["eu-west-2a"], hinted[0].ZoneHints);
        Assert.Contains(hinted[0].Notes, note => note.Contains("hints"));
        Assert.Equal([2, 2], half.Select(row => row.UsableEndpoints));
        Assert.Equal([1, 1], elsewhere.Select(row => row.UsableEndpoints));
    }

    [Fact]
    public void Slices_of_two_families_and_port_sets_hold_the_same_pods()
    {
        ClusterState cluster = Cluster(null, Endpoint("web-1", "a"));
        EndpointSlice v4 = cluster.EndpointSlices[0];
        cluster = cluster with { EndpointSlices = [v4, v4 with { AddressType = "IPv6", Endpoints = [v4.Endpoints[0] with { Addresses = ["fd00::1"] }] }] };

        NodePodDistribution row = Find(cluster)[0];

        Assert.Equal((1, 1), (row.Pods, row.TotalEndpoints));
        Assert.Equal(["10.0.0.1", "fd00::1"], row.PodIPs);
    }

    [Fact]
    public void Without_slices_the_selector_finds_pods_and_what_takes_flows_stays_open()
    {
        ClusterState cluster = Cluster(null, Endpoint("web-1", "a")) with
        {
            EndpointSlices = [],
            Pods = [Pod("web-1", "a", "web"), Pod("other", "a", "other"), Pod("web-pending", null, "web")],
        };

        NodePodDistribution[] rows = Find(cluster);

        Assert.Equal(["a", "b", null], rows.Select(row => row.NodeName));
        Assert.Equal((1, 1, null, null), (rows[0].Pods, rows[0].ReadyPods, rows[0].UsableEndpoints, rows[0].Forwards));
        Assert.Equal(["web-pending"], rows[2].PodNames);
    }

    [Fact]
    public void A_service_without_NodePort_has_nothing_to_forward()
    {
        ClusterState cluster = Cluster(null, Endpoint("web-1", "a"));
        cluster = cluster with { Services = [Sample.Service("shop", "web", type: "ClusterIP")] };

        NodePodDistribution row = Find(cluster)[0];

        Assert.Equal((null, null, null), (row.Forwards, row.NodePort, row.ExternalTrafficPolicy));
    }

    [Fact]
    public void Affinity_and_gaps_are_noted()
    {
        ClusterState cluster = Cluster(null, Endpoint("web-1", "a"));
        cluster = cluster with { Services = [cluster.Services[0] with { Spec = cluster.Services[0].Spec! with { SessionAffinity = "ClientIP" } }] };
        var gap = new SnapshotGap { Source = cluster.Name, Operation = "list endpointslices.discovery.k8s.io", Resource = "shop", Kind = GapKind.Denied, Reason = "Forbidden.", TimeUtc = Sample.Now };

        string[] notes = NodePodDistributions.Find(Sample.Of(cluster) with { Gaps = [gap] }, "shop", "web")[0].Notes;

        Assert.Contains(notes, note => note.Contains("10800 s"));
        Assert.Contains(notes, note => note.Contains("Forbidden."));
    }

    [Fact]
    public void Only_the_nodes_that_were_named_are_shown()
    {
        ClusterState cluster = Cluster(null, Endpoint("web-1", "a"), Endpoint("web-2", "gone"));

        Assert.Equal(["a", "b", "gone"], Find(cluster).Select(row => row.NodeName));
        Assert.Equal(["b"], NodePodDistributions.Find(Sample.Of(cluster), "shop", "web", ["B"]).Select(row => row.NodeName));
        Assert.Empty(NodePodDistributions.Find(Sample.Of(cluster), "shop", "nothing"));
    }

    private static NodePodDistribution[] Find(ClusterState cluster) => [.. NodePodDistributions.Find(Sample.Of(cluster), "shop", "web")];

    private static ClusterState Cluster(string? policy, params Endpoint[] endpoints)
    {
        Service service = Sample.Service("shop", "web", 30443, policy: policy);
        return Sample.Cluster() with
        {
            Nodes = [Sample.Node("a"), Sample.Node("b", "eu-west-2b")],
            Services = [service with { Spec = service.Spec! with { HealthCheckNodePort = policy == "Local" ? 31811 : null } }],
            EndpointSlices = [new EndpointSlice { Metadata = Sample.Meta("shop", "web-x", labels: [("kubernetes.io/service-name", "web")]), Endpoints = endpoints }],
        };
    }

    private static Endpoint Endpoint(string pod, string node, bool ready = true, bool? serving = null, bool terminating = false, string[]? zones = null) => new()
    {
        Addresses = [$"10.0.0.{pod[^1]}"],
        NodeName = node,
        TargetRef = new ObjectReference { Kind = "Pod", Namespace = "shop", Name = pod },
        Conditions = new EndpointConditions { Ready = ready, Serving = serving, Terminating = terminating },
        Hints = zones is null ? null : new EndpointHints { ForZones = [.. zones.Select(zone => new ForZone { Name = zone })] },
    };

    private static Pod Pod(string name, string? node, string app) => new()
    {
        Metadata = Sample.Meta("shop", name, labels: [("app", app)]),
        Spec = new PodSpec { NodeName = node },
        Status = new PodStatus { Phase = node is null ? "Pending" : "Running", Conditions = node is null ? [] : [new Condition { Type = "Ready", Status = "True" }] },
    };
}
