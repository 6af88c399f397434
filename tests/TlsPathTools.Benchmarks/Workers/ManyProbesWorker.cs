using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Workers;

/// <summary>
/// The probing process of <see cref="Cases.ManyProbesCase"/>: reads a CA file and its targets (one "address:port" a line)
/// from its arguments and standard input, and prints one line of counts and its own peak memory.
/// </summary>
internal static partial class ManyProbesWorker
{
    internal const int PerAddress = 50;

    internal static async Task<int> RunAsync(string authorityFile)
    {
        var targets = new List<ProbeTarget>();
        while (await Console.In.ReadLineAsync() is { Length: > 0 } line)
        {
            IPEndPoint endpoint = IPEndPoint.Parse(line);
            targets.Add(new ProbeTarget(TestCertificates.HostName, endpoint.Address, endpoint.Port));
        }

        var options = new ProbeOptions
        {
            Trust = CertificateTrust.SystemAnd([X509CertificateLoader.LoadCertificateFromFile(authorityFile)]),
            Count = PerAddress,
            Timeout = TimeSpan.FromSeconds(2),
            Seed = 1,
        };
        int succeeded = 0, synTimeouts = 0, others = 0;
        await foreach (TlsAttempt attempt in new ProbeRun(targets, options).RunAsync())
        {
            if (attempt.Succeeded)
                succeeded++;
            else if (attempt is { Stage: TlsStage.TcpConnect, Event: WireEvent.Timeout })
                synTimeouts++;
            else if (others++ < 5)
                await Console.Error.WriteLineAsync($"{attempt}: {attempt.Detail}");
        }

        Match peak = PeakMemory().Match(await File.ReadAllTextAsync("/proc/self/status"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{succeeded} {synTimeouts} {others} {peak.Groups["kB"].Value}"));
        return 0;
    }

    [GeneratedRegex(@"VmHWM:\s+(?<kB>\d+) kB", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PeakMemory();
}
