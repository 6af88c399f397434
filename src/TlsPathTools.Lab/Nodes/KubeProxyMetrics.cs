using System.Globalization;
using System.Text;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The metrics of a kube-proxy in the format of Prometheus, under the names that kube-proxy gives them. A scenario may set any of them.</summary>
internal static class KubeProxyMetrics
{
    private const double UsualSyncSeconds = 0.012;

    public static string Write(NodeMachine node, KubeProxyProcess proxy)
    {
        var text = new StringBuilder();
        ServiceTable rules = node.Rules;
        int withoutLocal = rules.NodePorts.Values.Count(rule => rule.IsLocal && rule.Endpoints.Count > 0 && rule.LocalReady(node.Name) == 0);
        bool nft = node.World.Scenario.Cluster?.KubeProxyMode == "nftables";
        int syncs = proxy.Syncs + 1;

        Gauge("kubeproxy_sync_proxy_rules_last_timestamp_seconds", "The last time proxy rules were successfully synced", Seconds(proxy.LastSynced));
        Gauge("kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds", "The last time a sync of proxy rules was queued", Seconds(proxy.LastQueued));
        Histogram("kubeproxy_sync_proxy_rules_duration_seconds", "SyncProxyRules latency in seconds", syncs);
        Histogram("kubeproxy_sync_full_proxy_rules_duration_seconds", "SyncProxyRules latency in seconds for full resyncs", Math.Max(1, syncs / 10));
        Histogram("kubeproxy_sync_partial_proxy_rules_duration_seconds", "SyncProxyRules latency in seconds for partial resyncs", syncs - Math.Max(1, syncs / 10));
        Histogram("kubeproxy_network_programming_duration_seconds", "In Cluster Network Programming Latency in seconds", syncs);
        Gauge("kubeproxy_sync_proxy_rules_endpoint_changes_pending", "Pending proxy rules Endpoint changes", proxy.LastQueued > proxy.LastSynced ? 1 : 0);
        Counter("kubeproxy_sync_proxy_rules_endpoint_changes_total", "Cumulative proxy rules Endpoint changes", rules.Endpoints + proxy.Syncs + proxy.Failures);
        Gauge("kubeproxy_sync_proxy_rules_service_changes_pending", "Pending proxy rules Service changes", 0);
        Counter("kubeproxy_sync_proxy_rules_service_changes_total", "Cumulative proxy rules Service changes", rules.Services);
        Counter("kubeproxy_sync_proxy_rules_iptables_restore_failures_total", "Cumulative proxy iptables restore failures", nft ? 0 : proxy.Failures);
        Counter("kubeproxy_sync_proxy_rules_iptables_partial_restore_failures_total", "Cumulative proxy iptables partial restore failures", 0);
        Gauge("kubeproxy_sync_proxy_rules_iptables_total", "Total number of iptables rules owned by kube-proxy", nft ? 0 : 6 + rules.Services, "table=\"filter\"");
        Gauge("kubeproxy_sync_proxy_rules_iptables_total", null, nft ? 0 : 12 + (4 * rules.Services) + (3 * rules.NodePorts.Count) + (4 * rules.Endpoints), "table=\"nat\"");
        Gauge("kubeproxy_sync_proxy_rules_no_local_endpoints_total", "Number of services with a Local traffic policy and no endpoints", 0, "traffic_policy=\"internal\"");
        Gauge("kubeproxy_sync_proxy_rules_no_local_endpoints_total", null, withoutLocal, "traffic_policy=\"external\"");
        Counter("kubeproxy_sync_proxy_rules_nftables_sync_failures_total", "Cumulative proxy nftables sync failures", nft ? proxy.Failures : 0);
        Counter("kubeproxy_sync_proxy_rules_nftables_cleanup_failures_total", "Cumulative proxy nftables cleanup failures", 0);
        Counter("kubeproxy_iptables_ct_state_invalid_dropped_packets_total", "packets dropped by iptables to work around conntrack problems", 0);
        Counter("kubeproxy_proxy_healthz_total", "Cumulative proxy healthz HTTP status", proxy.HealthAnswers.Good, "code=\"200\"");
        Counter("kubeproxy_proxy_healthz_total", null, proxy.HealthAnswers.Bad, "code=\"503\"");
        Gauge("process_start_time_seconds", "Start time of the process since unix epoch in seconds.", Seconds(proxy.Started));
        foreach ((string name, double value) in node.Metrics.Where(metric => !text.ToString().Contains(metric.Key, StringComparison.Ordinal)))
            Line(name, value, labels: null);
        return text.ToString();

        void Gauge(string name, string? help, double value, string? labels = null) => Metric(name, "gauge", help, value, labels);

        void Counter(string name, string? help, double value, string? labels = null) => Metric(name, "counter", help, value, labels);

        void Metric(string name, string type, string? help, double value, string? labels)
        {
            if (help is not null)
                text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [ALPHA] {help}\n# TYPE {name} {type}\n");
            Line(name, node.Metrics.TryGetValue(name, out double set) ? set : value, labels);
        }

        void Histogram(string name, string help, int count)
        {
            double each = node.Metrics.TryGetValue(name, out double set) ? set : UsualSyncSeconds;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} [ALPHA] {help}\n# TYPE {name} histogram\n");
            for (double bound = 0.001; bound < 20; bound *= 2)
                Line(name + "_bucket", each <= bound ? count : 0, string.Create(CultureInfo.InvariantCulture, $"le=\"{bound}\""));
            Line(name + "_bucket", count, "le=\"+Inf\"");
            Line(name + "_sum", each * count, labels: null);
            Line(name + "_count", count, labels: null);
        }

        void Line(string name, double value, string? labels) =>
            text.Append(CultureInfo.InvariantCulture, $"{name}{(labels is null ? "" : $"{{{labels}}}")} {value:R}\n");
    }

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;
}
