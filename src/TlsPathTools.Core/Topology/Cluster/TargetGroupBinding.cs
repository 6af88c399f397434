namespace TlsPathTools.Topology.Cluster;

/// <summary>A target group that the AWS Load Balancer Controller keeps in step with a service (elbv2.k8s.aws/v1beta1). It reverts manual changes.</summary>
public sealed record TargetGroupBinding
{
    public ObjectMeta? Metadata { get; init; }

    public TargetGroupBindingSpec? Spec { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What is bound to what.</summary>
public sealed record TargetGroupBindingSpec
{
    public string? TargetGroupARN { get; init; }

    public string? TargetType { get; init; }

    public string? VpcID { get; init; }

    public string? IpAddressType { get; init; }

    public TargetGroupServiceReference? ServiceRef { get; init; }

    public LabelSelector? NodeSelector { get; init; }
}

/// <summary>The service and its port (a number or a name).</summary>
public sealed record TargetGroupServiceReference
{
    public string? Name { get; init; }

    public string? Port { get; init; }
}
