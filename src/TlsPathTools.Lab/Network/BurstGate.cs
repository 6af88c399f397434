using System.Diagnostics;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// One direction of a path whose MTU is smaller than its ends believe, and whose ICMP is lost: what fits into one packet passes, the first burst
/// that does not is lost, and with it everything after it, because TCP delivers in order.
/// </summary>
internal sealed class BurstGate(int largest)
{
    // What a sender writes within this time, without hearing anything, leaves it in full segments.
    private static readonly TimeSpan s_together = TimeSpan.FromMilliseconds(10);

    private long _last;
    private int _burst;

    /// <summary>Whether something was lost, so that nothing passes any more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The other side spoke: what comes next is a new burst.</summary>
    public void Answered() => Volatile.Write(ref _burst, 0);

    /// <summary>Whether bytes that were just received pass.</summary>
    public bool Passes(int count)
    {
        if (IsDead || largest == int.MaxValue)
            return !IsDead;
        if (Stopwatch.GetElapsedTime(_last) > s_together)
            Answered();
        _last = Stopwatch.GetTimestamp();
        IsDead = (_burst += count) > largest;
        return !IsDead;
    }
}
