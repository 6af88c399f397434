using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The first call of a cmdlet after the import, by pwsh's own clock, against the second in the same process: what is paid once.</summary>
internal sealed class FirstUseCase : IBenchmarkCase
{
    public string Name => "first";

    public string What => "first call of a cmdlet after the import";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        var pwsh = new PowerShellProcess();
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        (string Name, string Script)[] calls =
        [
            ("Resolve-EndpointIPs localhost", "$null = Resolve-EndpointIPs localhost"),
            ("Test-TlsPerIP -Count 1, nginx on loopback",
                $"$null = Test-TlsPerIP -HostName {TestCertificates.HostName} -IPAddress 127.0.1.1 -Port {server.Port} -CaFile '{server.AuthorityFile}' -Count 1"),
            ("ConvertFrom-TlsClientError, one line",
                "$null = 'curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to relay.test:443' | ConvertFrom-TlsClientError"),
        ];
        string import = $"Import-Module '{PowerShellProcess.Module}'";
        Rounds measured = await Rounds.MeasureAsync(rounds, [.. calls.SelectMany(call =>
            new Func<Task<double>>[] { () => pwsh.TimeAsync(import, call.Script), () => pwsh.TimeAsync($"{import}; {call.Script}", call.Script) })]);
        return [.. calls.Select((call, i) => new BenchmarkRow($"first call: {call.Name}", PowerShellProcess.Ms(measured.Median(2 * i)),
            $"second call: {PowerShellProcess.Ms(measured.Median(2 * i + 1))}", "+" + PowerShellProcess.Ms(measured.Median(2 * i) - measured.Median(2 * i + 1)), "", "–"))];
    }
}
