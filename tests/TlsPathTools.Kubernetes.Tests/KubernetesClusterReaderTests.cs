using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests;

public class KubernetesClusterReaderTests
{
    [Theory]
    [InlineData("relay-node-fault")]
    [InlineData("s06-alb-one-bad-node")]
    public async Task Every_kind_is_listed_as_the_world_has_it(string scenario)
    {
        await using ApiLab lab = ApiLab.Start(scenario);
        using KubernetesConnection connection = lab.Connect();

        await SameAsync(lab, connection, ClusterResources.Nodes, ResourceKinds.Nodes);
        await SameAsync(lab, connection, ClusterResources.Pods, ResourceKinds.Pods);
        await SameAsync(lab, connection, ClusterResources.Services, ResourceKinds.Services);
        await SameAsync(lab, connection, ClusterResources.Events, ResourceKinds.Events);
        await SameAsync(lab, connection, ClusterResources.ConfigMaps, ResourceKinds.ConfigMaps);
        await SameAsync(lab, connection, ClusterResources.Secrets, ResourceKinds.Secrets);
        await SameAsync(lab, connection, ClusterResources.EndpointSlices, ResourceKinds.EndpointSlices);
        await SameAsync(lab, connection, ClusterResources.Ingresses, ResourceKinds.Ingresses);
        await SameAsync(lab, connection, ClusterResources.NetworkPolicies, ResourceKinds.NetworkPolicies);
        await SameAsync(lab, connection, ClusterResources.Namespaces, ResourceKinds.Namespaces);
        await SameAsync(lab, connection, ClusterResources.DaemonSets, ResourceKinds.DaemonSets);
        await SameAsync(lab, connection, ClusterResources.Deployments, ResourceKinds.Deployments);
        await SameAsync(lab, connection, ClusterResources.PodDisruptionBudgets, ResourceKinds.PodDisruptionBudgets);
        await SameAsync(lab, connection, ClusterResources.Leases, ResourceKinds.Leases);
        await SameAsync(lab, connection, ClusterResources.TargetGroupBindings, ResourceKinds.TargetGroupBindings);
        await SameAsync(lab, connection, ClusterResources.Certificates, ResourceKinds.Certificates);
        await SameAsync(lab, connection, ClusterResources.CertificateRequests, ResourceKinds.CertificateRequests);
        await SameAsync(lab, connection, ClusterResources.Issuers, ResourceKinds.Issuers);
        await SameAsync(lab, connection, ClusterResources.ClusterIssuers, ResourceKinds.ClusterIssuers);
        await SameAsync(lab, connection, ClusterResources.Orders, ResourceKinds.Orders);
        await SameAsync(lab, connection, ClusterResources.Challenges, ResourceKinds.Challenges);
        Assert.Empty(connection.Notes);
    }

    private static async Task SameAsync<T>(ApiLab lab, KubernetesConnection connection, ClusterResource<T> resource, ResourceKind kind)
    {
        Reading<T> reading = await connection.Reader.ListAsync(resource, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(reading.IsComplete || lab.World.Apis.AbsentGroups.Contains(resource.Group), reading.Gap?.ToString());
        Assert.Equal(lab.Names(kind), reading.Items.Select(item => ObjectReaders.Metadata(item!)!.Name));
        foreach (T item in reading.Items.Take(2))
        {
            Topology.Cluster.ObjectMeta metadata = ObjectReaders.Metadata(item!)!;
            Reading<T> one = await connection.Reader.GetAsync(resource, metadata.Namespace, metadata.Name!, TestContext.Current.CancellationToken);
            Assert.Equal(metadata.Uid, ObjectReaders.Metadata(Assert.Single(one.Items)!)!.Uid);
        }

        Reading<T> none = await connection.Reader.GetAsync(resource, resource.Namespaced ? "default" : null, "no-such-thing", TestContext.Current.CancellationToken);
        Assert.Empty(none.Items);
        Assert.True(none.IsComplete || none.Gap!.Kind == GapKind.NotSupported, none.Gap?.ToString());
    }
}
