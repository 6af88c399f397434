namespace TlsPathTools.Topology.Cloud;

/// <summary>An Auto Scaling group.</summary>
public sealed record AutoScalingGroup
{
    public string? AutoScalingGroupName { get; init; }

    public string? AutoScalingGroupARN { get; init; }

    public int? MinSize { get; init; }

    public int? MaxSize { get; init; }

    public int? DesiredCapacity { get; init; }

    public int? DefaultCooldown { get; init; }

    public string? HealthCheckType { get; init; }

    public int? HealthCheckGracePeriod { get; init; }

    public string? VPCZoneIdentifier { get; init; }

    public string? Status { get; init; }

    public DateTime? CreatedTime { get; init; }

    public bool? CapacityRebalance { get; init; }

    public bool? NewInstancesProtectedFromScaleIn { get; init; }

    public LaunchTemplateSpecification? LaunchTemplate { get; init; }

    public string[] AvailabilityZones { get; init => field = value ?? []; } = [];

    public string[] LoadBalancerNames { get; init => field = value ?? []; } = [];

    public string[] TargetGroupARNs { get; init => field = value ?? []; } = [];

    public string[] TerminationPolicies { get; init => field = value ?? []; } = [];

    public SuspendedProcess[] SuspendedProcesses { get; init => field = value ?? []; } = [];

    public AutoScalingInstance[] Instances { get; init => field = value ?? []; } = [];

    public AutoScalingTag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => AutoScalingGroupName ?? "";
}

/// <summary>A member of a group (<c>Instance</c> in the API, which is EC2's name here).</summary>
public sealed record AutoScalingInstance
{
    public string? InstanceId { get; init; }

    public string? InstanceType { get; init; }

    public string? AvailabilityZone { get; init; }

    public string? LifecycleState { get; init; }

    public string? HealthStatus { get; init; }

    public string? LaunchConfigurationName { get; init; }

    public LaunchTemplateSpecification? LaunchTemplate { get; init; }

    public bool? ProtectedFromScaleIn { get; init; }
}

/// <summary>The template that instances are launched from.</summary>
public sealed record LaunchTemplateSpecification
{
    public string? LaunchTemplateId { get; init; }

    public string? LaunchTemplateName { get; init; }

    public string? Version { get; init; }
}

/// <summary>A process that somebody suspended: Launch, Terminate, ReplaceUnhealthy, AddToLoadBalancer, ….</summary>
public sealed record SuspendedProcess
{
    public string? ProcessName { get; init; }

    public string? SuspensionReason { get; init; }
}

/// <summary>A tag of a group (<c>TagDescription</c> in the API).</summary>
public sealed record AutoScalingTag
{
    public string? ResourceId { get; init; }

    public string? ResourceType { get; init; }

    public string? Key { get; init; }

    public string? Value { get; init; }

    public bool? PropagateAtLaunch { get; init; }
}
