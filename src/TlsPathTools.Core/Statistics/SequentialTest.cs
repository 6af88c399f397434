namespace TlsPathTools.Statistics;

/// <summary>What a sequential test says after the attempts so far.</summary>
public enum SequentialDecision
{
    /// <summary>Not enough is known: go on.</summary>
    Undecided,

    /// <summary>The rate is at most the low one.</summary>
    AcceptLow,

    /// <summary>The rate is at least the high one.</summary>
    AcceptHigh,
}

/// <summary>
/// Wald's sequential probability ratio test between a low and a high failure rate: the fewest attempts, on average,
/// that decide with the stated errors. One failure alone never decides for the high rate, whatever the rates: a
/// single lost packet is no fault.
/// </summary>
public sealed record SequentialTest
{
    /// <summary>The rate that still counts as healthy.</summary>
    public double LowRate { get; init; } = 0.01;

    /// <summary>The rate that must be noticed.</summary>
    public double HighRate { get; init; } = 0.1;

    /// <summary>The chance to call a healthy one faulty.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The chance to call a faulty one healthy.</summary>
    public double Beta { get; init; } = 0.05;

    /// <summary>How many failures a decision for the high rate needs at least.</summary>
    public int MinimumFailures { get; init; } = 2;

    /// <summary>The decision after so many failures and successes.</summary>
    public SequentialDecision Decide(int failures, int successes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        if (!(LowRate > 0 && LowRate < HighRate && HighRate < 1 && Alpha is > 0 and < 0.5 && Beta is > 0 and < 0.5))
            throw new InvalidOperationException("A sequential test needs 0 < LowRate < HighRate < 1 and errors between 0 and 0.5.");

        double evidence = failures * Math.Log(HighRate / LowRate) + successes * Math.Log((1 - HighRate) / (1 - LowRate));
        if (evidence <= Math.Log(Beta / (1 - Alpha)))
            return SequentialDecision.AcceptLow;
        return evidence >= Math.Log((1 - Beta) / Alpha) && failures >= MinimumFailures
            ? SequentialDecision.AcceptHigh
            : SequentialDecision.Undecided;
    }
}
