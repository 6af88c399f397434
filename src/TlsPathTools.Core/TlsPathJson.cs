using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using TlsPathTools.ClientErrors;
using TlsPathTools.Comparison;
using TlsPathTools.Dns;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Probing;
using TlsPathTools.Reachability;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.Logs;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.Permissions;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools;

/// <summary>
/// JSON as TlsPathTools writes it: one record an object (and, in a file, a line), camelCase, enums as text, times as
/// ISO 8601 UTC, durations in milliseconds. Reading gives a record equal to the one written.
/// </summary>
public static class TlsPathJson
{
    private static readonly TlsPathJsonContext s_context = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Records hold escaped text only, so nothing here can break out of a terminal; HTML is encoded where HTML is made.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The record as one line of JSON, without a line end.</summary>
    public static string Serialize(TlsPathRecord record) => JsonSerializer.Serialize(record, s_context.TlsPathRecord);

    /// <summary>The record that a line of JSON holds.</summary>
    /// <exception cref="FormatException">The line is not JSON of a known kind; the message says what is wrong with it.</exception>
    public static TlsPathRecord Deserialize(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, s_context.TlsPathRecord)
                ?? throw new FormatException("The line holds 'null', not a record of TlsPathTools.");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FormatException($"Not a record of TlsPathTools: {SafeText.Escape(e.Message)}", e);
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TlsPathRecord))]
[JsonSerializable(typeof(EndpointAddress))]
[JsonSerializable(typeof(ResolverAnswer))]
[JsonSerializable(typeof(TlsAttempt))]
[JsonSerializable(typeof(TlsPathResult))]
[JsonSerializable(typeof(ClientErrorMeaning))]
[JsonSerializable(typeof(TlsPathLabScenario))]
[JsonSerializable(typeof(TlsPathLabSession))]
[JsonSerializable(typeof(TlsPathConnection))]
[JsonSerializable(typeof(EvidenceHeader))]
[JsonSerializable(typeof(TlsPathEvidence))]
[JsonSerializable(typeof(PathSnapshot))]
[JsonSerializable(typeof(EndpointLoadBalancer))]
[JsonSerializable(typeof(TargetNode))]
[JsonSerializable(typeof(NodePortResult))]
[JsonSerializable(typeof(NodeKubeProxy))]
[JsonSerializable(typeof(NodePodDistribution))]
[JsonSerializable(typeof(LoadBalancerConflict))]
[JsonSerializable(typeof(CertificateRenewal))]
[JsonSerializable(typeof(PodLogSummary))]
[JsonSerializable(typeof(PermissionCheck))]
[JsonSerializable(typeof(NodeConfigComparison))]
[JsonSerializable(typeof(ReachabilityCheck))]
[JsonSerializable(typeof(KubeProxyRestart))]
[JsonSerializable(typeof(NodeSchedulingChange))]
[JsonSerializable(typeof(NodeComparisonSummary))]
internal sealed partial class TlsPathJsonContext : JsonSerializerContext;
