namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>Choices from a seed: the same seed is the same world.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random _random = new(seed);

    public bool Chance(double share) => _random.NextDouble() < share;

    public int Next(int below) => _random.Next(below);

    public T Of<T>(params IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    /// <summary>One of several ways to say it rightly; now and then one that is wrong.</summary>
    public T Of<T>(IReadOnlyList<T> right, IReadOnlyList<T> wrong, double wrongShare) => Chance(wrong.Count == 0 ? 0 : wrongShare) ? Of(wrong) : Of(right);

    public List<T> Shuffled<T>(IEnumerable<T> items)
    {
        T[] all = [.. items];
        _random.Shuffle(all);
        return [.. all];
    }
}
