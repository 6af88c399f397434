namespace TlsPathTools.Comparison;

/// <summary>Which of the compared nodes fail and which work, as far as measurements or the user say. Never what a diagnosis suspects.</summary>
internal sealed class FaultSplit
{
    private readonly bool?[] _isFaulty;

    /// <summary>A split.</summary>
    /// <param name="isFaulty">By node; null where that is not known.</param>
    public FaultSplit(bool?[] isFaulty)
    {
        _isFaulty = isFaulty;
        Faulty = [.. Of(true)];
        Working = [.. Of(false)];
    }

    /// <summary>The nodes that fail.</summary>
    public IReadOnlyList<int> Faulty { get; }

    /// <summary>The nodes that work.</summary>
    public IReadOnlyList<int> Working { get; }

    /// <summary>Whether there are both.</summary>
    public bool IsKnown => Faulty.Count > 0 && Working.Count > 0;

    public bool? IsFaulty(int node) => _isFaulty[node];

    /// <summary>
    /// The chance that a division of <paramref name="nodes"/> into groups that has nothing to do with the fault puts exactly the
    /// <paramref name="faulty"/> ones on a side: 1/C(n,k) where that side is given by its size, and twice that where either side could be it
    /// (halves of equal size; the low or the high end of numbers). Of two nodes, every difference lines up.
    /// </summary>
    public static double ChanceOfAccident(int nodes, int faulty, bool eitherSide)
    {
        double ways = 1;
        for (int i = 1; i <= Math.Min(faulty, nodes - faulty); i++)
            ways *= (double)(nodes - Math.Min(faulty, nodes - faulty) + i) / i;
        return Math.Min(1, (eitherSide || 2 * faulty == nodes ? 2 : 1) / ways);
    }

    private IEnumerable<int> Of(bool faulty) => Enumerable.Range(0, _isFaulty.Length).Where(node => _isFaulty[node] == faulty);
}
