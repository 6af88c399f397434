using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>CloudTrail: who changed what.</summary>
internal static class CloudTrailOperations
{
    private static readonly Paging s_pages = new("MaxResults", "NextToken", 1, 50, 50,
        size => new AwsException("InvalidMaxResultsException", $"A max results value of {size} is invalid. Specify max results between 1 and 50."),
        _ => new AwsException("InvalidNextTokenException", "Invalid token. The token or attribute keys from the previous request are not valid."));

    public static IEnumerable<AwsOperation> All { get; } = [new("cloudtrail", "LookupEvents", LookupEvents)];

    private static void LookupEvents(AwsCall call)
    {
        DateTimeOffset start = call.Input.Time("StartTime") ?? DateTimeOffset.MinValue;
        DateTimeOffset end = call.Input.Time("EndTime") ?? DateTimeOffset.MaxValue;
        if (start > end)
            throw new AwsException("InvalidTimeRangeException", "The specified time range is invalid. StartTime must be before EndTime.");
        IReadOnlyList<Input> attributes = call.Input.Items("LookupAttributes");
        if (attributes.Count > 1)
            throw new AwsException("InvalidLookupAttributesException", "Only one lookup attribute can be specified.");
        lock (call.Gate)
        {
            Page<TrailEvent> page = s_pages.Of(call,
            [
                .. call.Cloud.Trail.Where(item => item.EventTime >= start && item.EventTime <= end && attributes.All(attribute => Matches(item, attribute)))
                    .OrderByDescending(item => item.EventTime),
            ]);
            call.Answer.List("Events", page.Items, item => call.Answer
                .Text("EventId", item.EventId).Text("EventName", item.EventName).Text("ReadOnly", item.ReadOnly ? "true" : "false")
                .Time("EventTime", item.EventTime).Text("EventSource", item.EventSource).Text("Username", item.Username)
                .List("Resources", item.Resources, resource => call.Answer.Text("ResourceType", resource.Type).Text("ResourceName", resource.Name))
                .Text("CloudTrailEvent", item.CloudTrailEvent));
            call.Answer.Text("NextToken", page.Next);
        }
    }

    private static bool Matches(TrailEvent item, Input attribute)
    {
        string value = attribute.Text("AttributeValue") ?? "";
        return attribute.Text("AttributeKey") switch
        {
            "EventId" => item.EventId == value,
            "EventName" => item.EventName == value,
            "EventSource" => item.EventSource == value,
            "Username" => item.Username == value,
            "ReadOnly" => item.ReadOnly ? value == "true" : value == "false",
            "ResourceType" => item.Resources.Any(resource => resource.Type == value),
            "ResourceName" => item.Resources.Any(resource => resource.Name == value),
            "AccessKeyId" => item.CloudTrailEvent.Contains($"\"{value}\"", StringComparison.Ordinal),
            var other => throw new AwsException("InvalidLookupAttributesException", $"'{other}' is not a lookup attribute."),
        };
    }
}
