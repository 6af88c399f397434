namespace TlsPathTools.Lab.Cloud;

/// <summary>An Auto Scaling group (DescribeAutoScalingGroups, DescribeAutoScalingInstances, DescribeScalingActivities).</summary>
internal sealed class AutoScalingGroup
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    public int MinSize { get; set; }

    public int MaxSize { get; set; }

    public int DesiredCapacity { get; set; }

    public List<string> SubnetIds { get; init; } = [];

    public List<string> TargetGroupArns { get; init; } = [];

    public string HealthCheckType { get; init; } = "EC2";

    public int HealthCheckGracePeriod { get; init; } = 300;

    public string LaunchTemplateId { get; init; } = "lt-0123456789abcdef0";

    public string LaunchTemplateName { get; init; } = "eks-nodes";

    public string LaunchTemplateVersion { get; init; } = "1";

    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>Launch, Terminate, ReplaceUnhealthy, AddToLoadBalancer, … where somebody suspended them.</summary>
    public HashSet<string> SuspendedProcesses { get; } = new(StringComparer.Ordinal);

    public List<GroupMember> Members { get; } = [];

    /// <summary>Newest first.</summary>
    public List<ScalingActivity> Activities { get; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>An instance in an Auto Scaling group.</summary>
internal sealed class GroupMember
{
    public required string InstanceId { get; init; }

    public required string AvailabilityZone { get; init; }

    /// <summary>Pending, InService, Terminating, Terminating:Wait, EnteringStandby, Standby, ….</summary>
    public string LifecycleState { get; set; } = "InService";

    /// <summary>Healthy or Unhealthy.</summary>
    public string HealthStatus { get; set; } = "Healthy";

    public bool ProtectedFromScaleIn { get; set; }
}

/// <summary>Something that an Auto Scaling group did or does.</summary>
internal sealed class ScalingActivity
{
    public required string ActivityId { get; init; }

    public required string Description { get; init; }

    public required string Cause { get; init; }

    public required DateTimeOffset StartTime { get; init; }

    public DateTimeOffset? EndTime { get; set; }

    /// <summary>InProgress, Successful, Failed, Cancelled, ….</summary>
    public string StatusCode { get; set; } = "InProgress";

    public int Progress { get; set; }

    public string Details { get; init; } = "{}";
}
