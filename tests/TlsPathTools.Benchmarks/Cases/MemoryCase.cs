using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>The working set of a pwsh that has imported or used the module, beyond one with a binary module that holds nothing.</summary>
internal sealed class MemoryCase : IBenchmarkCase
{
    public string Name => "memory";

    public string What => "memory of pwsh, beyond an empty binary module";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        var pwsh = new PowerShellProcess();
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        string import = $"Import-Module '{PowerShellProcess.Module}'";
        (string Name, string Script)[] states =
        [
            ("Import-Module", import),
            ("20 attempts on one address", $"{import}; $null = Test-TlsPerIP -HostName {TestCertificates.HostName} -IPAddress 127.0.1.1 -Port {server.Port} -CaFile '{server.AuthorityFile}' -Rate 100"),
            ("name to map on the lab, which runs in the process", $"{import}; $lab = Start-TlsPathLab relay-node-fault; $null = Resolve-EndpointIPs $lab.HostName | Get-TargetNodeMap"),
        ];
        Rounds measured = await Rounds.MeasureAsync(rounds,
            [() => pwsh.MemoryAsync($"Import-Module '{PowerShellProcess.Empty}'"), .. states.Select(state => new Func<Task<double>>(() => pwsh.MemoryAsync(state.Script)))]);
        return [.. states.Select((state, i) => new BenchmarkRow($"memory of pwsh after: {state.Name}", PowerShellProcess.MB(measured.Median(i + 1)),
            $"after an empty binary module: {PowerShellProcess.MB(measured.Median(0))}", "+" + PowerShellProcess.MB(measured.Median(i + 1) - measured.Median(0)), "", "–"))];
    }
}
