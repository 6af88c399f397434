using System.Text.Json;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Kubernetes.Tests.Json;

/// <summary>What kubectl applies is what a snapshot holds.</summary>
public class NetworkPolicyTests
{
    private const string Manifest = """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: test-network-policy, namespace: hutch}
        spec:
          podSelector:
            matchLabels: {app: hutch-relay}
            matchExpressions: [{key: tier, operator: NotIn, values: [a, b]}, {key: app, operator: Exists}]
          policyTypes: [Ingress, Egress]
          ingress:
          - from:
            - ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}
            - namespaceSelector: {matchLabels: {project: myproject}}
              podSelector: {}
            - podSelector: {matchLabels: {role: frontend}}
            ports: [{protocol: TCP, port: 6379}, {port: https}, {protocol: UDP, port: 32000, endPort: 32768}]
          - {}
          egress:
          - to: [{ipBlock: {cidr: "2001:db8::/32"}}]
            ports: [{protocol: SCTP}]
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: z-deny, namespace: hutch}
        spec: {podSelector: {}}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_kubectl_applies_is_read_back_as_it_was_written()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();
        await lab.KubectlAsync("create", "namespace", "alices");
        await lab.KubectlAsync("label", "namespace", "alices", "user=alice");
        await lab.KubectlAsync("apply", "-f", lab.Home.Write("policy.yaml", Manifest));

        PathSnapshot snapshot = await SnapshotAsync(connection);

        ClusterState cluster = Assert.Single(snapshot.Clusters);
        Assert.DoesNotContain(snapshot.Gaps, gap => gap.Operation.Contains("networkpolicies", StringComparison.Ordinal) || gap.Operation.Contains("namespaces", StringComparison.Ordinal));
        Assert.Equal(["hutch"], cluster.NetworkPolicyNamespaces);
        Assert.Equal(["hutch/test-network-policy", "hutch/z-deny"], cluster.NetworkPolicies.Select(policy => $"{policy}"));
        Assert.Equal(Json(Expected), Json(cluster.NetworkPolicies[0].Spec!));
        // As the API server completes it.
        Assert.Equal(Json(new NetworkPolicySpec { PodSelector = new LabelSelector(), PolicyTypes = ["Ingress"] }), Json(cluster.NetworkPolicies[1].Spec!));
        NamespaceMetadata alices = Assert.Single(cluster.Namespaces, one => one.Metadata!.Name == "alices");
        Assert.Equal(("alice", "alices"), (alices.Metadata!.Labels["user"], alices.Metadata.Labels["kubernetes.io/metadata.name"]));
        Assert.Equal(Json<TlsPathRecord>(snapshot), Json(TlsPathJson.Deserialize(TlsPathJson.Serialize(snapshot))));
        Assert.Contains("app=hutch-relay", await lab.KubectlAsync("-n", "hutch", "get", "networkpolicies"), StringComparison.Ordinal);
    }

    // No policy selects by namespaces: their list is not asked for.
    [Fact]
    public async Task Without_a_policy_that_needs_them_namespaces_are_not_read()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();

        ClusterState cluster = Assert.Single((await SnapshotAsync(connection)).Clusters);

        Assert.Equal((0, 0), (cluster.NetworkPolicies.Length, cluster.Namespaces.Length));
        Assert.Equal(["hutch"], cluster.NetworkPolicyNamespaces);
        Assert.Contains(cluster.Pods, pod => pod.Metadata!.Labels.GetValueOrDefault("k8s-app") == "aws-node");
    }

    [Fact]
    public async Task A_list_that_is_refused_is_a_gap_by_the_permissions_own_name()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["list networkpolicies"] };
        using KubernetesConnection connection = lab.Connect();

        PathSnapshot snapshot = await SnapshotAsync(connection);

        SnapshotGap gap = Assert.Single(snapshot.Gaps);
        Assert.Equal(("list networkpolicies.networking.k8s.io", "hutch", GapKind.Denied), (gap.Operation, gap.Resource, gap.Kind));
        Assert.Contains(KnownPermissions.All, need => need.Name == gap.Operation);
        Assert.Empty(Assert.Single(snapshot.Clusters).NetworkPolicyNamespaces);
    }

    private static NetworkPolicySpec Expected => new()
    {
        PodSelector = new LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["app"] = "hutch-relay" },
            MatchExpressions = [new() { Key = "tier", Operator = "NotIn", Values = ["a", "b"] }, new() { Key = "app", Operator = "Exists" }],
        },
        PolicyTypes = ["Ingress", "Egress"],
        Ingress =
        [
            new()
            {
                From =
                [
                    new() { IpBlock = new IPBlock { Cidr = "172.17.0.0/16", Except = ["172.17.1.0/24"] } },
                    new() { NamespaceSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["project"] = "myproject" } }, PodSelector = new LabelSelector() },
                    new() { PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["role"] = "frontend" } } },
                ],
                Ports = [new() { Protocol = "TCP", Port = "6379" }, new() { Protocol = "TCP", Port = "https" }, new() { Protocol = "UDP", Port = "32000", EndPort = 32768 }],
            },
            new(),
        ],
        Egress = [new() { To = [new() { IpBlock = new IPBlock { Cidr = "2001:db8::/32" } }], Ports = [new() { Protocol = "SCTP" }] }],
    };

    private static Task<PathSnapshot> SnapshotAsync(KubernetesConnection connection) => new SnapshotCollector([], [connection.Reader]).CollectAsync(
        new SnapshotRequest { Namespace = "hutch", Parts = SnapshotParts.Services | SnapshotParts.Network }, Cancel);

    private static string Json<T>(T value) => JsonSerializer.Serialize(value);
}
