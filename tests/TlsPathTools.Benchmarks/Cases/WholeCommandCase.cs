using System.Globalization;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>30 attempts at each of 2 addresses: one tlspath, against a shell loop of curl that does the same.</summary>
internal sealed class WholeCommandCase : IBenchmarkCase
{
    private const int Count = 30;

    public string Name => "command";

    public string What => "30 attempts on 2 addresses, CPU of the whole command";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        string curl = Programs.Require("curl");
        string shell = Programs.Require("sh");
        string tlspath = CommandLine.TlsPath;
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        string name = $"{TestCertificates.HostName}:{server.Port}";
        string loop = string.Create(CultureInfo.InvariantCulture,
            $"i=0; while [ $i -lt {Count} ]; do for ip in 127.0.1.1 127.0.1.2; do {curl} -sI -o /dev/null --no-sessionid --cacert {server.AuthorityFile} --resolve {name}:$ip https://{name}/ || exit 1; done; i=$((i+1)); done");
        Rounds measured = await Rounds.MeasureAsync(
            rounds,
            () => CpuAsync(tlspath, ["probe", name, "--ip", "127.0.1.1", "--ip", "127.0.1.2", "--count", $"{Count}", "--rate", "100", "--ca-file", server.AuthorityFile, "--json"]),
            () => CpuAsync(shell, ["-c", loop]));
        return
        [
            BenchmarkRow.TimesLess(What, Ms(measured.Median(0)), $"curl --resolve in a loop: {Ms(measured.Median(1))}", 1 / measured.Ratio(0, 1), 6, 10),
        ];
    }

    private static async Task<double> CpuAsync(string program, IEnumerable<string> arguments) => (await Programs.RunAsync(program, arguments)).CpuMs;

    private static string Ms(double ms) => string.Create(CultureInfo.InvariantCulture, $"{ms:0} ms");
}
