using System.Globalization;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>
/// Measures several subjects in turn, again and again, so that a machine that grows slower or busier meets all of them
/// alike. The first round warms up and does not count.
/// </summary>
internal sealed class Rounds
{
    private readonly double[][] _values;

    private Rounds(double[][] values) => _values = values;

    internal static async Task<Rounds> MeasureAsync(int rounds, params Func<Task<double>>[] subjects)
    {
        double[][] values = [.. subjects.Select(_ => new double[rounds])];
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < subjects.Length; i++)
            {
                double value = await subjects[i]();
                if (round >= 0)
                    values[i][round] = value;
            }

            if (round >= 0)
                await Console.Error.WriteLineAsync("   " + string.Join("  ", values.Select(v => v[round].ToString("0.000", CultureInfo.InvariantCulture))));
        }

        return new Rounds(values);
    }

    internal double Median(int subject) => MedianOf(_values[subject]);

    /// <summary>The median of the rounds' ratios.</summary>
    internal double Ratio(int subject, int reference) => MedianOf([.. _values[subject].Zip(_values[reference], (a, b) => a / b)]);

    private static double MedianOf(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
