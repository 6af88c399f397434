using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The Auto Scaling groups of a scenario, the cluster as EKS shows it, and what CloudTrail remembers of their making.</summary>
internal sealed class AutoScalingBuilder(LabWorld world)
{
    // CloudTrail answers with the newest events; a thousand launches long ago would only fill memory.
    private const int RememberedLaunches = 20;

    private readonly CloudState _cloud = world.Cloud;

    public void Build()
    {
        foreach (AutoScalingGroupSpec spec in world.Scenario.AutoScalingGroups)
            _cloud.AutoScalingGroups.Add(spec.Name, Group(spec));
        if (world.Scenario.Cluster is { } cluster)
            _cloud.EksClusters.Add(cluster.Name, Eks(cluster));
        Remember();
    }

    private AutoScalingGroup Group(AutoScalingGroupSpec spec)
    {
        Instance[] members = [.. _cloud.Instances.Values.Where(instance => instance.AutoScalingGroupName == spec.Name)];
        int desired = spec.DesiredCapacity ?? members.Length;
        var group = new AutoScalingGroup
        {
            Name = spec.Name,
            Arn = $"arn:aws:autoscaling:{_cloud.Region}:{_cloud.AccountId}:autoScalingGroup:{world.Ids.Uuid($"asg/{spec.Name}")}:autoScalingGroupName/{spec.Name}",
            MinSize = spec.MinSize, DesiredCapacity = desired, MaxSize = spec.MaxSize ?? desired + 1,
            SubnetIds = [.. spec.Subnets.Count > 0 ? spec.Subnets : members.Select(member => member.SubnetId).Distinct(StringComparer.Ordinal)],
            TargetGroupArns = [.. _cloud.TargetGroups.Values.Where(target => spec.TargetGroups.Contains(target.Name, StringComparer.Ordinal)).Select(target => target.Arn)],
            LaunchTemplateId = world.Ids.Ec2("lt", spec.Name), LaunchTemplateName = $"eks-{spec.Name}",
            CreatedTime = members.Select(member => member.LaunchTime).DefaultIfEmpty(world.Start.AddDays(-30)).Min().AddMinutes(-1),
        };
        group.SuspendedProcesses.UnionWith(spec.SuspendedProcesses);
        group.Members.AddRange(members.Select(member => new GroupMember { InstanceId = member.InstanceId, AvailabilityZone = member.AvailabilityZone }));
        if (members.MaxBy(member => member.LaunchTime) is { } newest)
        {
            group.Activities.Add(ScalingActivities.Launch(world, group, newest, newest.LaunchTime,
                $"At {ScalingActivities.Time(newest.LaunchTime)} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from {members.Length - 1} to {members.Length}."));
            group.Activities[0].EndTime = newest.LaunchTime.AddSeconds(33);
            group.Activities[0].StatusCode = "Successful";
            group.Activities[0].Progress = 100;
        }

        if (world.Scenario.Cluster is { } cluster)
        {
            group.Tags["eks:cluster-name"] = cluster.Name;
            group.Tags["eks:nodegroup-name"] = spec.Name;
            group.Tags["k8s.io/cluster-autoscaler/enabled"] = "true";
            group.Tags[$"k8s.io/cluster-autoscaler/{cluster.Name}"] = "owned";
            group.Tags[$"kubernetes.io/cluster/{cluster.Name}"] = "owned";
        }

        return group;
    }

    private EksCluster Eks(ClusterSpec cluster)
    {
        string groupId = world.Ids.Ec2("sg", $"eks/{cluster.Name}");
        _cloud.SecurityGroups.Add(groupId, NetworkBuilder.Open(groupId, $"eks-cluster-sg-{cluster.Name}-{world.Ids.Digits(cluster.Name, 9)}",
            "EKS created security group applied to ENI that is attached to EKS Control Plane master nodes, as well as any managed workloads."));
        return new EksCluster
        {
            Name = cluster.Name, Arn = $"arn:aws:eks:{_cloud.Region}:{_cloud.AccountId}:cluster/{cluster.Name}", Version = cluster.Version,
            RoleArn = $"arn:aws:iam::{_cloud.AccountId}:role/{cluster.Name}-cluster", CreatedAt = world.Start.AddDays(-400),
            SubnetIds = [.. _cloud.Subnets.Keys], SecurityGroupIds = { groupId }, ClusterSecurityGroupId = groupId,
        };
    }

    private void Remember()
    {
        foreach (Instance instance in _cloud.Instances.Values.OrderByDescending(instance => instance.LaunchTime).Take(RememberedLaunches).Reverse())
        {
            _cloud.Trail.Add(TrailEvents.Create(world, instance.LaunchTime, "RunInstances", "ec2.amazonaws.com", "AutoScaling",
                ("AWS::EC2::Instance", instance.InstanceId), ("AWS::EC2::Subnet", instance.SubnetId)));
        }

        foreach (TargetGroup group in _cloud.TargetGroups.Values.Take(RememberedLaunches))
        {
            _cloud.Trail.Add(TrailEvents.Create(world, world.Start.AddDays(-60).AddMinutes(_cloud.Trail.Count), "ModifyTargetGroup", "elasticloadbalancing.amazonaws.com", "terraform",
                ("AWS::ElasticLoadBalancingV2::TargetGroup", group.Arn)));
        }

        _cloud.Trail.Sort((left, right) => left.EventTime.CompareTo(right.EventTime));
    }
}
