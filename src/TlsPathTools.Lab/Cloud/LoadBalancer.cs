using System.Net;

namespace TlsPathTools.Lab.Cloud;

/// <summary>A load balancer (DescribeLoadBalancers and its attributes, listeners, rules and tags).</summary>
internal sealed class LoadBalancer
{
    public required string Arn { get; init; }

    public required string Name { get; init; }

    /// <summary>application or network.</summary>
    public required string Type { get; init; }

    /// <summary>internet-facing or internal.</summary>
    public required string Scheme { get; init; }

    public required string DnsName { get; init; }

    public string CanonicalHostedZoneId { get; init; } = "ZHURV8PSTC4K8";

    public required DateTimeOffset CreatedTime { get; init; }

    /// <summary>active, provisioning, active_impaired, failed.</summary>
    public string State { get; set; } = "active";

    public List<string> SecurityGroupIds { get; init; } = [];

    /// <summary>One in each enabled zone.</summary>
    public List<LoadBalancerZone> Zones { get; } = [];

    public List<Listener> Listeners { get; } = [];

    /// <summary>Under AWS's keys; keys that are not here have the type's default.</summary>
    public Dictionary<string, string> Attributes { get; init; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    public bool IsNetwork => Type == "network";
}

/// <summary>The node of a load balancer in one zone: an interface with addresses of its own.</summary>
internal sealed class LoadBalancerZone
{
    public required string ZoneName { get; init; }

    public required string SubnetId { get; init; }

    public required string NetworkInterfaceId { get; init; }

    public required IPAddress PrivateIp { get; init; }

    /// <summary>Null with an internal load balancer.</summary>
    public IPAddress? PublicIp { get; init; }

    public string? AllocationId { get; init; }

    /// <summary>Whether DNS answers with it now; health decides (fail-away), or a zonal shift.</summary>
    public bool InDns { get; set; } = true;

    /// <summary>Whether a zonal shift moved traffic away from it.</summary>
    public bool ZonalShift { get; set; }

    /// <summary>The address that clients are given.</summary>
    public IPAddress FrontAddress => PublicIp ?? PrivateIp;
}

/// <summary>A listener (DescribeListeners).</summary>
internal sealed class Listener
{
    public required string Arn { get; init; }

    public required int Port { get; init; }

    /// <summary>TCP, TLS, HTTP or HTTPS.</summary>
    public required string Protocol { get; init; }

    public string? SslPolicy { get; set; }

    /// <summary>The certificate's name in the scenario; its ARN is made of it. Null for TCP and HTTP.</summary>
    public string? Certificate { get; set; }

    /// <summary>arn:aws:acm:… of the certificate, or null.</summary>
    public string? CertificateArn { get; set; }

    public List<string> AlpnPolicy { get; init; } = [];

    /// <summary>off, passthrough or verify; null where it does not apply.</summary>
    public string? MutualAuthenticationMode { get; init; }

    /// <summary>Under AWS's keys: tcp.idle_timeout.seconds, routing.http.response.server.enabled, ….</summary>
    public Dictionary<string, string> Attributes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>In the order of their priorities; the default rule is the last.</summary>
    public List<ListenerRule> Rules { get; init; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether the load balancer ends TLS here.</summary>
    public bool TerminatesTls => Protocol is "TLS" or "HTTPS";
}

/// <summary>A rule of a listener (DescribeRules): every condition has to hold.</summary>
internal sealed class ListenerRule
{
    public required string Arn { get; init; }

    /// <summary>A number as text, or default.</summary>
    public required string Priority { get; init; }

    /// <summary>Patterns of the Host header, with * and ?; empty for any.</summary>
    public List<string> HostHeaders { get; init; } = [];

    /// <summary>Patterns of the path; empty for any.</summary>
    public List<string> PathPatterns { get; init; } = [];

    /// <summary>Where it forwards to, by weight; empty with a fixed response or a redirect.</summary>
    public List<WeightedTargetGroup> Forward { get; init; } = [];

    /// <summary>Whether a client stays with the target group that it was first given.</summary>
    public bool GroupStickiness { get; init; }

    /// <summary>The fixed response, or null.</summary>
    public FixedResponse? FixedResponse { get; init; }

    public bool IsDefault => Priority == "default";
}

/// <summary>A target group with its weight, 0–999.</summary>
internal sealed record WeightedTargetGroup(string TargetGroupArn, int Weight);

/// <summary>An answer that the load balancer makes itself because a rule says so.</summary>
internal sealed record FixedResponse(int StatusCode, string ContentType, string Body);
