using System.Text.Json.Serialization;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.CloudTrail;

internal sealed record LookupEventsRequest(TrailLookup[]? LookupAttributes, long StartTime, long EndTime, int MaxResults, string? NextToken);

internal sealed record LookupEventsAnswer(RecordedEvent[]? Events, string? NextToken);

/// <summary>An event without its access key id.</summary>
internal sealed record RecordedEvent
{
    public string? EventId { get; init; }

    public string? EventName { get; init; }

    public string? EventSource { get; init; }

    public DateTime? EventTime { get; init; }

    public string? ReadOnly { get; init; }

    public string? Username { get; init; }

    public TrailResource[]? Resources { get; init; }

    /// <summary>The whole event: JSON in a text.</summary>
    public string? CloudTrailEvent { get; init; }
}

/// <summary>What is kept of the whole event.</summary>
internal sealed record EventText
{
    [JsonPropertyName("userIdentity")]
    public EventIdentity? UserIdentity { get; init; }

    [JsonPropertyName("sourceIPAddress")]
    public string? SourceIPAddress { get; init; }

    [JsonPropertyName("userAgent")]
    public string? UserAgent { get; init; }

    [JsonPropertyName("errorCode")]
    public string? ErrorCode { get; init; }

    [JsonPropertyName("errorMessage")]
    public string? ErrorMessage { get; init; }
}

internal sealed record EventIdentity
{
    [JsonPropertyName("arn")]
    public string? Arn { get; init; }

    [JsonPropertyName("invokedBy")]
    public string? InvokedBy { get; init; }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(EpochSecondsConverter)], MaxDepth = 64)]
[JsonSerializable(typeof(LookupEventsRequest))]
[JsonSerializable(typeof(LookupEventsAnswer))]
[JsonSerializable(typeof(EventText))]
internal sealed partial class CloudTrailJson : JsonSerializerContext;
