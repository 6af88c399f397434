namespace TlsPathTools.Lab.Cloud;

/// <summary>A target group (DescribeTargetGroups, its attributes and DescribeTargetHealth).</summary>
internal sealed class TargetGroup
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    /// <summary>TCP, TLS, HTTP or HTTPS: how the load balancer speaks to the targets.</summary>
    public required string Protocol { get; init; }

    public required int Port { get; init; }

    /// <summary>instance, ip or alb.</summary>
    public required string TargetType { get; init; }

    public string ProtocolVersion { get; init; } = "HTTP1";

    public required HealthCheck HealthCheck { get; init; }

    /// <summary>The ARNs of the load balancers that have a rule which forwards here.</summary>
    public List<string> LoadBalancerArns { get; } = [];

    /// <summary>Under AWS's keys; keys that are not here have their default.</summary>
    public Dictionary<string, string> Attributes { get; init; } = new(StringComparer.Ordinal);

    public List<TargetRegistration> Targets { get; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>An attribute's value; null when it is not set.</summary>
    public string? Attribute(string key) => Attributes.GetValueOrDefault(key);
}

/// <summary>How a target group asks its targets whether they work.</summary>
internal sealed class HealthCheck
{
    /// <summary>TCP, HTTP or HTTPS.</summary>
    public required string Protocol { get; set; }

    /// <summary>A number as text, or traffic-port.</summary>
    public required string Port { get; set; }

    public string Path { get; set; } = "/";

    /// <summary>In seconds of the lab, for its own checks; fractions are allowed. AWS's answers show <see cref="ShownIntervalSeconds"/>.</summary>
    public double IntervalSeconds { get; set; } = 1;

    public double TimeoutSeconds { get; set; } = 1;

    /// <summary>What DescribeTargetGroups says.</summary>
    public int ShownIntervalSeconds { get; set; } = 30;

    public int ShownTimeoutSeconds { get; set; } = 6;

    public int HealthyThreshold { get; set; } = 2;

    public int UnhealthyThreshold { get; set; } = 2;

    /// <summary>The codes that are good: 200, 200-399, 200,204.</summary>
    public string Matcher { get; set; } = "200";
}

/// <summary>A target in a group, and what is known of its health.</summary>
internal sealed class TargetRegistration
{
    /// <summary>An instance's id, an IP address, or the ARN of a load balancer.</summary>
    public required string Id { get; init; }

    public required int Port { get; init; }

    /// <summary>The target's zone; all for an address outside the network.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary>initial, healthy, unhealthy, unused, draining, unavailable, unhealthy.draining.</summary>
    public string State { get; set; } = "initial";

    /// <summary>Such as Target.Timeout, or null.</summary>
    public string? Reason { get; set; }

    public string? Description { get; set; }

    /// <summary>When a deregistration began; null while it is registered.</summary>
    public DateTimeOffset? DeregisteredAt { get; set; }

    /// <summary>What each node of a load balancer sees, by zone: this is what routes, and what no API shows.</summary>
    public Dictionary<string, bool> HealthyFrom { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether it takes new flows at all.</summary>
    public bool IsRegistered => DeregisteredAt is null;
}
