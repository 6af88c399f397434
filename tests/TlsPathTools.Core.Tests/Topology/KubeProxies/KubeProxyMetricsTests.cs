using System.Globalization;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Core.Tests.Topology.KubeProxies;

public class KubeProxyMetricsTests
{
    [Fact]
    public void Series_of_one_name_are_added_up_and_others_left_out()
    {
        IReadOnlyDictionary<string, double> values = KubeProxyMetrics.Parse(
            """
            # HELP kubeproxy_sync_proxy_rules_iptables_total [ALPHA] rules
            # TYPE kubeproxy_sync_proxy_rules_iptables_total gauge
            kubeproxy_sync_proxy_rules_iptables_total{table="filter"} 8
            kubeproxy_sync_proxy_rules_iptables_total{table="nat"} 57
            kubeproxy_sync_proxy_rules_last_timestamp_seconds 1.7637696e+09
            go_goroutines 55
            """);

        Assert.Equal(65, values[KubeProxyMetrics.IptablesRules]);
        Assert.Equal(1763769600, values[KubeProxyMetrics.LastSync]);
        Assert.Equal(2, values.Count);
    }

    // Newer versions have a series an IP family: a stale one must not hide behind a fresh one, and times are no sums.
    [Fact]
    public void Of_times_the_least_favourable_counts()
    {
        IReadOnlyDictionary<string, double> values = KubeProxyMetrics.Parse(
            """
            kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv4"} 100
            kubeproxy_sync_proxy_rules_last_timestamp_seconds{ip_family="IPv6"} 900
            kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds{ip_family="IPv4"} 800
            kubeproxy_sync_proxy_rules_last_queued_timestamp_seconds{ip_family="IPv6"} 850
            """);

        Assert.Equal((100, 850), (values[KubeProxyMetrics.LastSync], values[KubeProxyMetrics.LastQueued]));
    }

    [Theory]
    [InlineData("{a=\"}\",b=\"x\\\"} 9\"} 5", 5)]
    [InlineData(" 5 1763769600000", 5)]
    [InlineData("\t5.0", 5)]
    [InlineData("{} 5", 5)]
    public void Labels_blanks_and_times_do_not_confuse_it(string rest, double expected) =>
        Assert.Equal(expected, KubeProxyMetrics.Parse(KubeProxyMetrics.IptablesRules + rest)[KubeProxyMetrics.IptablesRules]);

    [Theory]
    [InlineData(" NaN")]
    [InlineData(" +Inf")]
    [InlineData(" five")]
    [InlineData("{a=\"5")]
    [InlineData("")]
    [InlineData("_more 5")]
    public void What_is_no_number_is_left_out(string rest) => Assert.Empty(KubeProxyMetrics.Parse(KubeProxyMetrics.IptablesRules + rest));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<html>404</html>")]
    public void A_text_without_metrics_gives_none(string? text) => Assert.Empty(KubeProxyMetrics.Parse(text));

    [Fact]
    public void A_text_without_end_is_read_to_its_cap()
    {
        string line = KubeProxyMetrics.IptablesRules + "{table=\"" + 'x' + "\"} 1\n";

        double sum = KubeProxyMetrics.Parse(string.Concat(Enumerable.Repeat(line, 200_000)))[KubeProxyMetrics.IptablesRules];

        Assert.InRange(sum, 1000, (4 * 1024 * 1024 / line.Length) + 1);
    }

    [Fact]
    public void Numbers_are_read_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");
            Assert.Equal(1.5, KubeProxyMetrics.Parse(KubeProxyMetrics.LastSync + " 1.5")[KubeProxyMetrics.LastSync]);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
