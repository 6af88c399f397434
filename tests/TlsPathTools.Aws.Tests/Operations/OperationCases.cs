using TlsPathTools.Aws.AutoScaling;
using TlsPathTools.Aws.CloudTrail;
using TlsPathTools.Aws.CloudWatch;
using TlsPathTools.Aws.Ec2;
using TlsPathTools.Aws.Eks;
using TlsPathTools.Aws.Elbv2;
using TlsPathTools.Aws.Sts;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Tests.Operations;

/// <summary>Every operation, at least once.</summary>
internal static class OperationCases
{
    private static readonly CloudFilter[] s_filters = [new("vpc-id", "vpc-1", "vpc-2"), new("tag:Name", "a")];
    private static readonly string[] s_ids = ["i-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb"];
    private static readonly string[] s_arns = ["arn:aws:elasticloadbalancing:eu-west-2:1:loadbalancer/net/a/1", "arn:aws:elasticloadbalancing:eu-west-2:1:targetgroup/b/2"];
    private static readonly TargetDescription[] s_targets = [new() { Id = s_ids[0], Port = 32080, AvailabilityZone = "all" }, new() { Id = s_ids[1] }];
    private static readonly DateTime s_begin = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
    private static readonly DateTime s_end = s_begin.AddHours(1);

    public static IReadOnlyList<OperationCase> All { get; } =
    [
        OperationCase.Of(Ec2Operations.DescribeInstances([], s_filters, "t"), "Reservations.Instances"),
        OperationCase.Of(Ec2Operations.DescribeInstances(s_ids, []), "Reservations.Instances"),
        OperationCase.Of(Ec2Operations.DescribeInstanceStatus([], "t"), "InstanceStatuses"),
        OperationCase.Of(Ec2Operations.DescribeInstanceStatus(s_ids), "InstanceStatuses"),
        OperationCase.Of(Ec2Operations.DescribeNetworkInterfaces(s_filters, "t"), "NetworkInterfaces"),
        OperationCase.Of(Ec2Operations.DescribeSubnets(s_filters, "t"), "Subnets"),
        OperationCase.Of(Ec2Operations.DescribeVpcs(s_filters, "t"), "Vpcs"),
        OperationCase.Of(Ec2Operations.DescribeSecurityGroups(s_filters, "t"), "SecurityGroups"),
        OperationCase.Of(Ec2Operations.DescribeNetworkAcls(s_filters, "t"), "NetworkAcls"),
        OperationCase.Of(Ec2Operations.DescribeRouteTables(s_filters, "t"), "RouteTables"),
        OperationCase.Of(Ec2Operations.DescribeVpcEndpoints(s_filters, "t"), "VpcEndpoints"),
        OperationCase.Of(Ec2Operations.DescribeInstanceTypes([], "t"), "InstanceTypes"),
        OperationCase.Of(Ec2Operations.DescribeInstanceTypes(["m5.large", "m6g.large"]), "InstanceTypes"),
        OperationCase.Of(Ec2Operations.DescribeManagedPrefixLists([], "t"), "PrefixLists"),
        OperationCase.Of(Ec2Operations.DescribeManagedPrefixLists(["pl-1"]), "PrefixLists"),
        OperationCase.Of(Ec2Operations.GetManagedPrefixListEntries("pl-1", "t"), "Entries"),
        OperationCase.Of(Ec2Operations.GetConsoleOutput(s_ids[0], latest: true), ""),
        OperationCase.Of(Ec2Operations.TerminateInstances(s_ids, dryRun: true), "TerminatingInstances"),
        OperationCase.Of(Elbv2Operations.DescribeLoadBalancers(s_arns, [], "t"), "LoadBalancers"),
        OperationCase.Of(Elbv2Operations.DescribeLoadBalancers([], ["a", "b"], "t"), "LoadBalancers"),
        OperationCase.Of(Elbv2Operations.DescribeLoadBalancers([], [], "t"), "LoadBalancers"),
        OperationCase.Of(Elbv2Operations.DescribeLoadBalancerAttributes(s_arns[0]), "Attributes"),
        OperationCase.Of(Elbv2Operations.DescribeListeners(s_arns[0], "t"), "Listeners"),
        OperationCase.Of(Elbv2Operations.DescribeRules("arn", "t"), "Rules"),
        OperationCase.Of(Elbv2Operations.DescribeTargetGroups(s_arns[0], [], "t"), "TargetGroups"),
        OperationCase.Of(Elbv2Operations.DescribeTargetGroups(null, s_arns, "t"), "TargetGroups"),
        OperationCase.Of(Elbv2Operations.DescribeTargetGroupAttributes(s_arns[1]), "Attributes"),
        OperationCase.Of(Elbv2Operations.DescribeTargetHealth(s_arns[1]), "TargetHealthDescriptions"),
        OperationCase.Of(Elbv2Operations.DescribeTags(s_arns), "TagDescriptions"),
        OperationCase.Of(Elbv2Operations.RegisterTargets(s_arns[1], s_targets), null),
        OperationCase.Of(Elbv2Operations.DeregisterTargets(s_arns[1], s_targets), null),
        OperationCase.Of(AutoScalingOperations.DescribeAutoScalingInstances(s_ids, "t"), "AutoScalingInstances"),
        OperationCase.Of(AutoScalingOperations.DescribeAutoScalingGroups(["workers"], "t"), "AutoScalingGroups"),
        OperationCase.Of(AutoScalingOperations.DescribeScalingActivities("workers", "t"), "Activities"),
        OperationCase.Of(AutoScalingOperations.TerminateInstanceInAutoScalingGroup(s_ids[0], shouldDecrementDesiredCapacity: false), "Activity"),
        OperationCase.Of(AutoScalingOperations.EnterStandby("workers", s_ids, shouldDecrementDesiredCapacity: true), "Activities"),
        OperationCase.Of(AutoScalingOperations.ExitStandby("workers", s_ids), "Activities"),
        OperationCase.Of(AutoScalingOperations.CreateOrUpdateTags(
            [new() { ResourceId = "workers", ResourceType = "auto-scaling-group", Key = "k", Value = "v", PropagateAtLaunch = false }]), null),
        OperationCase.Of(EksOperations.DescribeCluster("prod/1"), "cluster"),
        OperationCase.Of(EksOperations.ListClusters("t"), "clusters"),
        OperationCase.Of(StsOperations.GetCallerIdentity(), ""),
        OperationCase.Of(CloudWatchOperations.GetMetricData(
            [new("a", "AWS/NetworkELB", "HealthyHostCount", "Minimum", 60, new MetricDimension("AvailabilityZone", "eu-west-2a"), new MetricDimension("TargetGroup", "t"))],
            s_begin, s_end, "t"), "MetricDataResults"),
        OperationCase.Of(CloudTrailOperations.LookupEvents(new TrailLookup("ResourceName", "sg-1"), s_begin, s_end, "t"), "Events"),
    ];
}
