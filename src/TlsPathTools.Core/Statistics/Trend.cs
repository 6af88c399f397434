namespace TlsPathTools.Statistics;

/// <summary>How failures lie in time, where a runs test says that they are not scattered by chance (p &lt; 0.05).</summary>
public enum Trend
{
    /// <summary>No pattern in time, or too few attempts to see one.</summary>
    None,

    /// <summary>It was failing and stopped.</summary>
    Stopped,

    /// <summary>It was working and started to fail.</summary>
    Started,

    /// <summary>Failures come in bursts.</summary>
    Bursts,

    /// <summary>Failures and successes alternate more regularly than chance would: a rotation behind the address.</summary>
    Alternating,
}
