using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Faults;

/// <summary>A fault in a running world.</summary>
internal sealed class Fault(FaultSpec spec, DateTimeOffset worldStart)
{
    public FaultSpec Spec { get; } = spec;

    /// <summary>When something ended it; null while it lasts (or has not begun).</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What ended it, in words.</summary>
    public string? EndedBy { get; private set; }

    /// <summary>Whether it is at work at a time.</summary>
    public bool IsActive(DateTimeOffset now)
    {
        double seconds = (now - worldStart).TotalSeconds;
        if (EndedAt is not null || seconds < Spec.StartsAfterSeconds || seconds >= Spec.EndsAfterSeconds)
            return false;
        if (Spec is not { OnSeconds: { } on, OffSeconds: { } off })
            return true;
        return (seconds - Spec.StartsAfterSeconds) % (on + off) < on;
    }

    /// <summary>Ends it for good.</summary>
    public void End(DateTimeOffset now, string by)
    {
        EndedAt ??= now;
        EndedBy ??= by;
    }
}
