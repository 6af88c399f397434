namespace TlsPathTools.Lab.Scenarios;

/// <summary>A certificate that a listener or a pod shows.</summary>
public sealed record CertificateSpec
{
    /// <summary>Its name in this file.</summary>
    public required string Name { get; init; }

    /// <summary>The names that it is for.</summary>
    public required IReadOnlyList<string> DnsNames { get; init; }

    /// <summary>amazon, letsEncrypt, private (all trusted by the lab's client), untrusted, or selfSigned.</summary>
    public string Issuer { get; init; } = "letsEncrypt";

    /// <summary>Days from now; negative for the past.</summary>
    public double NotBeforeDays { get; init; } = -30;

    /// <summary>Days from now; negative for an expired one.</summary>
    public double NotAfterDays { get; init; } = 60;

    /// <summary>Whether the intermediate certificate is not sent.</summary>
    public bool OmitsIntermediate { get; init; }
}

/// <summary>A load balancer.</summary>
public sealed record LoadBalancerSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>application or network.</summary>
    public required string Type { get; init; }

    /// <summary>internet-facing or internal.</summary>
    public string Scheme { get; init; } = "internet-facing";

    /// <summary>One subnet in each enabled zone.</summary>
    public required IReadOnlyList<LoadBalancerSubnetSpec> Subnets { get; init; }

    /// <summary>Security groups.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    /// <summary>Listeners.</summary>
    public required IReadOnlyList<ListenerSpec> Listeners { get; init; }

    /// <summary>Attributes under AWS's keys.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Zones that a zonal shift moved traffic away from.</summary>
    public IReadOnlyList<string> ZonalShift { get; init; } = [];
}

/// <summary>A zone of a load balancer.</summary>
public sealed record LoadBalancerSubnetSpec
{
    /// <summary>The id of the subnet.</summary>
    public required string Subnet { get; init; }

    /// <summary>Its address in the subnet; null for a made up one.</summary>
    public string? PrivateAddress { get; init; }

    /// <summary>Its public address (203.0.113.x); null for a made up one, where the load balancer faces the Internet.</summary>
    public string? PublicAddress { get; init; }
}

/// <summary>A listener.</summary>
public sealed record ListenerSpec
{
    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>TCP, TLS, HTTP or HTTPS.</summary>
    public required string Protocol { get; init; }

    /// <summary>The certificate, by name.</summary>
    public string? Certificate { get; init; }

    /// <summary>ELBSecurityPolicy-…; one that ends in TLS-1-2-2017-01 takes TLS 1.2 only.</summary>
    public string? SslPolicy { get; init; }

    /// <summary>off or verify.</summary>
    public string? MutualAuthentication { get; init; }

    /// <summary>Attributes under AWS's keys.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where the default rule forwards to.</summary>
    public IReadOnlyList<ForwardSpec> Forward { get; init; } = [];

    /// <summary>The default rule's own answer instead.</summary>
    public FixedResponseSpec? FixedResponse { get; init; }

    /// <summary>Rules before the default one.</summary>
    public IReadOnlyList<ListenerRuleSpec> Rules { get; init; } = [];
}

/// <summary>A rule of a listener.</summary>
public sealed record ListenerRuleSpec
{
    /// <summary>Lower comes first.</summary>
    public required int Priority { get; init; }

    /// <summary>Patterns of the Host header.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Patterns of the path.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Where it forwards to.</summary>
    public IReadOnlyList<ForwardSpec> Forward { get; init; } = [];

    /// <summary>Its own answer instead.</summary>
    public FixedResponseSpec? FixedResponse { get; init; }
}

/// <summary>A target group with its weight.</summary>
public sealed record ForwardSpec
{
    /// <summary>By name.</summary>
    public required string TargetGroup { get; init; }

    /// <summary>0–999.</summary>
    public int Weight { get; init; } = 1;
}

/// <summary>An answer of the load balancer's own.</summary>
public sealed record FixedResponseSpec
{
    /// <summary>Its status.</summary>
    public required int Status { get; init; }

    /// <summary>Its text.</summary>
    public string Body { get; init; } = "";
}

/// <summary>A target group.</summary>
public sealed record TargetGroupSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>TCP, TLS, HTTP or HTTPS.</summary>
    public required string Protocol { get; init; }

    /// <summary>The port of targets that have none of their own: a NodePort, or a pod's.</summary>
    public required int Port { get; init; }

    /// <summary>instance, ip or alb.</summary>
    public string TargetType { get; init; } = "instance";

    /// <summary>How targets are checked.</summary>
    public HealthCheckSpec HealthCheck { get; init; } = new();

    /// <summary>Attributes under AWS's keys.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Tags.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Targets: names of nodes, <c>pods:NAMESPACE/SERVICE</c>, addresses, or names of load balancers. Members of an Auto Scaling group that is attached need not be listed.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];
}

/// <summary>A health check.</summary>
public sealed record HealthCheckSpec
{
    /// <summary>TCP, HTTP or HTTPS; null for TCP with network load balancers, HTTP with others.</summary>
    public string? Protocol { get; init; }

    /// <summary>A port, or null for traffic-port.</summary>
    public int? Port { get; init; }

    /// <summary>The path of HTTP and HTTPS.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The codes that are good.</summary>
    public string Matcher { get; init; } = "200-399";

    /// <summary>How often the lab checks, in seconds.</summary>
    public double IntervalSeconds { get; init; } = 1;

    /// <summary>How long the lab waits for an answer, in seconds: generous, because a busy machine is no sick target.</summary>
    public double TimeoutSeconds { get; init; } = 2.5;

    /// <summary>The interval that the API shows.</summary>
    public int ShownIntervalSeconds { get; init; } = 30;

    /// <summary>Good checks in a row.</summary>
    public int HealthyThreshold { get; init; } = 2;

    /// <summary>Bad checks in a row.</summary>
    public int UnhealthyThreshold { get; init; } = 2;
}

/// <summary>An Auto Scaling group.</summary>
public sealed record AutoScalingGroupSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Left out, as many as it has members.</summary>
    public int? DesiredCapacity { get; init; }

    /// <summary>Left out, 0.</summary>
    public int MinSize { get; init; }

    /// <summary>Left out, one more than the desired capacity.</summary>
    public int? MaxSize { get; init; }

    /// <summary>Where it launches; left out, the subnets of its members.</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [];

    /// <summary>Target groups that its instances are registered with, by name.</summary>
    public IReadOnlyList<string> TargetGroups { get; init; } = [];

    /// <summary>Processes that somebody suspended.</summary>
    public IReadOnlyList<string> SuspendedProcesses { get; init; } = [];

    /// <summary>The AMI of replacements; left out, that of the members. A broken one tells of a fault that replacement does not end.</summary>
    public string? ImageId { get; init; }

    /// <summary>Whether an instance refresh runs, and how long from the start, in seconds.</summary>
    public double? RefreshSeconds { get; init; }
}
