namespace TlsPathTools.Topology.Cloud;

/// <summary>
/// A call that CloudTrail recorded (<c>Event</c> in the API): who did what to which resource. The caller's access key and the parameters of
/// the call are left out; of the event itself (a JSON text in the API) only the members named here are kept.
/// </summary>
public sealed record TrailEvent
{
    public string? EventId { get; init; }

    public string? EventName { get; init; }

    public string? EventSource { get; init; }

    public DateTime? EventTime { get; init; }

    public string? ReadOnly { get; init; }

    public string? Username { get; init; }

    public TrailResource[] Resources { get; init => field = value ?? []; } = [];

    /// <summary>Who called: <c>userIdentity.arn</c> of the event.</summary>
    public string? UserIdentityArn { get; init; }

    /// <summary>The AWS service that called for the user: <c>userIdentity.invokedBy</c> of the event.</summary>
    public string? InvokedBy { get; init; }

    public string? SourceIPAddress { get; init; }

    public string? UserAgent { get; init; }

    /// <summary>Why the call failed, and so changed nothing; null where it did not.</summary>
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{EventTime:u} {EventName} by {Username}";
}

/// <summary>What a call was about (<c>Resource</c> in the API).</summary>
public sealed record TrailResource
{
    public string? ResourceType { get; init; }

    public string? ResourceName { get; init; }
}

/// <summary>What CloudTrail is asked for: one attribute.</summary>
/// <param name="AttributeKey">EventName, ResourceName, ResourceType, EventSource, Username, EventId, ReadOnly.</param>
/// <param name="AttributeValue">Its value.</param>
public sealed record TrailLookup(string AttributeKey, string AttributeValue);
