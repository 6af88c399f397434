using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Who made a thing, and who would put back what somebody changes (domain.md B5).</summary>
public class OwnershipTests
{
    [Theory]
    [InlineData("service.k8s.aws/stack=hutch/relay elbv2.k8s.aws/cluster=eoe", "AWS Load Balancer Controller of cluster eoe for service hutch/relay", true)]
    [InlineData("ingress.k8s.aws/stack=group elbv2.k8s.aws/cluster=eoe", "AWS Load Balancer Controller of cluster eoe for ingress group", true)]
    [InlineData("gateway.k8s.aws.nlb/stack=ns/gw", "AWS Load Balancer Controller for gateway ns/gw", true)]
    [InlineData("ingress.k8s.aws/cluster=old", "AWS Load Balancer Controller of cluster old", true)]
    [InlineData("service.eks.amazonaws.com/stack=ns/svc eks:eks-cluster-name=auto", "EKS Auto Mode of cluster auto for service ns/svc", true)]
    [InlineData("eks:eks-cluster-name=auto", "EKS Auto Mode of cluster auto", true)]
    [InlineData("ingress.k8s.aws/resource=LoadBalancer", "AWS Load Balancer Controller", true)]
    [InlineData("kubernetes.io/service-name=hutch/hutch-relay-nlb kubernetes.io/cluster/eoe=owned", "the cloud provider's service controller for service hutch/hutch-relay-nlb", true)]
    [InlineData("aws:cloudformation:stack-name=net", "CloudFormation stack net", false)]
    [InlineData("ManagedBy=Terraform", "no controller's tags; its tags say Terraform", false)]
    [InlineData("Environment=eoe-sde", "no controller's tags: by hand or by Terraform", false)]
    [InlineData("", "no controller's tags: by hand or by Terraform", false)]
    public void Tags_say_it(string tags, string words, bool reverts)
    {
        Owner owner = Of(tags, BalancerName);
        Assert.Equal((words, reverts), (owner.Words, owner.Reverts));
    }

    [Theory]
    [InlineData("k8s-hutch-hutchrel-5c0d1e2f3a", "AWS Load Balancer Controller, by the name", true)]
    [InlineData("a7c1f2e04b9d84d6f8a3c5e7b1d90f26", "the cloud provider's service controller, by the name", true)]
    [InlineData("eoe-sde-codisc-relay-alb", "not known: tags were not read (denied)", false)]
    public void Without_tags_only_the_name_can(string name, string words, bool reverts)
    {
        Owner owner = Of(tags: null, name);
        Assert.StartsWith(words, owner.Words, StringComparison.Ordinal);
        Assert.Equal(reverts, owner.Reverts);
    }

    [Fact]
    public void Load_balancer_and_target_group_of_different_makers_are_both_named()
    {
        World world = Incident().WithCloud(cloud => cloud with { Tags = [cloud.Tags[0], new(Group, Values(("elbv2.k8s.aws/cluster", "eoe")))] });
        TargetNode row = world.Row(AddressA, InstanceA);
        Assert.Equal("load balancer: no controller's tags; its tags say Terraform; target group: AWS Load Balancer Controller of cluster eoe", row.ManagedBy);
        Assert.StartsWith("AWS Load Balancer Controller of cluster eoe; Auto Scaling group", row.RevertedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void A_TargetGroupBinding_registers_again_whatever_the_tags_say()
    {
        var binding = new TargetGroupBinding { Metadata = new() { Namespace = "hutch", Name = "relay" }, Spec = new() { TargetGroupARN = Group } };
        World world = Incident().WithCluster(cluster => cluster with { TargetGroupBindings = [binding] });
        Assert.StartsWith("TargetGroupBinding hutch/relay of cluster eoe-sde registers its nodes or pods again", world.Row(AddressA, InstanceA).RevertedBy, StringComparison.Ordinal);
    }

    [Fact]
    public void An_Auto_Scaling_group_that_is_not_attached_reverts_nothing()
    {
        TargetNode row = Incident().WithCloud(cloud => cloud with { AutoScalingGroups = [new AutoScalingGroup { AutoScalingGroupName = AutoScaling }] }).Row(AddressA, InstanceA);
        Assert.Equal((AutoScaling, null), (row.AutoScalingGroupName, row.RevertedBy));
    }

    private static Owner Of(string? tags, string name)
    {
        Dictionary<string, string>? values = tags?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        World world = Incident() with { Gaps = [Gap("elasticloadbalancing:DescribeTags", "arn:one and 4 more", Region)] };
        world = world.WithCloud(cloud => cloud with { Tags = values is null ? [] : [new(world.Balancer, values)] });
        return Ownership.Of(new SnapshotIndex(world.Snapshot), world.Balancer, name);
    }
}
