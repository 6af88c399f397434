using System.Globalization;
using TlsPathTools.Benchmarks.Cases;
using TlsPathTools.Benchmarks.Functions;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Benchmarks.Workers;

namespace TlsPathTools.Benchmarks;

/// <summary>
/// <c>all</c> or the names of cases measure whole programs; <c>functions</c> runs BenchmarkDotNet; <c>worker</c> is
/// this program as the child of a case.
/// </summary>
internal static class Program
{
    private static readonly IBenchmarkCase[] s_cases =
    [
        new HandshakeCase(), new ServerHelloCase(), new WholeCommandCase(), new ManyProbesCase(), new LatencyCase(), new StartCase(), new ImportCase(),
        new FirstUseCase(), new MemoryCase(), new PackageCase(),
    ];

    private static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case ["worker", "many", var authorityFile]:
                return await ManyProbesWorker.RunAsync(authorityFile);
            case ["functions", .. var rest]:
                return FunctionBenchmarks.Run(rest);
            case [var first, ..] when first == "all" || Array.Exists(s_cases, c => c.Name == first):
                string[] wanted = [.. args.TakeWhile(arg => !arg.StartsWith('-'))];
                return await MeasureAsync(wanted, Options.Parse(args[wanted.Length..]));
            default:
                await Console.Error.WriteLineAsync(
                    $"usage: all | {string.Join(" | ", s_cases.Select(c => c.Name))} … [--rounds N] [--out FILE]\n       functions [BenchmarkDotNet options]");
                return 64;
        }
    }

    private static async Task<int> MeasureAsync(string[] wanted, Options options)
    {
        var rows = new List<BenchmarkRow>();
        foreach (IBenchmarkCase benchmark in s_cases.Where(c => wanted is ["all"] || wanted.Contains(c.Name)))
        {
            await Console.Error.WriteLineAsync($"== {benchmark.Name}");
            try
            {
                rows.AddRange(await benchmark.RunAsync(options.Rounds));
            }
            catch (NotMeasuredException e)
            {
                rows.Add(BenchmarkRow.NotMeasured(benchmark.What, e.Message));
            }
        }

        string report = BenchmarkReport.Create(rows, options.Rounds);
        Console.Write(report);
        if (options.Out is { } file)
            await File.WriteAllTextAsync(file, report);
        return 0;
    }

    private sealed record Options(int Rounds, string? Out)
    {
        internal static Options Parse(string[] args)
        {
            var options = new Options(7, null);
            for (int i = 0; i + 1 < args.Length; i += 2)
            {
                options = args[i] switch
                {
                    "--rounds" => options with { Rounds = Math.Max(1, int.Parse(args[i + 1], CultureInfo.InvariantCulture)) },
                    "--out" => options with { Out = args[i + 1] },
                    _ => throw new ArgumentException($"'{args[i]}' is no option.", nameof(args)),
                };
            }

            return options;
        }
    }
}
