using System.Globalization;
using System.Management.Automation;
using TlsPathTools.Probing;

namespace TlsPathTools.Pipeline;

/// <summary>How far a run is: attempts, their rate, and what failed so far.</summary>
internal sealed class ProbeProgress(int? planned, TimeSpan? duration, TimeProvider time)
{
    private const int ActivityId = 7443;
    private readonly long _start = time.GetTimestamp();
    private int _attempts;
    private int _failures;

    internal void Count(TlsAttempt attempt)
    {
        _attempts++;
        if (attempt is { Succeeded: false, Untested: false })
            _failures++;
    }

    internal ProgressRecord Current()
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        var record = new ProgressRecord(ActivityId, "Testing TLS per address", Status(elapsed));
        double? done = planned is > 0 ? (double)_attempts / planned : elapsed / duration;
        if (done is not { } share)
            return record;

        record.PercentComplete = (int)(100 * Math.Min(share, 1));
        if (share > 0)
            record.SecondsRemaining = (int)Math.Min((elapsed / share - elapsed).TotalSeconds, int.MaxValue);
        return record;
    }

    internal ProgressRecord Completed() =>
        new(ActivityId, "Testing TLS per address", Status(time.GetElapsedTime(_start))) { RecordType = ProgressRecordType.Completed };

    private string Status(TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? _attempts / elapsed.TotalSeconds : 0;
        string of = planned is null ? "" : $" of {planned}";
        return string.Create(CultureInfo.InvariantCulture, $"{_attempts}{of} attempts, {rate:0.0} a second, {_failures} failed");
    }
}
