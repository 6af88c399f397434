namespace TlsPathTools.Probing;

/// <summary>Measures the phases of an attempt; the time that it waits for a place of its own is left out.</summary>
internal sealed class AttemptClock(TimeProvider time)
{
    private long _lapStart = time.GetTimestamp();
    private TimeSpan _total;

    /// <summary>Milliseconds since the start, pauses left out.</summary>
    internal double ElapsedMs => (_total + Running).TotalMilliseconds;

    private TimeSpan Running => Paused ? TimeSpan.Zero : time.GetElapsedTime(_lapStart);

    private bool Paused { get; set; }

    /// <summary>The milliseconds since the last lap, or the last resumption.</summary>
    internal double Lap()
    {
        TimeSpan lap = Running;
        _total += lap;
        _lapStart = time.GetTimestamp();
        return lap.TotalMilliseconds;
    }

    internal void Pause()
    {
        Lap();
        Paused = true;
    }

    internal void Resume()
    {
        _lapStart = time.GetTimestamp();
        Paused = false;
    }
}
