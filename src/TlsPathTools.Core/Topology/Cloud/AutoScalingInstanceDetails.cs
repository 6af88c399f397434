namespace TlsPathTools.Topology.Cloud;

/// <summary>The group that an instance belongs to.</summary>
public sealed record AutoScalingInstanceDetails
{
    public string? InstanceId { get; init; }

    public string? InstanceType { get; init; }

    public string? AutoScalingGroupName { get; init; }

    public string? AvailabilityZone { get; init; }

    public string? LifecycleState { get; init; }

    public string? HealthStatus { get; init; }

    public string? LaunchConfigurationName { get; init; }

    public LaunchTemplateSpecification? LaunchTemplate { get; init; }

    public bool? ProtectedFromScaleIn { get; init; }
}
