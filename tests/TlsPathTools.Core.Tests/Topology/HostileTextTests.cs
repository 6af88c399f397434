using System.Reflection;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Core.Tests.Topology;

/// <summary>Whoever may create objects in a cluster may write what a terminal would obey into each of their texts.</summary>
public class HostileTextTests
{
    private const string Evil = "x\u001b]0;pwn\u0007\u202eevil\r\nline";

    [Fact]
    public void No_control_character_reaches_a_record()
    {
        TlsPathRecord[] rows =
        [
            .. LoadBalancerConflicts.Find(Snapshot(), [Evil]), .. CertificateRenewals.Find(Snapshot()), .. NodePodDistributions.Find(Snapshot(), Evil, Evil), .. NodeKubeProxies.Find(Snapshot()),
        ];

        Assert.True(rows.Length >= 8, $"{rows.Length} rows");
        foreach (TlsPathRecord row in rows)
        {
            foreach (PropertyInfo property in row.GetType().GetProperties())
            {
                string?[] texts = property.GetValue(row) switch { string text => [text], string[] some => some, _ => [] };
                Assert.All(texts.OfType<string>(), text => Assert.DoesNotContain(text, c => char.IsControl(c) || c == '\u202e'));
            }
        }
    }

    [Fact]
    public void Objects_without_anything_in_them_are_survived()
    {
        ClusterState bare = Sample.Cluster() with
        {
            Nodes = [new Node()], Pods = [new Pod(), new Pod()], Services = [new Service(), new Service { Metadata = Sample.Meta("a", "b") }], EndpointSlices = [new EndpointSlice { Endpoints = [new Endpoint()] }],
            Ingresses = [new Ingress(), new Ingress()], Events = [new KubeEvent(), new KubeEvent { Reason = "FailedDeployModel" }, new KubeEvent { Reason = "SyncLoadBalancerFailed", Message = "DuplicateListener" }],
            TargetGroupBindings = [new TargetGroupBinding()], Certificates = [new CertificateResource()], CertificateRequests = [new CertificateRequest()], Orders = [new AcmeOrder()], Challenges = [new AcmeChallenge()],
            Issuers = [new IssuerResource()], Secrets = [new SecretMetadata()], DaemonSets = [new DaemonSet()], ConfigMaps = [new ConfigMap()], Leases = [new Lease(), new Lease()],
            KubeProxies = [new KubeProxyObservation { NodeName = "", PodName = "", TimeUtc = Sample.Now }],
        };
        PathSnapshot snapshot = Sample.Of(bare).With(Sample.Cloud(new LoadBalancer()) with { Listeners = [new Listener()], Rules = [new ListenerRules("", [new Rule(), new Rule { Priority = "1" }])], TargetGroups = [new TargetGroup()] });

        Assert.Equal(2, LoadBalancerConflicts.Find(snapshot, ["203.0.113.1"]).Count);
        Assert.Single(CertificateRenewals.Find(snapshot));
        Assert.Equal(2, NodePodDistributions.Find(snapshot, "a", "b").Count + NodeKubeProxies.Find(snapshot).Count);
    }

    private static PathSnapshot Snapshot()
    {
        var reference = new IssuerReference { Kind = Evil, Name = Evil, Group = Evil };
        ClusterState cluster = Sample.Cluster(Evil) with
        {
            Nodes = [new Node { Metadata = Sample.Meta(null, Evil, labels: [("topology.kubernetes.io/zone", Evil)]), Spec = new NodeSpec { ProviderID = "aws:///z/i-" + Evil } }],
            Services = [Sample.Service(Evil, Evil, 30443, "LoadBalancer", null, ("service.beta.kubernetes.io/aws-load-balancer-name", Evil)), Sample.Service(Evil, "b", 30444, "LoadBalancer", null, ("service.beta.kubernetes.io/aws-load-balancer-name", Evil))],
            Pods =
            [
                new Pod { Metadata = Sample.Meta("kube-system", Evil, labels: [("k8s-app", "kube-proxy")]), Spec = new PodSpec { NodeName = Evil, Containers = [new Container { Name = "kube-proxy", Image = Evil + ":" + Evil }] }, Status = new PodStatus { Phase = Evil } },
                new Pod { Metadata = Sample.Meta(Evil, Evil), Spec = new PodSpec { NodeName = Evil, Containers = [new Container { Ports = [new ContainerPort { HostPort = 30443 }] }] } },
            ],
            EndpointSlices = [new EndpointSlice { Metadata = Sample.Meta(Evil, "s", labels: [("kubernetes.io/service-name", Evil)]), Endpoints = [new Endpoint { Addresses = [Evil], NodeName = Evil, Hints = new EndpointHints { ForZones = [new ForZone { Name = Evil }] } }] }],
            KubeProxies = [new KubeProxyObservation { NodeName = Evil, PodName = Evil, TimeUtc = Sample.Now, Mode = Evil, CannotSee = Evil }],
            Ingresses = [Ingress("a"), Ingress("b")],
            TargetGroupBindings = [Binding("a"), Binding("b")],
            Events =
            [
                Sample.Event("Service", Evil, Evil, "SyncLoadBalancerFailed", "DuplicateListener arn:aws:elasticloadbalancing:x:1:loadbalancer/net/" + Evil, "service-controller"),
                Sample.Event(Evil, Evil, Evil, "FailedBuildModel", Evil, Evil), Sample.Event("Service", Evil, Evil, "EnsuringLoadBalancer", Evil, "service"),
            ],
            Certificates = [new CertificateResource { Metadata = Sample.Meta(Evil, Evil), Spec = new CertificateSpec { SecretName = Evil, DnsNames = [Evil], IssuerRef = reference }, Status = new CertificateStatus { Conditions = [new Condition { Type = "Issuing", Status = "True" }] } }],
            CertificateRequests = [new CertificateRequest { Metadata = Sample.Meta(Evil, Evil, owner: new OwnerReference { Kind = "Certificate", Name = Evil }) }],
            Orders = [new AcmeOrder { Metadata = Sample.Meta(Evil, Evil, owner: new OwnerReference { Kind = "CertificateRequest", Name = Evil }), Status = new AcmeOrderStatus { State = Evil, Reason = Evil } }],
            Challenges = [new AcmeChallenge { Metadata = Sample.Meta(Evil, Evil, owner: new OwnerReference { Kind = "Order", Name = Evil }), Spec = new AcmeChallengeSpec { Type = Evil }, Status = new AcmeChallengeStatus { State = Evil, Reason = $"secrets \"{Evil}\" not found" } }],
        };
        CloudState cloud = Sample.Cloud(new LoadBalancer { LoadBalancerArn = Evil, LoadBalancerName = Evil, DNSName = Evil }) with
        {
            Tags = [new ResourceSettings(Evil, new Dictionary<string, string> { ["kubernetes.io/service-name"] = $"{Evil}/{Evil}" })],
            TargetGroups = [new TargetGroup { TargetGroupArn = Evil, LoadBalancerArns = [Evil] }],
            Listeners = [new Listener { ListenerArn = "l", LoadBalancerArn = Evil, Port = 443, Protocol = Evil }],
            Rules = [new ListenerRules("l", [Rule("1"), Rule("2")])],
        };
        return Sample.Of(cluster).With(cloud);
    }

    private static Rule Rule(string priority) => new()
    {
        Priority = priority, Conditions = [new RuleCondition { Field = "host-header", HostHeaderConfig = new HostHeaderConditionConfig { Values = [Evil] } }], Actions = [new ListenerAction { TargetGroupArn = Evil + priority }],
    };

    private static TargetGroupBinding Binding(string name) => new() { Metadata = Sample.Meta(Evil, Evil + name), Spec = new TargetGroupBindingSpec { TargetGroupARN = Evil, ServiceRef = new TargetGroupServiceReference { Name = Evil + name } } };

    private static Ingress Ingress(string name) => new()
    {
        Metadata = Sample.Meta(Evil, Evil + name, annotations: [("alb.ingress.kubernetes.io/group.name", Evil)]),
        Spec = new IngressSpec { Rules = [new IngressRule { Host = Evil, Http = new HttpIngressRuleValue { Paths = [new HttpIngressPath { Path = Evil, Backend = new IngressBackend { Service = new IngressServiceBackend { Name = Evil + name } } }] } }] },
    };
}
