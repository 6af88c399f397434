using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class KubeProxyRestartPlansTests
{
    private const string Image = "registry/kube-proxy:v1";
    private static readonly Reading<NodeImages> s_images = new([new NodeImages { Status = new NodeImagesStatus { Images = [new ContainerImage { Names = [Image] }] } }], null);

    [Fact]
    public void A_kube_proxy_with_siblings_of_its_kind_may_be_restarted()
    {
        KubeProxyRestartPlan plan = Plan(Cluster());

        Assert.True(plan.MayProceed, plan.ToString());
        Assert.Equal("uid-a", plan.NodeUid);
        Assert.StartsWith("delete pod kube-system/kube-proxy-a of node a, and wait", plan.Action, StringComparison.Ordinal);
        Assert.Equal(["NodeIsKnown", "ProxyIsThere", "RevisionRunsElsewhere", "ImageIsPresent", "SyncIsTheSuspect"], plan.Checks.Select(check => check.Name));
    }

    [Fact]
    public void What_was_found_of_lock_and_permission_counts()
    {
        Assert.False(Plan(Cluster(), others: [new("NoOtherRemediation", Passed: false, "Another runs.")]).MayProceed);
        Assert.False(Plan(Cluster(), others: [new("NoOtherRemediation", Passed: null, "Not known.")]).MayProceed);
        Assert.True(Plan(Cluster(), others: [new("MayDelete", Passed: null, "Not known.", Stops: false)]).MayProceed);
    }

    [Theory]
    [InlineData("i-1", true)]
    [InlineData(null, true)]
    [InlineData("i-2", false)]
    public void Another_instance_under_the_name_is_left_alone(string? meant, bool may)
    {
        ClusterState cluster = Cluster();
        KubeProxyRestartPlan plan = Plan(cluster with { Nodes = [cluster.Nodes[0] with { Spec = new NodeSpec { ProviderID = "aws:///eu-west-2a/i-00000000000000001" } }, cluster.Nodes[1]] },
            meant?.Replace("i-", "i-0000000000000000", StringComparison.Ordinal));

        Assert.Equal(may, plan.MayProceed);
        if (!may)
            Assert.Equal("stop: Node a is instance i-00000000000000001 now, and not i-00000000000000002: it was replaced.", plan.Checks.Single().ToString());
    }

    [Fact]
    public void An_identity_that_cannot_be_seen_is_not_assumed()
    {
        KubeProxyRestartPlan plan = Plan(Cluster(), "i-00000000000000001");

        Assert.False(plan.MayProceed);
        Assert.Null(plan.Checks.Single().Passed);
    }

    [Fact]
    public void A_node_that_is_not_there_and_nodes_that_were_not_read_are_two_things()
    {
        var gap = new SnapshotGap { Source = "test", Operation = "list nodes", Kind = GapKind.Denied, Reason = "RBAC says no", TimeUtc = Sample.Now };

        Assert.Equal((false, "stop: No node z is in cluster test."), Stop(KubeProxyRestartPlans.Of(Sample.Of(Cluster() with { Name = "test" }), "z", null, s_images, [])));
        Assert.Equal((null, "stop, not known: Nodes could not be read: RBAC says no."), Stop(KubeProxyRestartPlans.Of(Sample.Of(Cluster() with { Nodes = [] }) with { Gaps = [gap] }, "a", null, s_images, [])));
    }

    [Fact]
    public void Without_a_uid_nothing_is_deleted()
    {
        ClusterState cluster = Cluster();

        Assert.Null(Stop(Plan(cluster with { Nodes = [cluster.Nodes[0] with { Metadata = Sample.Meta("", "a") with { Uid = null } }, cluster.Nodes[1]] })).Passed);
        Assert.Null(Stop(Plan(WithPod(cluster, pod => pod with { Metadata = pod.Metadata! with { Uid = null } }))).Passed);
    }

    [Fact]
    public void Where_there_is_no_kube_proxy_that_is_said()
    {
        ClusterState cluster = Cluster();

        (bool? passed, string text) = Stop(Plan(cluster with { Pods = [.. cluster.Pods.Skip(1)] }));

        Assert.False(passed);
        Assert.StartsWith("stop: There is nothing to restart on a: ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pod_that_ends_already_and_one_that_nobody_replaces_are_left_alone()
    {
        ClusterState cluster = Cluster();

        Assert.Equal((false, $"stop: Pod kube-proxy-a is already being deleted, since {Sample.Now:u}."), Stop(Plan(WithPod(cluster, pod => pod with { Metadata = pod.Metadata! with { DeletionTimestamp = Sample.Now } }))));
        // A static pod, one of a daemon set that was not read, and one whose daemon set of the same name is another by now.
        foreach (OwnerReference[] owners in new OwnerReference[][] { [], [new() { Kind = "Node", Uid = "uid-a", Controller = true }], [new() { Kind = "DaemonSet", Name = "kube-proxy", Uid = "uid-of-before", Controller = true }] })
            Assert.Equal((null, "stop, not known: Pod kube-proxy-a belongs to no daemon set that was read: nobody is known to put another in its place."), Stop(Plan(WithPod(cluster, pod => pod with { Metadata = pod.Metadata! with { OwnerReferences = owners } }))));
    }

    [Fact]
    public void A_version_that_no_sibling_runs_well_stops()
    {
        ClusterState changed = WithImage(Cluster(), "registry/kube-proxy:v2");
        string stop = "stop: No sibling is Ready with the daemon set's present version (registry/kube-proxy:v2): the new pod may not come up. The new pod will run registry/kube-proxy:v2, the old one ran registry/kube-proxy:v1.";

        Assert.Equal(stop, Check(Plan(changed), "RevisionRunsElsewhere"));
        Assert.False(Plan(changed).MayProceed);
        // A sibling that has the version and is not Ready proves the contrary.
        Assert.Equal(stop, Check(Plan(WithSibling(changed, pod => pod with { Spec = Running("b", "registry/kube-proxy:v2"), Status = new PodStatus { Phase = "Running" } })), "RevisionRunsElsewhere"));
        Assert.Equal("ok: 1 of 1 siblings are Ready with the daemon set's present version. The new pod will run registry/kube-proxy:v2, the old one ran registry/kube-proxy:v1.",
            Check(Plan(WithSibling(changed, pod => pod with { Spec = Running("b", "registry/kube-proxy:v2") })), "RevisionRunsElsewhere"));
    }

    [Fact]
    public void A_template_that_changed_otherwise_than_by_its_image_stops_too()
    {
        ClusterState cluster = Cluster();
        DaemonSet set = cluster.DaemonSets[0];
        cluster = cluster with { DaemonSets = [set with { Metadata = set.Metadata! with { Annotations = new Dictionary<string, string> { ["deprecated.daemonset.template.generation"] = "2" } } }] };

        Assert.StartsWith("stop: No sibling is Ready", Check(Plan(cluster), "RevisionRunsElsewhere"), StringComparison.Ordinal);
        Assert.StartsWith("ok: ", Check(Plan(WithSibling(cluster, pod => pod with { Metadata = pod.Metadata! with { Labels = new Dictionary<string, string>(pod.Metadata.Labels, StringComparer.Ordinal) { ["pod-template-generation"] = "2" } } })), "RevisionRunsElsewhere"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cluster_of_one_node_has_no_sibling_to_compare_with_and_goes_on()
    {
        ClusterState cluster = Cluster();
        KubeProxyRestartPlan plan = Plan(cluster with { Nodes = [cluster.Nodes[0]], Pods = [cluster.Pods[0]] });

        Assert.StartsWith("not known: There is no sibling", Check(plan, "RevisionRunsElsewhere"), StringComparison.Ordinal);
        Assert.True(plan.MayProceed);
    }

    [Fact]
    public void The_image_may_be_there_or_not_be_named_or_not_be_known()
    {
        ClusterState changed = WithImage(Cluster(), "registry/kube-proxy:v2");
        var unread = new Reading<NodeImages>([], Nodes.Gap("get nodes"));
        var has = new Reading<NodeImages>([new NodeImages { Status = new NodeImagesStatus { Images = [new ContainerImage { Names = ["registry/kube-proxy@sha256:00", "registry/kube-proxy:v2"] }] } }], null);

        Assert.Equal("ok: The node has the image: the old pod runs it.", Check(Plan(Cluster(), images: unread), "ImageIsPresent"));
        Assert.Equal("ok: The node has the image.", Check(Plan(changed, images: has), "ImageIsPresent"));
        Assert.Equal("not known: Whether the node has the image is not known: It was refused.", Check(Plan(changed, images: unread), "ImageIsPresent"));
        Assert.StartsWith("not known: The node does not name registry/kube-proxy:v2 among its images", Check(Plan(changed), "ImageIsPresent"), StringComparison.Ordinal);
    }

    private static KubeProxyRestartPlan Plan(ClusterState cluster, string? instanceId = null, Reading<NodeImages>? images = null, RemediationCheck[]? others = null) =>
        KubeProxyRestartPlans.Of(Sample.Of(cluster), "a", instanceId, images ?? s_images, others ?? []);

    private static (bool? Passed, string Text) Stop(KubeProxyRestartPlan plan)
    {
        Assert.False(plan.MayProceed);
        RemediationCheck stop = plan.Checks.Single(check => check.Passed != true);
        return (stop.Passed, stop.ToString());
    }

    private static string Check(KubeProxyRestartPlan plan, string name) => plan.Checks.Single(check => check.Name == name).ToString();

    private static ClusterState WithPod(ClusterState cluster, Func<Pod, Pod> change) => cluster with { Pods = [change(cluster.Pods[0]), .. cluster.Pods.Skip(1)] };

    private static ClusterState WithSibling(ClusterState cluster, Func<Pod, Pod> change) => cluster with { Pods = [cluster.Pods[0], change(cluster.Pods[1])] };

    private static ClusterState WithImage(ClusterState cluster, string image) =>
        cluster with { DaemonSets = [cluster.DaemonSets[0] with { Spec = new DaemonSetSpec { Template = new PodTemplate { Spec = Running(null, image) } } }] };

    private static ClusterState Cluster() => Sample.Cluster() with
    {
        Nodes = [.. new[] { "a", "b" }.Select(name => Sample.Node(name) with { Metadata = Sample.Meta("", name) with { Uid = "uid-" + name }, Spec = new NodeSpec() })],
        DaemonSets = [new DaemonSet { Metadata = Sample.Meta("kube-system", "kube-proxy") with { Uid = "uid-set" }, Spec = new DaemonSetSpec { Template = new PodTemplate { Spec = Running(null, Image) } } }],
        Pods =
        [
            .. new[] { "a", "b" }.Select(name => new Pod
            {
                Metadata = Sample.Meta("kube-system", "kube-proxy-" + name, labels: [("k8s-app", "kube-proxy"), ("pod-template-generation", "1")]) with
                {
                    Uid = "uid-pod-" + name,
                    OwnerReferences = [new OwnerReference { Kind = "DaemonSet", Name = "kube-proxy", Uid = "uid-set", Controller = true }],
                },
                Spec = Running(name, Image),
                Status = new PodStatus
                {
                    Phase = "Running",
                    Conditions = [new Condition { Type = "Ready", Status = "True" }],
                    ContainerStatuses = [new ContainerStatus { Name = "kube-proxy", State = new ContainerState { Running = new ContainerStateRunning() } }],
                },
            }),
        ],
    };

    private static PodSpec Running(string? node, string image) => new() { NodeName = node, Containers = [new Container { Name = "sidecar", Image = "other:1" }, new Container { Name = "kube-proxy", Image = image }] };
}
