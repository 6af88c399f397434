using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests.Json;

/// <summary>Of all environments and arguments, the CNI plugin's settings in the plugin's own pods, and nothing else.</summary>
public class CniSettingsTests
{
    private const string Settings = """
        "env": [
          {"name": "PASSWORD", "value": "canary-1"}, {"value": "1500", "name": "AWS_VPC_ENI_MTU"}, {"name": "aws_vpc_eni_mtu", "value": "canary-2"},
          {"name": "ENABLE_POD_ENI", "valueFrom": {"secretKeyRef": {"name": "canary-3", "key": "canary-4"}}}, {"name": "POD_MTU"},
          {"name": "AWS_SECRET_ACCESS_KEY", "valueFrom": {"secretKeyRef": {"name": "canary-5"}}, "value": {"a": ["canary-6"]}}
        ],
        "args": ["--enable-network-policy=true", "--token=canary-7", "--enable-network-policy=canary-8", "--enable-network-policy"],
        "command": ["/app", "canary-9"]
        """;

    [Fact]
    public void Of_the_plugins_pod_the_known_variables_and_of_its_agent_the_known_flags_are_kept()
    {
        Pod pod = Read<Pod>(PodJson("kube-system", "aws-node", "aws-node", "aws-eks-nodeagent", "sidecar"));
        Assert.Equal([new("AWS_VPC_ENI_MTU", "1500"), new("ENABLE_POD_ENI", null), new("POD_MTU", "")], pod.Spec!.Containers[0].Env);
        Assert.Empty(pod.Spec.Containers[0].Args);
        Assert.Empty(pod.Spec.Containers[1].Env);
        Assert.Equal([new("enable-network-policy", "true")], pod.Spec.Containers[1].Args);
        Assert.Equal(([], []), (pod.Spec.Containers[2].Env, pod.Spec.Containers[2].Args));
        Assert.DoesNotContain("canary", TextOf(pod), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("default", "aws-node")]
    [InlineData("kube-system", "coredns")]
    public void Of_any_other_pod_nothing_is(string @namespace, string label)
    {
        string json = PodJson(@namespace, label, "aws-node", "aws-eks-nodeagent");
        Pod pod = Read<Pod>(json);
        Assert.All(pod.Spec!.Containers, container => Assert.Equal(([], []), (container.Env, container.Args)));
        Assert.DoesNotContain("canary", TextOf(pod), StringComparison.Ordinal);
        Assert.DoesNotContain("1500", TextOf(pod), StringComparison.Ordinal);
    }

    [Fact]
    public void Neither_is_of_templates()
    {
        DaemonSet set = Read<DaemonSet>($$"""{"metadata": {"name": "aws-node", "namespace": "kube-system"}, "spec": {"template": {{PodJson("kube-system", "aws-node", "aws-node")}} } }""");
        Assert.Empty(Assert.Single(set.Spec!.Template!.Spec!.Containers).Env);
    }

    [Fact]
    public async Task The_settings_of_the_labs_plugin_are_read_as_kubectl_shows_them()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();
        JsonNode list = JsonNode.Parse(await lab.KubectlAsync("get", "pods", "-n", "kube-system", "-l", "k8s-app=aws-node", "-o", "json"))!;
        Reading<Pod> pods = await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken);

        JsonNode[] shown = [.. list["items"]!.AsArray().OfType<JsonNode>()];
        Assert.NotEmpty(shown);
        foreach (JsonNode item in shown)
        {
            IEnumerable<CniSetting> known = item["spec"]!["containers"]![0]!["env"]!.AsArray().Where(one => CniSetting.Variables.Contains(one!["name"]!.GetValue<string>()))
                .Select(one => new CniSetting(one!["name"]!.GetValue<string>(), one["value"]!.GetValue<string>()));
            Pod pod = pods.Items.Single(pod => pod.Metadata!.Uid == item["metadata"]!["uid"]!.GetValue<string>());
            Assert.Equal(known, pod.Spec!.Containers[0].Env);
            Assert.Contains(new CniSetting("AWS_VPC_ENI_MTU", "9001"), pod.Spec.Containers[0].Env);
            Assert.DoesNotContain(pod.Spec.Containers[0].Env, one => one.Name == "MY_NODE_NAME");
        }

        Assert.All(pods.Items.Where(pod => !CniSetting.IsOfPlugin(pod)), pod => Assert.All(pod.Spec!.Containers, container => Assert.Empty(container.Env)));
    }

    [Theory]
    [InlineData("""{"name": "AWS_VPC_ENI_MTU"}""")]
    [InlineData("\"canary\"")]
    [InlineData("[[]]")]
    [InlineData("[1]")]
    public void An_environment_that_is_no_list_of_variables_is_refused(string env) =>
        Assert.Throws<JsonException>(() => Read<Pod>($$"""{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "env": {{env}} }] } }"""));

    [Fact]
    public void None_is_none() => Assert.Empty(Read<Pod>("""{"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "env": null, "args": null}] } }""").Spec!.Containers[0].Env);

    private static string TextOf(Pod pod) => TlsPathJson.Serialize(new PathSnapshot
    {
        BeganUtc = DateTime.UnixEpoch, EndedUtc = DateTime.UnixEpoch, Clusters = [new ClusterState { Name = "c", Server = "s", BeganUtc = DateTime.UnixEpoch, EndedUtc = DateTime.UnixEpoch, Pods = [pod] }],
    }) + pod + pod.Spec + string.Join(' ', (object[])pod.Spec!.Containers);

    private static string PodJson(string @namespace, string label, params string[] containers) =>
        $$"""{"metadata": {"name": "p", "namespace": "{{@namespace}}", "labels": {"k8s-app": "{{label}}"} }, "spec": {"containers": [{{string.Join(',', containers.Select(name => $$"""{"name": "{{name}}", {{Settings}} }"""))}}] } }""";

    private static T Read<T>(string json) => ObjectReaders.Of(new ClusterResource<T>("", ["v1"], "things"), "v1").Element(JsonDocument.Parse(json).RootElement);
}
