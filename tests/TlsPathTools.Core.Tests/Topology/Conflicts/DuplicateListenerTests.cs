using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Core.Tests.Topology.Conflicts;

/// <summary>The red herring of the incident: an ingress and a service fight over a listener of a load balancer that no name points to.</summary>
public class DuplicateListenerTests
{
    private const string Failing = "203.0.113.21";
    private const string Relay = "eoe-sde-codisc-relay-alb";
    private const string Internal = "a7c1f2e04b9d84d6f8a3c5e7b1d90f26";

    [Fact]
    public void The_two_are_one_conflict_that_does_not_own_the_failing_address()
    {
        LoadBalancerConflict row = LoadBalancerConflicts.Find(Incident(), [Failing], [Owner(Relay)]).Single();

        Assert.Equal(LoadBalancerConflictKind.DuplicateListener, row.ConflictKind);
        Assert.Equal(["Ingress hutch/hutch-relay", "Service hutch/hutch-relay-nlb"], row.Claimants.Order());
        Assert.Equal(2, row.Controllers.Length);
        Assert.Equal(("hutch", "hutch-relay-nlb", 443, Internal), (row.Namespace, row.ServiceName, row.Port, row.LoadBalancerName));
        Assert.Equal((605, Sample.Now.AddMinutes(-4)), (row.Count, row.LastUtc));
        Assert.False(row.OwnsFailingAddress);
        Assert.Contains($"Does not own the failing address {Failing}: that belongs to {Relay}", row.Ownership);
        Assert.False(row.TouchesTraffic);
        Assert.Contains("never applies", row.Detail);
        Assert.Contains("TCP on port 443", row.Detail);
    }

    [Fact]
    public void It_does_where_its_load_balancer_has_the_address()
    {
        LoadBalancerConflict row = LoadBalancerConflicts.Find(Incident(), [Failing], [Owner(Internal)]).Single();

        Assert.True(row.OwnsFailingAddress);
        Assert.Contains($"owns the failing address {Failing}", row.Ownership);
    }

    [Fact]
    public void Without_tags_nothing_is_cleared()
    {
        PathSnapshot snapshot = Incident();
        snapshot = snapshot.With(snapshot.Clouds[0] with { Tags = [.. snapshot.Clouds[0].Tags.Where(tags => tags.Arn != Sample.Arn(Relay))] });

        LoadBalancerConflict row = LoadBalancerConflicts.Find(snapshot, [Failing], [Owner(Relay)]).Single();

        Assert.Null(row.OwnsFailingAddress);
        Assert.Contains("tags could not be read", row.Ownership);
    }

    /// <summary>A controller may mean any load balancer that carries a controller's tags.</summary>
    [Theory]
    [InlineData("service.k8s.aws/stack")]
    [InlineData("gateway.k8s.aws.nlb/stack")]
    [InlineData("service.eks.amazonaws.com/stack")]
    [InlineData("eks:eks-cluster-name")]
    [InlineData("kubernetes.io/cluster/eoe-sde")]
    public void With_tags_of_a_controller_nothing_is_cleared(string tag)
    {
        PathSnapshot snapshot = Incident();
        snapshot = snapshot.With(snapshot.Clouds[0] with { Tags = [.. snapshot.Clouds[0].Tags.Where(tags => tags.Arn != Sample.Arn(Relay)), Sample.Tags(Relay, (tag, "other/one"))] });

        LoadBalancerConflict row = LoadBalancerConflicts.Find(snapshot, [Failing], [Owner(Relay)]).Single();

        Assert.Null(row.OwnsFailingAddress);
        Assert.Contains("cannot be told.", row.Ownership);
    }

    [Fact]
    public void An_address_whose_owner_is_not_known_is_not_cleared()
    {
        EndpointLoadBalancer unknown = Owner(Relay) with { Owner = AddressOwner.Unknown, LoadBalancerArn = null, Detail = "Interfaces could not be read." };

        Assert.Null(LoadBalancerConflicts.Find(Incident(), [Failing], [unknown]).Single().OwnsFailingAddress);
        Assert.Null(LoadBalancerConflicts.Find(Incident(), [Failing]).Single().OwnsFailingAddress);
    }

    [Fact]
    public void Without_failing_addresses_nothing_is_said_of_them()
    {
        LoadBalancerConflict row = LoadBalancerConflicts.Find(Incident()).Single();

        Assert.Equal((null, null), (row.OwnsFailingAddress, row.Ownership));
        Assert.Empty(row.FailingAddresses);
    }

    [Fact]
    public void The_load_balancer_that_the_error_names_is_the_one()
    {
        PathSnapshot snapshot = Incident($"DuplicateListener: A listener already exists on this port for this load balancer '{Sample.Arn(Relay)}'");

        LoadBalancerConflict row = LoadBalancerConflicts.Find(snapshot, [Failing], [Owner(Relay)]).Single();

        Assert.Equal(Sample.Arn(Relay), row.LoadBalancerArn);
        Assert.True(row.OwnsFailingAddress);
    }

    [Fact]
    public void Reports_about_two_load_balancers_are_two_conflicts()
    {
        PathSnapshot snapshot = Incident();
        ClusterState cluster = snapshot.Clusters[0];
        cluster = cluster with
        {
            Ingresses = [cluster.Ingresses[0] with { Status = new IngressStatus { LoadBalancer = new LoadBalancerStatus { Ingress = [new LoadBalancerIngress { Hostname = Sample.Balancer(Relay).DNSName }] } } }],
        };

        Assert.Equal(2, LoadBalancerConflicts.Find(snapshot with { Clusters = [cluster] }).Count);
    }

    [Fact]
    public void Events_that_fall_out_of_other_reasons_are_conflicts_of_another_kind()
    {
        KubeEvent[] events =
        [
            Sample.Event("Service", "hutch", "a", "SyncLoadBalancerFailed", "AccessDenied", "service-controller"),
            Sample.Event("Ingress", "hutch", "b", "FailedBuildModel", "no certificate found for host", "ingress"),
            Sample.Event("Ingress", "hutch", "c", "ConflictingIngressClass", "conflicting values", "ingress"),
            Sample.Event("TargetGroupBinding", "hutch", "d", "BackendNotFound", "backend not found: services \"x\" not found", "targetGroupBinding"),
            Sample.Event("Pod", "hutch", "e", "FailedScheduling", "no node", "scheduler"),
        ];

        var rows = LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { Events = events })).ToDictionary(row => row.Claimants[0]);

        Assert.Equal(4, rows.Count);
        Assert.Equal((LoadBalancerConflictKind.ReconcileFailed, "cloud provider (service-controller)"), (rows["Service hutch/a"].ConflictKind, rows["Service hutch/a"].Controllers[0]));
        Assert.Equal((LoadBalancerConflictKind.ReconcileFailed, "AWS Load Balancer Controller", false), (rows["Ingress hutch/b"].ConflictKind, rows["Ingress hutch/b"].Controllers[0], rows["Ingress hutch/b"].TouchesTraffic));
        Assert.Equal(LoadBalancerConflictKind.IngressClass, rows["Ingress hutch/c"].ConflictKind);
        Assert.Equal((LoadBalancerConflictKind.BackendNotFound, true), (rows["TargetGroupBinding hutch/d"].ConflictKind, rows["TargetGroupBinding hutch/d"].TouchesTraffic));
    }

    [Fact]
    public void Events_of_one_object_and_reason_add_up()
    {
        KubeEvent one = Sample.Event("Service", "hutch", "a", "SyncLoadBalancerFailed", "request id 1", "service-controller", count: 3, minutesAgo: 30);
        KubeEvent two = one with { Message = "request id 2", Count = null, LastTimestamp = Sample.Now.AddMinutes(-2) };

        LoadBalancerConflict row = LoadBalancerConflicts.Find(Sample.Of(Sample.Cluster() with { Events = [one, two] })).Single();

        Assert.Equal((4, Sample.Now.AddMinutes(-2)), (row.Count, row.LastUtc));
        Assert.Equal(["request id 2", "request id 1"], row.Messages);
    }

    private static EndpointLoadBalancer Owner(string name) => new()
    {
        IPAddress = Failing, Owner = AddressOwner.LoadBalancer, Detail = "x", LoadBalancerArn = Sample.Arn(name), LoadBalancerName = name,
    };

    private static PathSnapshot Incident(string? serviceMessage = null)
    {
        Service service = Sample.Service("hutch", "hutch-relay-nlb", 31443, "LoadBalancer", null, ("service.beta.kubernetes.io/aws-load-balancer-type", "nlb"));
        ClusterState cluster = Sample.Cluster() with
        {
            Services = [service],
            Ingresses =
            [
                new Ingress
                {
                    Metadata = Sample.Meta("hutch", "hutch-relay", annotations: [("alb.ingress.kubernetes.io/group.name", "hutch"), ("alb.ingress.kubernetes.io/listen-ports", "[{\"HTTPS\": 443}]")]),
                    Spec = new IngressSpec { IngressClassName = "alb" },
                },
            ],
            Events =
            [
                Sample.Event("Ingress", "hutch", "hutch-relay", "FailedDeployModel", "Failed deploy model due to DuplicateListener: A listener already exists on this port for this load balancer", "ingress", 214, 9),
                Sample.Event("Service", "hutch", "hutch-relay-nlb", "SyncLoadBalancerFailed", serviceMessage ?? "Error syncing load balancer: \"DuplicateListener: A listener already exists on this port for this load balancer\"", "service-controller", 391, 4),
            ],
        };
        CloudState cloud = Sample.Cloud(Sample.Balancer(Relay), Sample.Balancer(Internal)) with
        {
            Tags = [Sample.Tags(Relay, ("ManagedBy", "terraform")), Sample.Tags(Internal, ("kubernetes.io/cluster/eoe-sde", "owned"), ("kubernetes.io/service-name", "hutch/hutch-relay-nlb"))],
            Listeners = [new Listener { ListenerArn = "l", LoadBalancerArn = Sample.Arn(Internal), Port = 443, Protocol = "TCP" }],
        };
        return Sample.Of(cluster).With(cloud);
    }
}
