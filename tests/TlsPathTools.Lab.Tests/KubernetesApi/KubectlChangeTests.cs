using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>kubectl changes things. There are no controllers here: what they would do, the test does.</summary>
public class KubectlChangeTests
{
    private const string Manifest = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, namespace: shop}
        data: {color: COLOR}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: second, namespace: shop}
        spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, name: http}, {port: 443, name: https}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: second, namespace: shop}
        spec:
          selector: {matchLabels: {app: second}}
          template:
            metadata: {labels: {app: second}}
            spec: {containers: [{name: main, image: "image:COLOR", ports: [{containerPort: 80}]}]}
        """;

    [Fact]
    public async Task Nodes_are_cordoned_labelled_tainted_and_patched()
    {
        await using KubeLab lab = KubeLab.Start();

        Assert.Contains("cordoned", await lab.DoAsync($"cordon {Worlds.NodeA}"), StringComparison.Ordinal);
        Assert.Contains("Ready,SchedulingDisabled", await lab.DoAsync($"get node {Worlds.NodeA}"), StringComparison.Ordinal);
        await lab.DoAsync($"uncordon {Worlds.NodeA}");
        await lab.DoAsync($"label node {Worlds.NodeA} node.kubernetes.io/exclude-from-external-load-balancers=true");
        await lab.DoAsync($"annotate node {Worlds.NodeA} why=test");
        await lab.DoAsync($"taint node {Worlds.NodeA} a=b:NoSchedule");
        await lab.DoAsync($"patch node {Worlds.NodeA} -p {{\"metadata\":{{\"labels\":{{\"x\":\"1\"}}}}}}");
        await lab.DoAsync($"patch node {Worlds.NodeA} --type=json -p [{{\"op\":\"remove\",\"path\":\"/metadata/labels/x\"}}]");

        JsonObject node = lab.Store.Find(ResourceKinds.Nodes, null, Worlds.NodeA)!;
        Assert.False(KubeObject.IsTrue(node, "spec", "unschedulable"));
        Assert.Equal("true", KubeObject.Labels(node)["node.kubernetes.io/exclude-from-external-load-balancers"]);
        Assert.DoesNotContain("x", KubeObject.Labels(node).Keys);
        Assert.Equal("test", KubeObject.Text(node, "metadata", "annotations", "why"));
        Assert.Contains(KubeObject.Items(node, "spec", "taints"), taint => KubeObject.Text(taint, "key") == "a");
    }

    [Fact]
    public async Task A_node_is_drained_and_the_last_pod_of_a_budget_stays()
    {
        await using KubeLab lab = KubeLab.Start();
        await using var kubelet = new TinyKubelet(lab.Store);

        string drained = await lab.DoAsync($"drain {Worlds.NodeA} --ignore-daemonsets --timeout=30s");
        ProgramRun second = await lab.KubectlAsync("drain", Worlds.NodeB, "--ignore-daemonsets", "--timeout=1s");

        Assert.Contains("ignoring DaemonSet-managed Pods: kube-system/", drained, StringComparison.Ordinal);
        // Debian's kubectl 1.20 says "evicted" of the node as well.
        Assert.Matches($"node/{Worlds.NodeA} (drained|evicted)", drained);
        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("Cannot evict pod as it would violate the pod's disruption budget.", second.Output, StringComparison.Ordinal);
        JsonObject left = Assert.Single(lab.Store.List(ResourceKinds.Pods, "shop"));
        Assert.Equal(Worlds.NodeB, KubeObject.Text(left, "spec", "nodeName"));
    }

    [Fact]
    public async Task A_deletion_is_waited_for()
    {
        await using KubeLab lab = KubeLab.Start();
        await using var kubelet = new TinyKubelet(lab.Store);
        string pod = lab.Pod("kube-system", "kube-proxy");

        string deleted = await lab.DoAsync($"-n kube-system delete pod {pod} --wait=true --timeout=30s");

        Assert.Contains($"pod \"{pod}\" deleted", deleted, StringComparison.Ordinal);
        Assert.Null(lab.Store.Find(ResourceKinds.Pods, "kube-system", pod));
    }

    [Fact]
    public async Task Deployments_are_scaled_and_rolled_out()
    {
        await using KubeLab lab = KubeLab.Start();

        Assert.Contains("scaled", await lab.DoAsync("-n shop scale deploy web --replicas=3"), StringComparison.Ordinal);
        Assert.Contains("restarted", await lab.DoAsync("-n shop rollout restart deploy web"), StringComparison.Ordinal);
        Task<string> status = lab.DoAsync("-n shop rollout status deploy web --timeout=30s");
        await Task.Delay(300, TestContext.Current.CancellationToken);
        lab.Store.Update(ResourceKinds.Deployments, "shop", "web", deployment => deployment["status"] = new JsonObject
        {
            ["observedGeneration"] = deployment["metadata"]!["generation"]!.DeepClone(), ["replicas"] = 3, ["updatedReplicas"] = 3, ["readyReplicas"] = 3, ["availableReplicas"] = 3,
        });

        Assert.Contains("deployment \"web\" successfully rolled out", await status, StringComparison.Ordinal);
        JsonObject deployment = lab.Store.Find(ResourceKinds.Deployments, "shop", "web")!;
        Assert.Equal(3, KubeObject.Number(deployment, "spec", "replicas"));
        Assert.NotNull(KubeObject.Text(deployment, "spec", "template", "metadata", "annotations", "kubectl.kubernetes.io/restartedAt"));
    }

    [Fact]
    public async Task Manifests_are_applied_changed_and_deleted()
    {
        await using KubeLab lab = KubeLab.Start();
        string blue = lab.Home.Write("blue.yaml", Manifest.Replace("COLOR", "blue", StringComparison.Ordinal));
        string red = lab.Home.Write("red.yaml", Manifest.Replace("COLOR", "red", StringComparison.Ordinal).Replace("port: 443, name: https", "port: 8443, name: https", StringComparison.Ordinal));

        Assert.Contains("deployment.apps/second created", await lab.DoAsync($"apply -f {blue}"), StringComparison.Ordinal);
        Assert.Contains("service/second unchanged", await lab.DoAsync($"apply -f {blue}"), StringComparison.Ordinal);
        Assert.Contains("configmap/settings configured", await lab.DoAsync($"apply -f {red}"), StringComparison.Ordinal);
        JsonObject deployment = lab.Store.Find(ResourceKinds.Deployments, "shop", "second")!;
        JsonObject service = lab.Store.Find(ResourceKinds.Services, "shop", "second")!;
        string deleted = await lab.DoAsync($"delete -f {red}");
        string created = await lab.DoAsync($"create -f {blue}");

        Assert.Equal("image:red", KubeObject.Text(KubeObject.Items(deployment, "spec", "template", "spec", "containers").Single(), "image"));
        Assert.Equal(2, KubeObject.Number(deployment, "metadata", "generation"));
        Assert.Equal([80, 8443], KubeObject.Items(service, "spec", "ports").Select(port => KubeObject.Number(port, "port")));
        Assert.All(KubeObject.Items(service, "spec", "ports"), port => Assert.InRange(KubeObject.Number(port, "nodePort") ?? 0, 30_000, 32_767));
        Assert.Contains("configmap \"settings\" deleted", deleted, StringComparison.Ordinal);
        Assert.Contains("service/second created", created, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespaces_are_made_and_removed()
    {
        await using KubeLab lab = KubeLab.Start();

        await lab.DoAsync("create namespace spare");
        await lab.DoAsync("-n spare create configmap x --from-literal=a=b");
        await lab.DoAsync("delete namespace spare --timeout=20s");

        Assert.Null(lab.Store.Find(ResourceKinds.Namespaces, null, "spare"));
    }
}
