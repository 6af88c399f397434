using System.Globalization;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.Probing;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>Client CPU per full, verified handshake.</summary>
internal sealed class HandshakeCase : IBenchmarkCase
{
    private const int Addresses = 8, PerAddress = 400, Concurrency = 64;

    public string Name => "handshake";

    public string What => "client CPU per full verified handshake (TLS 1.3, ECDSA P-256), concurrency 64";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        Programs.Require("openssl");
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        ProbeTarget[] targets = server.Targets(Addresses);
        ProbeOptions options = EngineLoad.Options with { Count = PerAddress, MaxConnecting = Concurrency };
        Rounds measured = await Rounds.MeasureAsync(
            rounds,
            () => EngineLoad.CpuPerAttemptAsync(targets, options),
            () => BareLoad.CpuPerHandshakeAsync(targets, options, Addresses * PerAddress, Concurrency),
            () => OpenSslLoad.CpuPerHandshakeAsync(server));
        return
        [
            BenchmarkRow.Ratio(What, Us(measured.Median(0)), $"openssl s_time -new: {Us(measured.Median(2))}", measured.Ratio(0, 2), 1.6, 1.35),
            BenchmarkRow.Ratio("the same", Us(measured.Median(0)), $"bare SslStream loop: {Us(measured.Median(1))}", measured.Ratio(0, 1), 1.10, 1.05),
        ];
    }

    internal static string Us(double us) => string.Create(CultureInfo.InvariantCulture, $"{us:0} µs");
}
