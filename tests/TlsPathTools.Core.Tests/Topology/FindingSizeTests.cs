using System.Diagnostics;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Core.Tests.Topology;

/// <summary>5,000 nodes: what takes time with the square of them would take minutes.</summary>
public class FindingSizeTests
{
    private const int Nodes = 5000;

    private static readonly PathSnapshot s_large = Large();

    [Fact]
    public void Kube_proxies()
    {
        NodeKubeProxy[] rows = Timed(() => NodeKubeProxies.Find(s_large));

        Assert.Equal(Nodes, rows.Length);
        Assert.Equal("n4999", Assert.Single(rows, row => row.SyncState != SyncState.Fresh).NodeName);
    }

    [Fact]
    public void Pods()
    {
        NodePodDistribution[] rows = Timed(() => NodePodDistributions.Find(s_large, "shop", "web"));

        Assert.Equal((Nodes, 2 * Nodes), (rows.Length, rows.Sum(row => row.Pods)));
        Assert.All(rows, row => Assert.Equal(2, row.LocalEndpoints));
    }

    [Fact]
    public void Conflicts()
    {
        LoadBalancerConflict[] rows = Timed(() => LoadBalancerConflicts.Find(s_large, ["203.0.113.1"]));

        Assert.NotEmpty(rows);
    }

    [Fact]
    public void Certificates() => Assert.Equal(Nodes, Timed(() => CertificateRenewals.Find(s_large)).Length);

    private static T[] Timed<T>(Func<IReadOnlyList<T>> find)
    {
        var watch = Stopwatch.StartNew();
        T[] rows = [.. find()];
        // Some 0.1 s on a quiet machine; this one may be busy.
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        return rows;
    }

    private static PathSnapshot Large()
    {
        string[] names = [.. Enumerable.Range(0, Nodes).Select(i => $"n{i}")];
        double Unix(double seconds) => (Sample.Now.AddSeconds(seconds) - DateTime.UnixEpoch).TotalSeconds;
        ClusterState cluster = Sample.Cluster() with
        {
            Nodes = [.. names.Select(name => Sample.Node(name))],
            Services = [Sample.Service("shop", "web", 30443, "LoadBalancer", "Local"), .. names.Select((name, i) => Sample.Service("many", name, 30000 + (i % 400), "LoadBalancer"))],
            Pods =
            [
                .. names.Select(name => new Pod { Metadata = Sample.Meta("kube-system", "kube-proxy-" + name, labels: [("k8s-app", "kube-proxy")]), Spec = new PodSpec { NodeName = name } }),
                .. names.SelectMany(name => new[] { "x", "y" }.Select(letter => new Pod { Metadata = Sample.Meta("shop", $"web-{name}-{letter}", Sample.Now.AddHours(-1), labels: [("app", "web")]), Spec = new PodSpec { NodeName = name } })),
            ],
            EndpointSlices =
            [
                .. names.Chunk(50).Select((some, i) => new EndpointSlice
                {
                    Metadata = Sample.Meta("shop", $"web-{i}", labels: [("kubernetes.io/service-name", "web")]),
                    Endpoints = [.. some.SelectMany(name => new[] { "x", "y" }.Select(letter => new Endpoint { Addresses = [$"{name}{letter}"], NodeName = name, TargetRef = new ObjectReference { Kind = "Pod", Namespace = "shop", Name = $"web-{name}-{letter}" } }))],
                }),
            ],
            KubeProxies =
            [
                .. names.Select(name => new KubeProxyObservation
                {
                    NodeName = name, PodName = "kube-proxy-" + name, TimeUtc = Sample.Now, HealthStatus = 200, HealthCurrentTimeUtc = Sample.Now,
                    Metrics = new Dictionary<string, double> { [KubeProxyMetrics.LastSync] = Unix(name == "n4999" ? -9000 : -30), [KubeProxyMetrics.LastQueued] = Unix(name == "n4999" ? -9000 : -31) },
                }),
            ],
            Events =
            [
                .. names.Select(name => Sample.Event("Service", "many", name, "SyncLoadBalancerFailed", "DuplicateListener: x", "service-controller")),
                .. names.Select(name => Sample.Event("Service", "many", name, "UnAvailableLoadBalancer", "x", "service-controller")),
            ],
            Ingresses = [.. names.Select(name => new Ingress { Metadata = Sample.Meta("many", name, annotations: [("alb.ingress.kubernetes.io/group.name", "g")]) })],
            Certificates = [.. names.Select(name => new CertificateResource { Metadata = Sample.Meta("many", name), Spec = new CertificateSpec { SecretName = name, DnsNames = [name + ".test"], IssuerRef = new IssuerReference { Name = "i" } } })],
            CertificateRequests = [.. names.Select(name => new CertificateRequest { Metadata = Sample.Meta("many", name, owner: new OwnerReference { Kind = "Certificate", Name = name }) })],
            Issuers = [.. names.Select(name => new IssuerResource { Metadata = Sample.Meta("many", name) })],
            Secrets = [.. names.Select(name => new SecretMetadata { Metadata = Sample.Meta("many", name) })],
        };
        CloudState cloud = Sample.Cloud([.. names.Select(Sample.Balancer)]) with { Tags = [.. names.Select(name => Sample.Tags(name, ("kubernetes.io/service-name", "many/" + name)))] };
        return Sample.Of(cluster).With(cloud);
    }
}
