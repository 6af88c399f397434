namespace TlsPathTools.Lab.Cloud;

/// <summary>A cluster as EKS describes it (DescribeCluster).</summary>
internal sealed class EksCluster
{
    public required string Name { get; init; }

    public required string Arn { get; init; }

    /// <summary>Such as 1.31.</summary>
    public required string Version { get; init; }

    public string PlatformVersion { get; init; } = "eks.12";

    public required string RoleArn { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The Kubernetes API: https://127.x.0.4:6443. Set when it listens.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The PEM of the API's own authority. Set with the endpoint.</summary>
    public string CertificateAuthorityPem { get; set; } = "";

    public List<string> SubnetIds { get; init; } = [];

    public List<string> SecurityGroupIds { get; init; } = [];

    public required string ClusterSecurityGroupId { get; init; }

    /// <summary>API, CONFIG_MAP or API_AND_CONFIG_MAP.</summary>
    public string AuthenticationMode { get; init; } = "API_AND_CONFIG_MAP";

    public string ServiceIpv4Cidr { get; init; } = "172.20.0.0/16";

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A management event (CloudTrail LookupEvents).</summary>
internal sealed record TrailEvent(
    string EventId, string EventName, string EventSource, DateTimeOffset EventTime, string Username, bool ReadOnly,
    IReadOnlyList<(string Type, string Name)> Resources, string CloudTrailEvent);
