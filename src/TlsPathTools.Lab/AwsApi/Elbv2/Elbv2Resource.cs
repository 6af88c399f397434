using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>What calls name in Elastic Load Balancing: by ARN or by name, at most twenty at a time. Under the gate.</summary>
internal static class Elbv2Resource
{
    private const int MaxNamed = 20;

    /// <summary>The pages of its lists.</summary>
    public static Paging Paging { get; } = new("PageSize", "Marker", 1, 400, 400,
        size => Invalid($"1 validation error detected: Value '{size}' at 'pageSize' failed to satisfy constraint: Member must have value "
            + (size < 1 ? "greater than or equal to 1" : "less than or equal to 400")),
        token => Invalid($"The marker '{token}' is not valid"));

    public static LoadBalancer LoadBalancer(AwsCall call, string arn) =>
        call.Cloud.LoadBalancers.GetValueOrDefault(CheckArn(arn, "loadbalancer", "load balancer")) ?? throw NotFound("LoadBalancer", "load balancers");

    public static TargetGroup TargetGroup(AwsCall call, string arn) =>
        call.Cloud.TargetGroups.GetValueOrDefault(CheckArn(arn, "targetgroup", "target group")) ?? throw NotFound("TargetGroup", "target groups");

    public static (LoadBalancer LoadBalancer, Listener Listener) Listener(AwsCall call, string arn)
    {
        CheckArn(arn, "listener", "listener");
        foreach (LoadBalancer loadBalancer in call.Cloud.LoadBalancers.Values)
        {
            if (loadBalancer.Listeners.Find(listener => listener.Arn == arn) is { } found)
                return (loadBalancer, found);
        }

        throw NotFound("Listener", "listeners");
    }

    public static ListenerRule Rule(AwsCall call, string arn)
    {
        CheckArn(arn, "listener-rule", "rule");
        return call.Cloud.LoadBalancers.Values.SelectMany(loadBalancer => loadBalancer.Listeners).SelectMany(listener => listener.Rules).FirstOrDefault(rule => rule.Arn == arn)
            ?? throw NotFound("Rule", "rules");
    }

    /// <summary>The texts of a list that may hold twenty.</summary>
    public static IReadOnlyList<string> AtMostTwenty(AwsCall call, string member)
    {
        IReadOnlyList<string> texts = call.Input.Texts(member);
        string shown = char.ToLowerInvariant(member[0]) + member[1..];
        return texts.Count <= MaxNamed
            ? texts
            : throw Invalid($"1 validation error detected: Value '[{string.Join(", ", texts)}]' at '{shown}' failed to satisfy constraint: "
                + $"Member must have length less than or equal to {MaxNamed}");
    }

    /// <summary>The page that a call asks for; what it names comes at once.</summary>
    public static Page<T> PageOf<T>(AwsCall call, IReadOnlyList<T> all, bool named) => named ? new Page<T>(all, null) : Paging.Of(call, all);

    public static AwsException Invalid(string message) => new("ValidationError", message);

    /// <summary>What is said of names that nothing has.</summary>
    public static AwsException NamesNotFound(string type, string noun, IEnumerable<string> names) => new(type + "NotFound", $"{noun} '[{string.Join(", ", names)}]' not found");

    private static string CheckArn(string arn, string type, string noun) =>
        arn.Split(':') is ["arn", _, "elasticloadbalancing", _, _, var resource] && resource.StartsWith(type + "/", StringComparison.Ordinal)
            ? arn
            : throw Invalid($"'{arn}' is not a valid {noun} ARN");

    private static AwsException NotFound(string type, string nouns) => new(type + "NotFound", $"One or more {nouns} not found");
}
