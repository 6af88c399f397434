using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Conflicts;

namespace TlsPathTools.Core.Tests.Topology.Conflicts;

public class ClaimConflictTests
{
    private const string Name = "service.beta.kubernetes.io/aws-load-balancer-name";
    private const string Type = "service.beta.kubernetes.io/aws-load-balancer-type";

    [Fact]
    public void Two_services_that_ask_for_one_name()
    {
        LoadBalancerConflict row = Find(Sample.Cluster() with
        {
            Services = [Sample.Service("shop", "a", 30001, "LoadBalancer", null, (Name, "shop"), (Type, "external")), Sample.Service("shop", "b", 30002, "LoadBalancer", null, (Name, "shop"), (Type, "external"))],
        }).Single();

        Assert.Equal((LoadBalancerConflictKind.LoadBalancerName, "shop", 443), (row.ConflictKind, row.LoadBalancerName, row.Port));
        Assert.Equal(["Service shop/a", "Service shop/b"], row.Claimants);
    }

    [Fact]
    public void Two_that_ask_for_two_do_not() => Assert.Empty(Find(Sample.Cluster() with
    {
        Services = [Sample.Service("shop", "a", 30001, "LoadBalancer", null, (Name, "shop"), (Type, "external")), Sample.Service("shop", "b", 30002, "LoadBalancer", null, (Name, "shop2"), (Type, "external"))],
    }));

    [Fact]
    public void Members_of_one_group_may_share_its_name() => Assert.Empty(Find(Sample.Cluster() with
    {
        Ingresses =
        [
            Ingress("a", "g", 0, "a.test", "x") with { Metadata = Sample.Meta("shop", "a", annotations: [(Group, "g"), ("alb.ingress.kubernetes.io/load-balancer-name", "n")]) },
            Ingress("b", "g", 0, "b.test", "y") with { Metadata = Sample.Meta("shop", "b", annotations: [(Group, "g"), ("alb.ingress.kubernetes.io/load-balancer-name", "n")]) },
        ],
    }));

    [Fact]
    public void A_service_that_two_controllers_have_to_do_with()
    {
        Service service = Sample.Service("shop", "web", 30001, "LoadBalancer", null, (Type, "external"));
        CloudState cloud = Sample.Cloud(Sample.Balancer("old"), Sample.Balancer("new")) with
        {
            Tags = [Sample.Tags("old", ("kubernetes.io/service-name", "shop/web")), Sample.Tags("new", ("service.k8s.aws/stack", "shop/web"))],
        };

        LoadBalancerConflict row = LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { Services = [service] }).With(cloud)).Single();

        Assert.Equal((LoadBalancerConflictKind.TwoControllers, 2, "web"), (row.ConflictKind, row.Controllers.Length, row.ServiceName));
        Assert.StartsWith(
            "2 controllers have to do with the service: its class and annotations choose AWS Load Balancer Controller; "
                + "load balancers that are tagged for it are from cloud provider (service-controller) and AWS Load Balancer Controller. It has 2 load balancers (",
            row.Detail);
    }

    /// <summary>Another's class tells of nobody, and one load balancer is no two.</summary>
    [Fact]
    public void What_two_left_at_a_service_of_another_class_is_told_apart_from_a_choice()
    {
        Service service = Sample.Service("shop", "web", 30001, "LoadBalancer");
        service = service with { Spec = service.Spec! with { LoadBalancerClass = "example.org/other" } };
        CloudState cloud = Sample.Cloud(Sample.Balancer("old")) with { Tags = [Sample.Tags("old", ("kubernetes.io/service-name", "shop/web"))] };
        KubeEvent said = Sample.Event("Service", "shop", "web", "EnsuringLoadBalancer", "x", "service");

        LoadBalancerConflict row = LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { Services = [service], Events = [said] }).With(cloud)).Single();

        Assert.StartsWith(
            "2 controllers have to do with the service: its class is none that is known here; events come from AWS Load Balancer Controller; "
                + "load balancers that are tagged for it are from cloud provider (service-controller). A change of class",
            row.Detail);
    }

    [Theory]
    [InlineData(null, "service-controller", 0)]
    [InlineData(null, "service", 1)]
    [InlineData("external", "service", 0)]
    [InlineData("external", "service-controller", 1)]
    [InlineData("nlb-ip", "service-controller", 1)]
    public void Whose_events_it_has_counts_as_well(string? type, string component, int conflicts)
    {
        Service service = Sample.Service("shop", "web", 30001, "LoadBalancer", null, type is null ? [] : [(Type, type)]);
        KubeEvent said = Sample.Event("Service", "shop", "web", "EnsuringLoadBalancer", "x", component);

        Assert.Equal(conflicts, Find(Sample.Cluster() with { Services = [service], Events = [said] }).Count);
    }

    [Fact]
    public void A_class_leaves_no_doubt()
    {
        Service service = Sample.Service("shop", "web", 30001, "LoadBalancer", null, (Type, "external"));

        Assert.Empty(Find(Sample.Cluster() with { Services = [service with { Spec = service.Spec! with { LoadBalancerClass = "service.k8s.aws/nlb" } }] }));
    }

    [Theory]
    [InlineData("service.eks.amazonaws.com/stack", null)]
    [InlineData("service.eks.amazonaws.com/stack", "service")]
    public void A_service_of_Auto_Mode_alone_is_one_controllers(string tag, string? signedBy) => Assert.Empty(OfAutoMode(tag, signedBy));

    [Theory]
    [InlineData("kubernetes.io/service-name", null, "cloud provider (service-controller)")]
    [InlineData("service.k8s.aws/stack", null, "AWS Load Balancer Controller")]
    [InlineData("service.eks.amazonaws.com/stack", "service-controller", "cloud provider (service-controller)")]
    public void What_another_controller_left_behind_before_Auto_Mode_is_two(string tag, string? signedBy, string other) =>
        Assert.Equal(["EKS Auto Mode", other], OfAutoMode(tag, signedBy).Single().Controllers);

    private static IReadOnlyList<LoadBalancerConflict> OfAutoMode(string tag, string? signedBy)
    {
        Service service = Sample.Service("shop", "web", 30001, "LoadBalancer");
        service = service with { Spec = service.Spec! with { LoadBalancerClass = "eks.amazonaws.com/nlb" } };
        CloudState cloud = Sample.Cloud(Sample.Balancer("shop")) with { Tags = [Sample.Tags("shop", (tag, "shop/web"))] };
        KubeEvent[] said = signedBy is null ? [] : [Sample.Event("Service", "shop", "web", "EnsuringLoadBalancer", "x", signedBy)];
        return LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { Services = [service], Events = said }).With(cloud));
    }

    private const string Group = "alb.ingress.kubernetes.io/group.name";

    [Fact]
    public void Members_of_a_group_that_want_one_host_and_path()
    {
        LoadBalancerConflict row = Find(Sample.Cluster() with { Ingresses = [Ingress("late", "g", 10, "Shop.test", "late"), Ingress("early", "g", 5, "shop.test", "early")] }).Single();

        Assert.Equal((LoadBalancerConflictKind.HostRule, "shop.test", "/", 80, true), (row.ConflictKind, row.HostName, row.Path, row.Port, row.TouchesTraffic));
        Assert.Equal(["Ingress shop/early", "Ingress shop/late"], row.Claimants);
        Assert.Contains("shop/early has it", row.Detail);
        Assert.Contains("never to shop/late:443", row.Detail);
    }

    [Fact]
    public void To_the_same_service_nothing_is_lost() =>
        Assert.False(Find(Sample.Cluster() with { Ingresses = [Ingress("a", "g", 0, "shop.test", "web"), Ingress("b", "g", 0, "shop.test", "web")] }).Single().TouchesTraffic);

    [Theory]
    [InlineData("g", "h", "shop.test", "shop.test")]
    [InlineData("g", "g", "shop.test", "other.test")]
    [InlineData(null, null, "shop.test", "shop.test")]
    public void Others_do_not_meet(string? one, string? other, string host, string otherHost) =>
        Assert.Empty(Find(Sample.Cluster() with { Ingresses = [Ingress("a", one, 0, host, "a"), Ingress("b", other, 0, otherHost, "b")] }));

    [Fact]
    public void Two_bindings_of_one_target_group()
    {
        const string Arn = "arn:aws:elasticloadbalancing:eu-west-2:1:targetgroup/web/1";
        CloudState cloud = Sample.Cloud(Sample.Balancer("shop")) with { TargetGroups = [new TargetGroup { TargetGroupArn = Arn, LoadBalancerArns = [Sample.Arn("shop")] }] };

        LoadBalancerConflict row = LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { TargetGroupBindings = [Binding("a", Arn, "x"), Binding("b", Arn, "y"), Binding("c", Arn + "2", "y")] }).With(cloud)).Single();

        Assert.Equal((LoadBalancerConflictKind.TargetGroup, Arn, "shop", true), (row.ConflictKind, row.TargetGroupArn, row.LoadBalancerName, row.TouchesTraffic));
        Assert.Equal(["TargetGroupBinding shop/a", "TargetGroupBinding shop/b"], row.Claimants);
    }

    [Fact]
    public void Bindings_of_two_clusters_meet_too()
    {
        LoadBalancerConflict row = Find(Sample.Cluster("one") with { TargetGroupBindings = [Binding("a", "arn:x", "x")] }, Sample.Cluster("two") with { TargetGroupBindings = [Binding("a", "arn:x", "x")] }).Single();

        Assert.Equal(["TargetGroupBinding shop/a of cluster one", "TargetGroupBinding shop/a of cluster two"], row.Claimants);
        Assert.Contains("multiClusterTargetGroup", row.Detail);
    }

    [Fact]
    public void A_NodePort_that_is_a_host_port_as_well()
    {
        ClusterState cluster = Sample.Cluster() with
        {
            Services = [Sample.Service("shop", "web", 30443)],
            Pods = [Pod("agent", 30443, "TCP"), Pod("dns", 30443, "UDP"), Pod("other", 30444, "TCP")],
        };

        LoadBalancerConflict row = Find(cluster).Single();

        Assert.Equal((LoadBalancerConflictKind.NodePort, 30443, "web", true), (row.ConflictKind, row.NodePort, row.ServiceName, row.TouchesTraffic));
        Assert.Equal(["Service shop/web", "Pod sys/agent"], row.Claimants);
    }

    private static IReadOnlyList<LoadBalancerConflict> Find(params ClusterState[] clusters) => LoadBalancerConflicts.Find(Sample.Of(clusters));

    private static TargetGroupBinding Binding(string name, string arn, string service) => new()
    {
        Metadata = Sample.Meta("shop", name), Spec = new TargetGroupBindingSpec { TargetGroupARN = arn, ServiceRef = new TargetGroupServiceReference { Name = service } },
    };

    private static Pod Pod(string name, int hostPort, string protocol) => new()
    {
        Metadata = Sample.Meta("sys", name),
        Spec = new PodSpec { NodeName = "a", Containers = [new Container { Ports = [new ContainerPort { Number = 8443, HostPort = hostPort, Protocol = protocol }] }] },
    };

    private static Ingress Ingress(string name, string? group, int order, string host, string service) => new()
    {
        Metadata = Sample.Meta("shop", name, annotations: group is null ? [] : [(Group, group), ("alb.ingress.kubernetes.io/group.order", $"{order}")]),
        Spec = new IngressSpec
        {
            IngressClassName = "alb",
            Rules = [new IngressRule { Host = host, Http = new HttpIngressRuleValue { Paths = [new HttpIngressPath { Path = "/", PathType = "Prefix", Backend = new IngressBackend { Service = new IngressServiceBackend { Name = service, Port = new ServiceBackendPort { Number = 443 } } } }] } }],
        },
    };
}
