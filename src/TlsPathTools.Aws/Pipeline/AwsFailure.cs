namespace TlsPathTools.Aws.Pipeline;

/// <summary>What a failed request means: a kind, AWS's code, a sentence that is safe to show, and what to do.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Code">The service's word for it.</param>
/// <param name="Reason">What happened.</param>
/// <param name="Advice">What to do.</param>
internal sealed record AwsFailure(GapKind Kind, string? Code, string Reason, string? Advice)
{
    /// <summary>Names what an exception of the pipeline means.</summary>
    /// <param name="exception">The exception; no cancellation.</param>
    /// <param name="permission">The permission that the request needs, for advice.</param>
    public static AwsFailure Of(Exception exception, string? permission = null)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is AwsRefusal refusal)
                return new AwsFailure(refusal.Kind, refusal.Code, refusal.Message, refusal.Advice);
        }

        return TransportFailure.Of(exception) ?? ServiceFailure.Of(exception, permission)
            ?? new AwsFailure(GapKind.Other, Code: null, $"The request failed: {exception.GetType().Name}.", Advice: null);
    }

    /// <summary>The gap that a failed request leaves.</summary>
    /// <param name="exception">Why it failed; no cancellation.</param>
    /// <param name="source">Who was asked: ACCOUNT/REGION.</param>
    /// <param name="operation">The permission that the request needs (<see cref="AwsCall{T}.Permission"/>).</param>
    /// <param name="resource">What was asked about; null for all.</param>
    /// <param name="timeUtc">When.</param>
    /// <param name="itemsRead">Items that were read before.</param>
    public static SnapshotGap ToGap(Exception exception, string source, string operation, string? resource, DateTime timeUtc, int itemsRead = 0)
    {
        AwsFailure failure = Of(exception, operation);
        return new SnapshotGap
        {
            Source = source, Operation = operation, Resource = SafeText.Escape(resource), Kind = failure.Kind, Code = SafeText.Escape(failure.Code, 80),
            Reason = failure.Reason, Advice = failure.Advice, ItemsRead = itemsRead, TimeUtc = timeUtc,
        };
    }
}
