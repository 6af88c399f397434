namespace TlsPathTools.Statistics;

/// <summary>Fisher's exact test of a 2 x 2 table: do two addresses fail at the same rate?</summary>
public static class FisherExact
{
    /// <summary>
    /// The two-sided p value of the table (a, b; c, d): the probability, with all margins fixed, of the tables that are no
    /// likelier than this one. 1 where a row or a column is empty; values below 1e-300 come out as 0.
    /// </summary>
    /// <param name="a">Failures of the first.</param>
    /// <param name="b">Successes of the first.</param>
    /// <param name="c">Failures of the second.</param>
    /// <param name="d">Successes of the second.</param>
    public static double TwoSided(int a, int b, int c, int d)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(a);
        ArgumentOutOfRangeException.ThrowIfNegative(b);
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfNegative(d);
        int row = checked(a + b);
        int column = checked(a + c);
        int total = checked(row + c + d);
        if (row == 0 || column == 0 || row == total || column == total)
            return 1;

        // With the margins fixed the first cell is hypergeometric.
        int low = Math.Max(0, row + column - total);
        int high = Math.Min(row, column);
        int mode = (int)((row + 1.0) * (column + 1.0) / (total + 2.0));
        double rest = (double)total - row - column;
        return DiscreteWeights
            .Build(low, high, mode, k => (row - k) * ((double)column - k) / ((k + 1.0) * (rest + k + 1)))
            .NotLikelierThan(a);
    }
}
