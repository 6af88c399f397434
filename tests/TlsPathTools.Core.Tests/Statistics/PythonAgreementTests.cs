using System.Globalization;
using TlsPathTools.Statistics;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Statistics;

/// <summary>The same numbers from Python's fractions and statistics modules, which share no line with this code.</summary>
public class PythonAgreementTests
{
    private const string Script = """
        from fractions import Fraction
        from math import comb
        import statistics
        def fisher(a, b, c, d):
            row, column, total = a + b, a + c, a + b + c + d
            ways = [comb(row, k) * comb(total - row, column - k) if column >= k else 0 for k in range(row + 1)]
            return float(Fraction(sum(w for w in ways if w <= ways[a]), comb(total, column)))
        for first in range(0, 31, 3):
            for second in range(0, 41, 4):
                print(repr(fisher(first, 30 - first, second, 40 - second)))
        values = [((i * 7919) % 1009) / 8 for i in range(200)]
        cuts = statistics.quantiles(values, n=100, method="inclusive")
        for percent in (1, 50, 75, 95, 99):
            print(repr(cuts[percent - 1]))
        """;

    [Fact]
    public async Task Fisher_and_percentiles_agree_with_Python()
    {
        ProgramRun run = await ProgramRun.RunAsync(RealPart.Require("python3"), ["-c", Script]);
        double[] expected = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();

        var actual = new List<double>();
        for (int first = 0; first < 31; first += 3)
        {
            for (int second = 0; second < 41; second += 4)
                actual.Add(FisherExact.TwoSided(first, 30 - first, second, 40 - second));
        }

        double[] values = Enumerable.Range(0, 200).Select(i => i * 7919 % 1009 / 8.0).ToArray();
        actual.AddRange(new[] { 1, 50, 75, 95, 99 }.Select(percent => Percentile.Of(values, percent)!.Value));

        Assert.Equal(expected.Length, actual.Count);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second - pair.First, -1e-11 * Math.Abs(pair.First), 1e-11 * Math.Abs(pair.First)));
    }
}
