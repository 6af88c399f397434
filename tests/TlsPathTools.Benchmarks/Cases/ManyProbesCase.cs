using System.Globalization;
using System.Net;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Servers;
using TlsPathTools.Benchmarks.Workers;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>10,000 probes over 200 addresses of which 10 answer no SYN: the exact outcome, and the memory it takes.</summary>
internal sealed class ManyProbesCase : IBenchmarkCase
{
    private const int Addresses = 200, Holes = 10;

    public string Name => "many";

    public string What => "10,000 probes, 5 % of addresses black-holed, 2 s timeout";

    public async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds)
    {
        await using BenchmarkServer server = await BenchmarkServer.StartAsync();
        List<BlackHole> holes = [];
        try
        {
            for (int i = 0; i < Holes; i++)
                holes.Add(await BlackHole.OpenAsync(new IPAddress([127, 0, 77, (byte)(i + 1)])));

            IEnumerable<string> targets = server.Targets(Addresses - Holes).Select(t => $"{t.Address}:{t.Port}").Concat(holes.Select(h => h.EndPoint.ToString()));
            string input = string.Join('\n', targets) + "\n\n";
            var outcomes = new List<int[]>();
            for (int round = 0; round < rounds; round++)
            {
                (string output, _) = await Programs.RunAsync(Environment.ProcessPath!, ["worker", "many", server.AuthorityFile], input);
                string line = output.Trim().Split('\n').Last(l => l.Split(' ').Length == 4 && l.Split(' ').All(n => int.TryParse(n, CultureInfo.InvariantCulture, out _)));
                await Console.Error.WriteLineAsync("   " + output.Trim());
                outcomes.Add([.. line.Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture))]);
            }

            const int Lost = Holes * ManyProbesWorker.PerAddress, Fine = (Addresses - Holes) * ManyProbesWorker.PerAddress;
            bool exact = outcomes.TrueForAll(o => o[0] == Fine && o[1] == Lost && o[2] == 0);
            double peak = outcomes.Max(o => o[3]) / 1024.0;
            return
            [
                new BenchmarkRow(What, string.Join(", ", outcomes.Select(o => $"{o[0]} fine, {o[1]} SYN timeouts, {o[2]} other").Distinct()),
                    $"{Fine} fine, {Lost} SYN timeouts", exact ? "exact" : "false outcomes", "no false timeout", exact ? "yes" : "**no**"),
                new BenchmarkRow("peak memory of that process", string.Create(CultureInfo.InvariantCulture, $"{peak:0} MB"), "–", "",
                    "≤ 130 MB (stretch 100)", BenchmarkRow.Judge(peak, 130, 100)),
            ];
        }
        finally
        {
            holes.ForEach(hole => hole.Dispose());
        }
    }
}
