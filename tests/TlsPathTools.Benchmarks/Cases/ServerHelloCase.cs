using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.Probing;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>Client CPU of an attempt that ends at the ServerHello.</summary>
internal sealed class ServerHelloCase : IBenchmarkCase
{
    public string Name => "server-hello";

    public string What => "client CPU per attempt that ends at the ServerHello, concurrency 64";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        Programs.Require("openssl");
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        ProbeTarget[] targets = server.Targets(8);
        ProbeOptions options = EngineLoad.Options with { Count = 800, Depth = ProbeDepth.ServerHello };
        Rounds measured = await Rounds.MeasureAsync(
            rounds,
            () => EngineLoad.CpuPerAttemptAsync(targets, options),
            () => OpenSslLoad.CpuPerHandshakeAsync(server));
        return
        [
            BenchmarkRow.Ratio(What, HandshakeCase.Us(measured.Median(0)), $"openssl s_time -new: {HandshakeCase.Us(measured.Median(1))}",
                measured.Ratio(0, 1), 0.45, 0.30),
        ];
    }
}
