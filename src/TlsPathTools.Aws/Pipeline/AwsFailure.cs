using Amazon.Runtime;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>Tells in a gap what a request failed of.</summary>
internal static class AwsFailure
{
    public static SnapshotGap ToGap(Exception exception, string source, string operation, string? resource, DateTime timeUtc, int itemsRead = 0) => new()
    {
        Source = source,
        Operation = operation,
        Resource = resource,
        Kind = exception switch
        {
            AmazonServiceException { ErrorCode: { } code } when code.Contains("NotFound", StringComparison.Ordinal) => GapKind.NotFound,
            FormatException or System.Xml.XmlException or System.Text.Json.JsonException => GapKind.Malformed,
            _ => GapKind.Other,
        },
        Code = (exception as AmazonServiceException)?.ErrorCode,
        Reason = SafeText.Escape(exception.Message)!,
        ItemsRead = itemsRead,
        TimeUtc = timeUtc,
    };
}
