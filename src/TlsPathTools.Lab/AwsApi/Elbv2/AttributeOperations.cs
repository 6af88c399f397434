using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>The attributes of load balancers, target groups and listeners: what is set, and the default of everything else.</summary>
internal static class AttributeOperations
{
    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("elasticloadbalancing", "DescribeLoadBalancerAttributes", call => Describe(call, LoadBalancer)),
        new("elasticloadbalancing", "DescribeTargetGroupAttributes", call => Describe(call, TargetGroup)),
        new("elasticloadbalancing", "DescribeListenerAttributes", call => Describe(call, Listener)),
        new("elasticloadbalancing", "ModifyLoadBalancerAttributes", call => Modify(call, LoadBalancer), Changes: true),
        new("elasticloadbalancing", "ModifyTargetGroupAttributes", call => Modify(call, TargetGroup), Changes: true),
    ];

    private static Holder LoadBalancer(AwsCall call)
    {
        LoadBalancer found = Elbv2Resource.LoadBalancer(call, call.Required("LoadBalancerArn"));
        return new Holder("Load balancer", "LoadBalancer", found.Arn, found.Name, found.Attributes, DefaultAttributes.Of(found), found.IsNetwork ? null : "load_balancing.cross_zone.enabled");
    }

    private static Holder TargetGroup(AwsCall call)
    {
        TargetGroup found = Elbv2Resource.TargetGroup(call, call.Required("TargetGroupArn"));
        return new Holder("Target group", "TargetGroup", found.Arn, found.Name, found.Attributes, DefaultAttributes.Of(found), Fixed: null);
    }

    private static Holder Listener(AwsCall call)
    {
        Listener found = Elbv2Resource.Listener(call, call.Required("ListenerArn")).Listener;
        return new Holder("Listener", "Listener", found.Arn, found.Arn, found.Attributes, DefaultAttributes.Of(found), Fixed: null);
    }

    private static void Describe(AwsCall call, Func<AwsCall, Holder> holderOf)
    {
        lock (call.Gate)
            Write(call, holderOf(call));
    }

    private static void Modify(AwsCall call, Func<AwsCall, Holder> holderOf)
    {
        lock (call.Gate)
        {
            Holder holder = holderOf(call);
            Dictionary<string, string> defaults = holder.Defaults.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
            (string Key, string Value)[] asked = [.. call.Input.Items("Attributes").Select(item => (item.Required("Key"), item.Text("Value") ?? ""))];
            if (asked.Length == 0)
                throw Elbv2Resource.Invalid("At least one attribute must be specified");
            foreach ((string key, string value) in asked)
            {
                if (!defaults.TryGetValue(key, out string? usual))
                    throw Elbv2Resource.Invalid($"{holder.Noun} attribute key '{key}' is not recognized");
                if (key == holder.Fixed && value != usual)
                    throw new AwsException("InvalidConfigurationRequest", $"{holder.Noun} attribute key '{key}' cannot be changed for this type");
                if (!IsOfKind(usual, value))
                    throw Elbv2Resource.Invalid($"{holder.Noun} attribute value '{value}' is not valid for the key '{key}'");
            }

            foreach ((string key, string value) in asked)
                holder.Set[key] = value;
            call.Changed($"{holder.Name}: {string.Join(", ", asked.Select(pair => $"{pair.Key}={pair.Value}"))}", ("AWS::ElasticLoadBalancingV2::" + holder.Type, holder.Arn));
            Write(call, holder);
        }
    }

    private static void Write(AwsCall call, Holder holder)
    {
        IEnumerable<(string Key, string Value)> own = holder.Set.Select(pair => (pair.Key, pair.Value));
        call.Answer.List("Attributes", own.Concat(holder.Defaults.Where(pair => !holder.Set.ContainsKey(pair.Key))),
            pair => call.Answer.Text("Key", pair.Key).Text("Value", pair.Value));
    }

    private static bool IsOfKind(string usual, string value) => usual switch
    {
        "true" or "false" => value is "true" or "false",
        "use_load_balancer_configuration" => value is "true" or "false" or "use_load_balancer_configuration",
        "" => true,
        "off" => value is "on" or "off" || value.All(char.IsAsciiDigit),
        _ when usual.All(char.IsAsciiDigit) => value == "off" || (value.Length > 0 && value.All(char.IsAsciiDigit)),
        _ => value.Length > 0,
    };

    private sealed record Holder(
        string Noun, string Type, string Arn, string Name, Dictionary<string, string> Set, IEnumerable<(string Key, string Value)> Defaults, string? Fixed);
}
