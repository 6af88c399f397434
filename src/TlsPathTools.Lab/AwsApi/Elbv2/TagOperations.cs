namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>Tags: who owns a load balancer says here that it will undo what others do.</summary>
internal static class TagOperations
{
    public static IEnumerable<AwsOperation> All { get; } = [new("elasticloadbalancing", "DescribeTags", Describe)];

    private static void Describe(AwsCall call)
    {
        lock (call.Gate)
        {
            (string Arn, IReadOnlyDictionary<string, string> Tags)[] found = [.. Elbv2Resource.AtMostTwenty(call, "ResourceArns").Select(arn => (arn, TagsOf(call, arn)))];
            call.Answer.List("TagDescriptions", found, item => call.Answer.Text("ResourceArn", item.Arn).Tags("Tags", item.Tags, "Key", "Value"));
        }
    }

    private static Dictionary<string, string> TagsOf(AwsCall call, string arn)
    {
        string resource = arn.Split(':') is ["arn", _, "elasticloadbalancing", _, _, var last] ? last : throw Elbv2Resource.Invalid($"'{arn}' must be in ARN format");
        return resource.Split('/')[0] switch
        {
            "loadbalancer" => Elbv2Resource.LoadBalancer(call, arn).Tags,
            "targetgroup" => Elbv2Resource.TargetGroup(call, arn).Tags,
            "listener" => Elbv2Resource.Listener(call, arn).Listener.Tags,
            // The rules of the lab have none.
            "listener-rule" when Elbv2Resource.Rule(call, arn) is not null => new Dictionary<string, string>(StringComparer.Ordinal),
            _ => throw Elbv2Resource.Invalid($"'{arn}' must be in ARN format"),
        };
    }
}
