using System.Text.RegularExpressions;

namespace TlsPathTools.Topology.Map;

/// <summary>Who made a load balancer or target group, by its tags and, where they were not read, its name.</summary>
internal static partial class Ownership
{
    /// <summary>Nobody's tags.</summary>
    public const string Nobody = "no controller's tags: by hand or by Terraform";

    private const string LoadBalancerController = "AWS Load Balancer Controller";

    /// <summary>Who made it; and whether that one would put back what somebody else changes.</summary>
    public static Owner Of(SnapshotIndex index, string? arn, string? name)
    {
        if (arn is null || !index.Tags.TryGetValue(arn, out IReadOnlyDictionary<string, string>? tags))
            return OfName(name, GapIndex.Words("tags were", arn is null ? null : index.Gaps.Of(index.CloudOf(arn), "DescribeTags", arn)));

        string? Tag(string key) => SafeText.Escape(tags.GetValueOrDefault(key), 120);
        string Cluster(string key) => Tag(key) is { } cluster ? $" of cluster {cluster}" : "";

        // EKS Auto Mode's controller writes the same tags in names of its own.
        foreach (string kind in (string[])["service", "ingress"])
        {
            if (Tag($"{kind}.eks.amazonaws.com/stack") is { } stack)
                return new($"EKS Auto Mode{Cluster("eks:eks-cluster-name")} for {kind} {stack}", Reverts: true);
        }

        foreach ((string key, string kind) in (ReadOnlySpan<(string, string)>)
            [("service.k8s.aws/stack", "service"), ("ingress.k8s.aws/stack", "ingress"), ("gateway.k8s.aws.alb/stack", "gateway"), ("gateway.k8s.aws.nlb/stack", "gateway")])
        {
            if (Tag(key) is { } stack)
                return new($"{LoadBalancerController}{Cluster("elbv2.k8s.aws/cluster")} for {kind} {stack}", Reverts: true);
        }

        if (tags.ContainsKey("elbv2.k8s.aws/cluster") || tags.ContainsKey("ingress.k8s.aws/cluster"))
            return new($"{LoadBalancerController}{(tags.ContainsKey("elbv2.k8s.aws/cluster") ? Cluster("elbv2.k8s.aws/cluster") : Cluster("ingress.k8s.aws/cluster"))}", Reverts: true);
        if (Tag("kubernetes.io/service-name") is { } service)
            return new($"the cloud provider's service controller for service {service}", Reverts: true);
        if (Tag("aws:cloudformation:stack-name") is { } formation)
            return new($"CloudFormation stack {formation}", Reverts: false);
        // "owned" alone says which cluster's end deletes it, not who keeps it.
        return tags.Any(tag => tag.Value.Contains("terraform", StringComparison.OrdinalIgnoreCase) || tag.Key.Contains("terraform", StringComparison.OrdinalIgnoreCase))
            ? new("no controller's tags; its tags say Terraform", Reverts: false)
            : new(Nobody, Reverts: false);
    }

    /// <summary>The two in one text.</summary>
    public static string Join(string? balancer, string? group) => (balancer, group) switch
    {
        (null, null) => "not known",
        (null, _) => group!,
        (_, null) => balancer,
        _ => balancer == group ? balancer : $"load balancer: {balancer}; target group: {group}",
    };

    // k8s-NAMESPACE-NAME-HASH is what the AWS Load Balancer Controller calls things, "a" and 31 hex digits of a service's uid what the cloud provider does.
    private static Owner OfName(string? name, string unread) => name switch
    {
        not null when ControllerName().IsMatch(name) => new($"{LoadBalancerController}, by the name; {unread}", Reverts: true),
        not null when ProviderName().IsMatch(name) => new($"the cloud provider's service controller, by the name; {unread}", Reverts: true),
        _ => new($"not known: {unread}", Reverts: false),
    };

    [GeneratedRegex("^k8s-[a-z0-9]{1,17}-([a-z0-9]{1,8}-)?[0-9a-f]{10}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ControllerName();

    [GeneratedRegex("^a[0-9a-f]{31}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ProviderName();
}

/// <summary>Who made something.</summary>
/// <param name="Words">In words.</param>
/// <param name="Reverts">Whether it puts back what somebody else changes.</param>
internal sealed record Owner(string Words, bool Reverts);
