using System.Globalization;
using System.Text.Json;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>The answer of kube-proxy's :10256/healthz. It speaks of the sync loop and of the node's eligibility, never of forwarding.</summary>
/// <param name="LastUpdatedUtc">When the rules were last in step, in UTC by the node's clock; for a healthy one simply the time of the answer.</param>
/// <param name="CurrentTimeUtc">The node's clock, in UTC: what other times of the node are to be measured by.</param>
/// <param name="NodeEligible">Whether load balancers should use the node (KEP-3836); null before Kubernetes 1.28.</param>
public sealed record KubeProxyHealth(DateTime? LastUpdatedUtc, DateTime? CurrentTimeUtc, bool? NodeEligible)
{
    private const int LongestBody = 64 * 1024;

    /// <summary>The answer; null where the body is something else.</summary>
    public static KubeProxyHealth? Parse(string? json)
    {
        if (json is null || json.Length > LongestBody)
            return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new KubeProxyHealth(Time(root, "lastUpdated"), Time(root, "currentTime"), Truth(root, "nodeEligible"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTime? Time(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? GoTime(value.GetString()!) : null;

    private static bool? Truth(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null }
        : null;

    // As Go prints a time: 2026-11-22 19:31:59.123456789 +0000 UTC m=+12.5. Date, clock and offset count; name of the zone and monotonic clock do not.
    private static DateTime? GoTime(string text)
    {
        if (text.Split(' ') is not [var date, var clock, var offset, ..])
            return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset other) ? other.UtcDateTime : null;
        int fraction = clock.IndexOf('.', StringComparison.Ordinal);
        // .NET reads seven digits of a second, Go writes nine.
        if (fraction >= 0 && clock.Length > fraction + 8)
            clock = clock[..(fraction + 8)];
        if (offset.Length == 5)
            offset = offset.Insert(3, ":");
        return DateTimeOffset.TryParse($"{date}T{clock}{offset}", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time) ? time.UtcDateTime : null;
    }
}
