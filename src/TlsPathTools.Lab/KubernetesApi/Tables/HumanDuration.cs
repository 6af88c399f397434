using System.Globalization;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>Ages as kubectl shows them (k8s.io/apimachinery, pkg/util/duration).</summary>
internal static class HumanDuration
{
    /// <summary>47s, 5m30s, 3h12m, 2d4h, 300d.</summary>
    public static string Of(TimeSpan age)
    {
        long seconds = (long)age.TotalSeconds, minutes = seconds / 60, hours = seconds / 3600, days = hours / 24;
        return seconds switch
        {
            < -1 => "<invalid>",
            < 0 => "0s",
            < 120 => $"{seconds}s",
            < 10 * 60 => Two(minutes, "m", seconds % 60, "s"),
            < 3 * 3600 => $"{minutes}m",
            < 8 * 3600 => Two(hours, "h", minutes % 60, "m"),
            < 48 * 3600 => $"{hours}h",
            < 8 * 86_400 => Two(days, "d", hours % 24, "h"),
            < 2 * 365 * 86_400L => $"{days}d",
            < 8 * 365 * 86_400L => Two(days / 365, "y", days % 365, "d"),
            _ => $"{days / 365}y",
        };
    }

    /// <summary>How long ago a time of an object is.</summary>
    public static string Since(string? timestamp, DateTimeOffset now) =>
        DateTimeOffset.TryParse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? Of(now - time) : "<unknown>";

    /// <summary>The age of an object.</summary>
    public static string Age(System.Text.Json.Nodes.JsonObject item, DateTimeOffset now) => Since(KubeObject.Text(item, "metadata", "creationTimestamp"), now);

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit}{small}{smallUnit}";
}
