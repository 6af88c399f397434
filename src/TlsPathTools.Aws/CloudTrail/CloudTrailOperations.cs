using System.Text.Json;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.CloudTrail;

/// <summary>CloudTrail.</summary>
internal static class CloudTrailOperations
{
    /// <summary>What was recorded between two times, newest first. One attribute is as many as CloudTrail takes.</summary>
    public static AwsCall<AwsPage<TrailEvent>> LookupEvents(TrailLookup? attribute, DateTime beginUtc, DateTime endUtc, string? nextToken = null, int maxResults = 50)
    {
        var request = new LookupEventsRequest(attribute is null ? null : [attribute], Seconds(beginUtc), Seconds(endUtc), maxResults, nextToken);
        return new(AwsService.CloudTrail, "LookupEvents", ReadEvents)
        {
            Body = JsonSerializer.SerializeToUtf8Bytes(request, CloudTrailJson.Default.LookupEventsRequest),
            About = attribute?.AttributeValue,
        };
    }

    private static AwsPage<TrailEvent> ReadEvents(Stream body)
    {
        LookupEventsAnswer answer = JsonAnswer.Read(body, CloudTrailJson.Default.LookupEventsAnswer);
        return new([.. (answer.Events ?? []).Select(ToEvent)], answer.NextToken is { Length: > 0 } token ? token : null);
    }

    private static TrailEvent ToEvent(RecordedEvent item)
    {
        EventText? text = item.CloudTrailEvent is null ? null : JsonSerializer.Deserialize(item.CloudTrailEvent, CloudTrailJson.Default.EventText);
        return new()
        {
            EventId = item.EventId,
            EventName = item.EventName,
            EventSource = item.EventSource,
            EventTime = item.EventTime,
            ReadOnly = item.ReadOnly,
            Username = item.Username,
            Resources = item.Resources ?? [],
            UserIdentityArn = text?.UserIdentity?.Arn,
            InvokedBy = text?.UserIdentity?.InvokedBy,
            SourceIPAddress = text?.SourceIPAddress,
            UserAgent = text?.UserAgent,
            ErrorCode = text?.ErrorCode,
            ErrorMessage = text?.ErrorMessage,
        };
    }

    private static long Seconds(DateTime utc) => new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeSeconds();
}
