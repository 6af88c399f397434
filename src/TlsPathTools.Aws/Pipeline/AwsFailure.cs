using Amazon.Runtime;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>Tells in a gap what a request failed of.</summary>
internal static class AwsFailure
{
    public static SnapshotGap ToGap(Exception failure, string source, string permission, string? about, int itemsRead, DateTime utc) => new()
    {
        Source = source,
        Operation = permission,
        Resource = about,
        Kind = failure switch
        {
            AmazonServiceException { ErrorCode: { } code } when code.Contains("NotFound", StringComparison.Ordinal) => GapKind.NotFound,
            FormatException or System.Xml.XmlException or System.Text.Json.JsonException => GapKind.Malformed,
            _ => GapKind.Other,
        },
        Code = (failure as AmazonServiceException)?.ErrorCode,
        Reason = SafeText.Escape(failure.Message)!,
        ItemsRead = itemsRead,
        TimeUtc = utc,
    };
}
