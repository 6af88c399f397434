using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Access;
using TlsPathTools.Topology;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>What a snapshot holds of the cluster against the store: which objects, and every property of each.</summary>
public class ClusterContentTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_object_that_was_read_is_as_the_store_has_it(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        ClusterState cluster = Assert.Single(scenario.Snapshot.Clusters);
        WorldView view = scenario.View;
        Same(view.Of(ResourceKinds.Nodes), cluster.Nodes, node => node.Metadata);
        Same(view.Of(ResourceKinds.Services), cluster.Services, service => service.Metadata);
        Same(view.Of(ResourceKinds.Ingresses), cluster.Ingresses, ingress => ingress.Metadata);
        Same(view.Of(ResourceKinds.NetworkPolicies), cluster.NetworkPolicies, policy => policy.Metadata);
        Same(view.Of(ResourceKinds.TargetGroupBindings), cluster.TargetGroupBindings, binding => binding.Metadata);
        Same(view.Of(ResourceKinds.PodDisruptionBudgets), cluster.PodDisruptionBudgets, budget => budget.Metadata);
        Same(In(view.Of(ResourceKinds.DaemonSets), "kube-system"), cluster.DaemonSets, set => set.Metadata);
        Same(In(view.Of(ResourceKinds.ConfigMaps), "kube-system").Where(map => KubeObject.Name(map) == "kube-proxy-config"), cluster.ConfigMaps, map => map.Metadata);
        Same(In(view.Of(ResourceKinds.Leases), "kube-node-lease"), cluster.Leases, lease => lease.Metadata);
        Same(view.Of(ResourceKinds.Certificates), cluster.Certificates, certificate => certificate.Metadata);
        Same(view.Of(ResourceKinds.CertificateRequests), cluster.CertificateRequests, request => request.Metadata);
        Same(view.Of(ResourceKinds.Orders), cluster.Orders, order => order.Metadata);
        Same(view.Of(ResourceKinds.Challenges), cluster.Challenges, challenge => challenge.Metadata);
        Same([.. view.Of(ResourceKinds.Issuers), .. view.Of(ResourceKinds.ClusterIssuers)], cluster.Issuers, issuer => issuer.Metadata);
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Pods_and_slices_of_the_paths_services_and_pods_of_the_nodes_own_agents_are_there_and_no_others(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        ClusterState cluster = Assert.Single(scenario.Snapshot.Clusters);
        JsonObject[] services = [.. scenario.View.Of(ResourceKinds.Services).Where(service => KubeObject.Items(service, "spec", "ports").Any(port => scenario.Rows.Any(row => row.NodePort is { } own && own == KubeObject.Number(port, "nodePort"))))];
        Same(
            scenario.View.Of(ResourceKinds.Pods).Where(pod => KubeObject.Labels(pod).GetValueOrDefault("k8s-app") is "kube-proxy" or "aws-node" || services.Any(service =>
                KubeObject.Namespace(service) == KubeObject.Namespace(pod) && KubeObject.Map(service, "spec", "selector").All(pair => KubeObject.Labels(pod).GetValueOrDefault(pair.Key) == pair.Value))),
            cluster.Pods, pod => pod.Metadata);
        Same(
            scenario.View.Of(ResourceKinds.EndpointSlices).Where(slice => services.Any(service =>
                KubeObject.Namespace(service) == KubeObject.Namespace(slice) && KubeObject.Labels(slice).GetValueOrDefault("kubernetes.io/service-name") == KubeObject.Name(service))),
            cluster.EndpointSlices, slice => slice.Metadata);
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Events_are_all_there_and_of_secrets_only_that_they_exist(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        ClusterState cluster = Assert.Single(scenario.Snapshot.Clusters);
        // Events come while it is read.
        Assert.Superset(scenario.View.Of(ResourceKinds.Events).Select(item => KubeObject.Uid(item)).ToHashSet(), cluster.Events.Select(e => e.Metadata!.Uid!).ToHashSet());
        foreach (var e in cluster.Events)
        {
            if (scenario.View.Find(ResourceKinds.Events, e.Metadata!.Namespace, e.Metadata.Name) is { } item)
                Assert.Empty(RecordAgainstJson.Differences(item, e, $"{e.Metadata}"));
        }

        string?[] namespaces = [.. cluster.Certificates.Select(certificate => certificate.Metadata?.Namespace)];
        Assert.Equal(
            cluster.Certificates.Length == 0 ? [] : scenario.View.Of(ResourceKinds.Secrets).Where(secret => namespaces.Contains(KubeObject.Namespace(secret)) || KubeObject.Namespace(secret) == "cert-manager").Select(KubeObject.Name),
            cluster.Secrets.Select(secret => secret.Metadata?.Name ?? ""));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_cluster_says_its_name_version_and_who_asked(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        ClusterState cluster = Assert.Single(scenario.Snapshot.Clusters);
        Assert.Equal(scenario.Scenario.Cluster!.Name, cluster.Name);
        Assert.StartsWith($"v{scenario.Scenario.Cluster.Version}.", cluster.Version, StringComparison.Ordinal);
        Assert.Equal(KubeUser.Admin.Name, cluster.Caller);
        Assert.InRange(cluster.BeganUtc, scenario.World.Start.UtcDateTime, cluster.EndedUtc);
    }

    private static IEnumerable<JsonObject> In(IEnumerable<JsonObject> items, string @namespace) => items.Where(item => KubeObject.Namespace(item) == @namespace);

    private static void Same<T>(IEnumerable<JsonObject> wanted, IReadOnlyList<T> read, Func<T, Topology.Cluster.ObjectMeta?> meta)
        where T : class
    {
        JsonObject[] items = [.. wanted.OrderBy(KubeObject.Uid, StringComparer.Ordinal)];
        Assert.Equal(items.Select(KubeObject.Uid), read.Select(item => meta(item)?.Uid).Order(StringComparer.Ordinal));
        Assert.Empty(items.SelectMany(item => RecordAgainstJson.Differences(item, read.Single(record => meta(record)?.Uid == KubeObject.Uid(item)), $"{typeof(T).Name} {KubeObject.Name(item)}")));
    }
}
