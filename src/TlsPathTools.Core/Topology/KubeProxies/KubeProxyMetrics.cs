using System.Globalization;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>Those of kube-proxy's metrics that say something of its sync, out of the text format of Prometheus (0.0.4).</summary>
public static class KubeProxyMetrics
{
    /// <summary>When rules were last written, seconds since 1970 by the node's clock.</summary>
    public const string LastSync = "kubeproxy_sync_proxy_rules_last_timestamp_seconds";

    /// <summary>When a write was last asked for.</summary>
    public const string LastQueued = "kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds";

    /// <summary>Changes of endpoints that are not in the rules yet.</summary>
    public const string EndpointChangesPending = "kubeproxy_sync_proxy_rules_endpoint_changes_pending";

    /// <summary>Changes of services that are not in the rules yet.</summary>
    public const string ServiceChangesPending = "kubeproxy_sync_proxy_rules_service_changes_pending";

    /// <summary>Failed writes, iptables.</summary>
    public const string IptablesRestoreFailures = "kubeproxy_sync_proxy_rules_iptables_restore_failures_total";

    /// <summary>Failed writes, nftables.</summary>
    public const string NftablesSyncFailures = "kubeproxy_sync_proxy_rules_nftables_sync_failures_total";

    /// <summary>Rules that it owns, iptables.</summary>
    public const string IptablesRules = "kubeproxy_sync_proxy_rules_iptables_total";

    /// <summary>Services with policy Local that have no endpoint on the node.</summary>
    public const string NoLocalEndpoints = "kubeproxy_sync_proxy_rules_no_local_endpoints_total";

    /// <summary>Packets that connection tracking called invalid.</summary>
    public const string InvalidPackets = "kubeproxy_iptables_ct_state_invalid_dropped_packets_total";

    /// <summary>When the process started, seconds since 1970 by the node's clock.</summary>
    public const string ProcessStart = "process_start_time_seconds";

    private const int LongestText = 4 * 1024 * 1024;
    private const int LongestLine = 8 * 1024;

    private static readonly HashSet<string> s_wanted = new(StringComparer.Ordinal)
    {
        LastSync, LastQueued, EndpointChangesPending, ServiceChangesPending, IptablesRestoreFailures, NftablesSyncFailures, IptablesRules, NoLocalEndpoints,
        InvalidPackets, ProcessStart,
        "kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total", "kubeproxy_sync_proxy_rules_nftables_cleanup_failures_total",
        "kubeproxy_sync_proxy_rules_endpoint_changes_total", "kubeproxy_sync_proxy_rules_service_changes_total", "kubeproxy_sync_proxy_rules_duration_seconds_count",
    };

    /// <summary>
    /// The metrics by name. Series of one name that differ in labels are added up; of times the least favourable one counts, the oldest sync and the
    /// newest request, since newer versions have one series an IP family. What cannot be read is left out, and a text without any of them gives none.
    /// </summary>
    public static IReadOnlyDictionary<string, double> Parse(string? text)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        ReadOnlySpan<char> rest = text is null || text.Length <= LongestText ? text : text.AsSpan(0, LongestText);
        foreach (ReadOnlySpan<char> line in rest.EnumerateLines())
        {
            if (line.Length is 0 or > LongestLine || line[0] == '#')
                continue;
            ReadOnlySpan<char> trimmed = line.TrimStart();
            int end = trimmed.IndexOfAny(" \t{");
            if (end <= 0 || Wanted(trimmed[..end]) is not { } name || Value(trimmed[end..]) is not { } value)
                continue;
            values[name] = values.TryGetValue(name, out double known) ? Combine(name, known, value) : value;
        }

        return values;
    }

    private static string? Wanted(ReadOnlySpan<char> name) => s_wanted.TryGetValue(name.ToString(), out string? known) ? known : null;

    private static double Combine(string name, double known, double value) => name switch
    {
        LastSync => Math.Min(known, value),
        LastQueued or ProcessStart => Math.Max(known, value),
        _ => known + value,
    };

    // The rest of a line is {labels} value [timestamp]; a label's value may hold any escaped character, braces too.
    private static double? Value(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        if (rest.Length > 0 && rest[0] == '{')
        {
            int close = EndOfLabels(rest);
            if (close < 0)
                return null;
            rest = rest[(close + 1)..].TrimStart();
        }

        int end = rest.IndexOfAny(" \t");
        return double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
    }

    private static int EndOfLabels(ReadOnlySpan<char> text)
    {
        bool quoted = false;
        for (int i = 1; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '}' && !quoted)
                return i;
        }

        return -1;
    }
}
