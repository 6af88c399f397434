using System.Globalization;
using System.Text.Json;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>What an ingress's annotations say to the AWS Load Balancer Controller.</summary>
internal static class IngressSettings
{
    private const string Prefix = "alb.ingress.kubernetes.io/";

    public static string? GroupName(Ingress ingress) => Annotation(ingress, "group.name");

    public static string? BalancerName(Ingress ingress) => Annotation(ingress, "load-balancer-name");

    /// <summary>The group, or the ingress itself where it is in none: what one load balancer is made for.</summary>
    public static string Stack(Ingress ingress) => GroupName(ingress) ?? $"{ingress.Metadata?.Namespace}/{ingress.Metadata?.Name}";

    /// <summary>The place of its rules in the group, lower first; 0 unless said. Members of one order follow their names.</summary>
    public static int Order(Ingress ingress) =>
        int.TryParse(Annotation(ingress, "group.order"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int order) ? order : 0;

    /// <summary>Its listeners' ports: as it says, else 443 with a certificate and 80 without.</summary>
    public static IReadOnlyList<int> Ports(Ingress ingress)
    {
        if (Annotation(ingress, "listen-ports") is { Length: < 10_000 } text && Parse(text) is { Count: > 0 } ports)
            return ports;
        return [Annotation(ingress, "certificate-arn") is not null || ingress.Spec?.Tls.Length > 0 ? 443 : 80];
    }

    // [{"HTTP": 80}, {"HTTPS": 443}]
    private static List<int>? Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind != JsonValueKind.Array ? null
                :
                [
                    .. document.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
                        .SelectMany(item => item.EnumerateObject())
                        .Where(pair => pair.Value.ValueKind == JsonValueKind.Number && pair.Value.TryGetInt32(out _)).Select(pair => pair.Value.GetInt32()).Distinct(),
                ];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Annotation(Ingress ingress, string name) =>
        ingress.Metadata?.Annotations.GetValueOrDefault(Prefix + name) is { Length: > 0 } value ? value : null;
}
