using System.Numerics;

namespace TlsPathTools.Core.Tests.Statistics;

/// <summary>The same quantities by enumeration in whole numbers, sharing nothing with the code under test.</summary>
internal static class ExactArithmetic
{
    internal static BigInteger Choose(int n, int k)
    {
        if (k < 0 || k > n)
            return 0;
        BigInteger result = 1;
        for (int i = 0; i < k; i++)
            result = result * (n - i) / (i + 1);
        return result;
    }

    internal static double Ratio(BigInteger numerator, BigInteger denominator) =>
        (double)(numerator * BigInteger.Pow(10, 280) / denominator) / 1e280;

    internal static double FisherTwoSided(int a, int b, int c, int d)
    {
        int row = a + b;
        int column = a + c;
        int total = row + c + d;
        BigInteger Ways(int k) => Choose(row, k) * Choose(total - row, column - k);

        BigInteger observed = Ways(a);
        BigInteger sum = 0;
        for (int k = 0; k <= row; k++)
        {
            if (Ways(k) <= observed)
                sum += Ways(k);
        }

        return Ratio(sum, Choose(total, column));
    }

    /// <summary>P(from ≤ X ≤ to) of a binomial distribution with p = numerator / denominator.</summary>
    internal static double Binomial(int n, int numerator, int denominator, int from, int to)
    {
        BigInteger sum = 0;
        for (int k = from; k <= to; k++)
            sum += Choose(n, k) * BigInteger.Pow(numerator, k) * BigInteger.Pow(denominator - numerator, n - k);
        return Ratio(sum, BigInteger.Pow(denominator, n));
    }

    /// <summary>All arrangements of so many failures among n attempts.</summary>
    internal static IEnumerable<bool[]> Arrangements(int n, int failures)
    {
        for (int bits = 0; bits < 1 << n; bits++)
        {
            if (BitOperations.PopCount((uint)bits) == failures)
                yield return Enumerable.Range(0, n).Select(i => (bits >> i & 1) == 1).ToArray();
        }
    }

    /// <summary>'F' is a failure, everything else a success.</summary>
    internal static bool[] Outcomes(string strip) => strip.Select(c => c == 'F').ToArray();
}
