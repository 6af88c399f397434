using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>What became of one attempt, or of some that follow each other.</summary>
internal sealed class StripCell
{
    private readonly Dictionary<char, int> _failures = [];

    public int Working { get; private set; }

    public int Untested { get; private set; }

    public DateTime? FirstUtc { get; private set; }

    public void Add(TlsAttempt attempt)
    {
        if (FirstUtc is null || attempt.TimeUtc < FirstUtc)
            FirstUtc = attempt.TimeUtc;

        if (attempt.Untested)
            Untested++;
        else if (attempt.Succeeded)
            Working++;
        else
            AddFailures(TlsPathResult.FailureLetter(attempt.Event), 1);
    }

    public void Add(StripCell other)
    {
        if (FirstUtc is null || other.FirstUtc < FirstUtc)
            FirstUtc = other.FirstUtc;
        Working += other.Working;
        Untested += other.Untested;
        foreach ((char letter, int count) in other._failures)
            AddFailures(letter, count);
    }

    /// <summary>
    /// '.' when all worked, the most frequent failure's letter when all failed, the same in lower case when some did;
    /// '?' when nothing can be said, ' ' when no attempt has ended yet.
    /// </summary>
    public char Letter()
    {
        if (_failures.Count == 0)
            return Working > 0 ? '.' : Untested > 0 ? '?' : ' ';

        char most = _failures.OrderByDescending(f => f.Value).ThenBy(f => f.Key).First().Key;
        return Working > 0 ? char.ToLowerInvariant(most) : most;
    }

    private void AddFailures(char letter, int count) => _failures[letter] = _failures.GetValueOrDefault(letter) + count;
}
