namespace TlsPathTools.Lab.Network;

/// <summary>
/// One direction of a path whose MTU is smaller than its ends believe, and whose ICMP is lost: what fits into one packet passes, the first burst
/// that does not is lost, and with it everything after it, because TCP delivers in order.
/// </summary>
internal sealed class BurstGate(int largest)
{
    private int _burst;

    /// <summary>Whether something was lost, so that nothing passes any more.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The other side spoke: what comes next is a new burst.</summary>
    public void Answered() => Volatile.Write(ref _burst, 0);

    /// <summary>Whether bytes pass that belong to the burst that went before.</summary>
    public bool Passes(int count)
    {
        IsDead |= (_burst += count) > largest;
        return !IsDead;
    }

    /// <summary>Whether bytes pass that were written by themselves.</summary>
    public bool PassesAlone(int count)
    {
        IsDead |= count > largest;
        return !IsDead;
    }
}
