using System.Text.RegularExpressions;

namespace TlsPathTools.Topology.Map;

/// <summary>Who made a load balancer or target group, by its tags and, where they were not read, its name.</summary>
internal static partial class Ownership
{
    /// <summary>Nobody's tags.</summary>
    public const string Nobody = "no controller's tags: by hand or by Terraform";

    /// <summary>Who made it; and whether that one would put back what somebody else changes.</summary>
    public static Owner Of(SnapshotIndex index, string? arn, string? name)
    {
        if (arn is null || !index.Tags.TryGetValue(arn, out IReadOnlyDictionary<string, string>? tags))
            return OfName(name, GapIndex.Words("tags were", arn is null ? null : index.Gaps.Of(index.CloudOf(arn), "DescribeTags", arn)));

        if (ControllerTags.Of(tags) is { } made)
        {
            string cluster = made.Cluster is null ? "" : $" of cluster {SafeText.Escape(made.Cluster, 120)}";
            string stack = made.Stack is null ? "" : $" for {made.Kind} {SafeText.Escape(made.Stack, 120)}";
            return new(Name(made.Controller) + cluster + stack, Reverts: true);
        }

        if (tags.GetValueOrDefault("aws:cloudformation:stack-name") is { } formation)
            return new($"CloudFormation stack {SafeText.Escape(formation, 120)}", Reverts: false);
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

    private static string Name(ResourceController controller) => controller switch
    {
        ResourceController.LoadBalancerController => "AWS Load Balancer Controller",
        ResourceController.EksAutoMode => "EKS Auto Mode",
        _ => "the cloud provider's service controller",
    };

    // k8s-NAMESPACE-NAME-HASH is what the AWS Load Balancer Controller calls things, "a" and 31 hex digits of a service's uid what the cloud provider does.
    private static Owner OfName(string? name, string unread) => name switch
    {
        not null when ControllerName().IsMatch(name) => new($"{Name(ResourceController.LoadBalancerController)}, by the name; {unread}", Reverts: true),
        not null when ProviderName().IsMatch(name) => new($"{Name(ResourceController.CloudProvider)}, by the name; {unread}", Reverts: true),
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
