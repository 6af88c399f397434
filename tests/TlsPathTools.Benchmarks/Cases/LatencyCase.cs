using System.Globalization;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.Probing;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>Whether our own load is reported as the peer's latency.</summary>
internal sealed class LatencyCase : IBenchmarkCase
{
    public string Name => "latency";

    public string What => "handshake latency (p50) that probes report with 256 in flight";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        ProbeTarget[] targets = server.Targets(8);
        ProbeOptions many = EngineLoad.Options with { Count = 250, MaxConnecting = 256 };
        ProbeOptions one = EngineLoad.Options with { Count = 60, MaxConnecting = 1 };
        Rounds measured = await Rounds.MeasureAsync(rounds, () => MedianAsync(targets, many), () => MedianAsync(targets, one));
        return
        [
            BenchmarkRow.Ratio(What, Ms(measured.Median(0)), $"1 in flight: {Ms(measured.Median(1))}", measured.Ratio(0, 1), 1.5, 1.2),
        ];
    }

    private static async Task<double> MedianAsync(ProbeTarget[] targets, ProbeOptions options)
    {
        var latencies = new List<double>();
        await foreach (TlsAttempt attempt in new ProbeRun(targets, options).RunAsync())
            latencies.Add(attempt.TlsMs!.Value);
        latencies.Sort();
        return latencies[latencies.Count / 2];
    }

    private static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0.00} ms");
}
