namespace TlsPathTools.Topology.Permissions;

/// <summary>Actions of IAM.</summary>
internal static class AwsPermissions
{
    public static PermissionNeed[] Read { get; } =
    [
        PermissionNeed.Aws("sts:GetCallerIdentity", "Nothing: AWS answers it to every caller.", "Connect-TlsPath", "Test-TlsPathPermission") with { GrantedToAll = true },
        PermissionNeed.Aws("ec2:DescribeNetworkInterfaces", "Which load balancer, zone and subnet an address belongs to: the first step of the map.", UsedBy.Front),
        PermissionNeed.Aws("elasticloadbalancing:DescribeLoadBalancers", "Everything behind an address.", UsedBy.Front),
        PermissionNeed.Aws("elasticloadbalancing:DescribeLoadBalancerAttributes", "Cross-zone balancing, and so which nodes an address can reach at all.", UsedBy.Front),
        PermissionNeed.Aws("elasticloadbalancing:DescribeListeners", "Who ends TLS, with which certificate, and where connections go.", UsedBy.Front),
        PermissionNeed.Aws("elasticloadbalancing:DescribeRules", "Target groups that only a rule of an application load balancer leads to, weights, rules that never apply.", [.. UsedBy.Map, .. UsedBy.Conflicts]),
        PermissionNeed.Aws("elasticloadbalancing:DescribeTargetGroups", "Targets, NodePorts, and what the health check asks.", UsedBy.Map),
        PermissionNeed.Aws("elasticloadbalancing:DescribeTargetGroupAttributes", "Cross-zone balancing per target group, stickiness, fail-open.", UsedBy.Map),
        PermissionNeed.Aws("elasticloadbalancing:DescribeTargetHealth", "Which instances are behind the load balancer, and what it thinks of them.", UsedBy.Map),
        PermissionNeed.Aws("elasticloadbalancing:DescribeTags", "Who made a load balancer and would revert a change; which one a conflict is about.", [.. UsedBy.Map, .. UsedBy.Conflicts]) with { Optional = true },
        PermissionNeed.Aws("ec2:DescribeInstances", "Which node a target is.", [.. UsedBy.Map, .. UsedBy.Cordon]),
        PermissionNeed.Aws("ec2:DescribeInstanceStatus", "Impaired hardware.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Aws("ec2:DescribeSubnets", "The subnets of load balancers and nodes.", UsedBy.Compare),
        PermissionNeed.Aws("ec2:DescribeVpcs", "Ranges of the VPC, by which traffic within it is told.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Aws("ec2:DescribeSecurityGroups", "Whether security groups allow a hop.", UsedBy.Compare),
        PermissionNeed.Aws("ec2:DescribeNetworkAcls", "Whether network ACLs allow a hop.", UsedBy.Compare),
        PermissionNeed.Aws("ec2:DescribeRouteTables", "Whether there is a route, there and back.", UsedBy.Compare),
        PermissionNeed.Aws("ec2:DescribeManagedPrefixLists", "Rules that name a prefix list.", UsedBy.Nobody) with { Optional = true },
        PermissionNeed.Aws("ec2:GetManagedPrefixListEntries", "What security groups and routes that name a prefix list are about: without its ranges they cannot be judged.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Aws("ec2:DescribeVpcEndpoints", "Addresses that belong to PrivateLink.", UsedBy.Nobody) with { Optional = true },
        PermissionNeed.Aws("ec2:DescribeInstanceTypes", "Limits of the instance type: interfaces and addresses.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Aws("ec2:GetConsoleOutput", "A node's last words before it is replaced.", UsedBy.Nobody) with { Optional = true },
        PermissionNeed.Aws("autoscaling:DescribeAutoScalingInstances", "Which Auto Scaling group an instance belongs to.", [.. UsedBy.Map, .. UsedBy.Cordon]),
        PermissionNeed.Aws("autoscaling:DescribeAutoScalingGroups", "Capacity, protection and suspended processes, which every replacement is checked against.", [.. UsedBy.Map, .. UsedBy.Cordon]),
        PermissionNeed.Aws("autoscaling:DescribeScalingActivities", "Replacements under way, which look like faults.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Aws("cloudwatch:GetMetricData", "Healthy hosts per zone, resets and 5xx as the load balancer counted them.", UsedBy.Nobody) with { Optional = true },
        PermissionNeed.Aws("cloudtrail:LookupEvents", "What was changed before it began.", UsedBy.Nobody) with { Optional = true },
        PermissionNeed.Aws("eks:DescribeCluster", "Connecting to an EKS cluster by its name alone.", "Connect-TlsPath") with { Optional = true },
        PermissionNeed.Aws("eks:ListClusters", "Completion of cluster names.", "Connect-TlsPath") with { Optional = true },
    ];

    public static PermissionNeed[] Change { get; } =
    [
        Changes("elasticloadbalancing:DeregisterTargets", "Taking a node out of a target group before it goes.", UsedBy.Nobody),
        Changes("elasticloadbalancing:RegisterTargets", "Putting a node back where a removal is rolled back.", UsedBy.Nobody),
        Changes("autoscaling:EnterStandby", "Quarantine: a replacement comes first, and the node stays as evidence.", UsedBy.Nobody) with { Optional = true },
        Changes("autoscaling:ExitStandby", "The way back from quarantine.", UsedBy.Nobody) with { Optional = true },
        Changes("autoscaling:CreateOrUpdateTags", "The mark on the group by which two remediations see each other.", UsedBy.Nobody),
        Changes("autoscaling:TerminateInstanceInAutoScalingGroup", "Replacing a node, lifecycle hooks included.", UsedBy.Nobody),
        Changes("ec2:TerminateInstances", "Ending an instance that belongs to no Auto Scaling group.", UsedBy.Nobody) with { Optional = true },
    ];

    private static PermissionNeed Changes(string action, string withoutIt, string[] usedBy) =>
        PermissionNeed.Aws(action, withoutIt, usedBy) with { Access = PermissionAccess.Change };
}
