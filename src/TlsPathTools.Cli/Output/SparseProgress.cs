using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Without a terminal: a line now and then, so that the log of a long run shows that it lives.</summary>
internal sealed class SparseProgress(Screen screen, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private ProbeHistory _history = new();
    private int? _planned;
    private long _start;
    private TimeSpan _next = s_first;

    public void Begin(ProbeHistory history, int? planned)
    {
        _history = history;
        _planned = planned;
        _start = time.GetTimestamp();
    }

    public void Attempt(TlsAttempt attempt)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        if (elapsed < _next)
            return;

        // Rarer as the run grows longer: an hour gives about twenty lines.
        _next = elapsed + TimeSpan.FromTicks(Math.Min(elapsed.Ticks, s_longest.Ticks));
        string[] failing = [.. _history
            .Rows((key, strip) => (Text: $"{key.IPAddress} {strip.Failures} of {strip.Attempts}", strip.Failures))
            .Where(r => r.Failures > 0)
            .Select(r => r.Text)];
        string planned = _planned is { } all ? $" of {all}" : "";
        screen.Line($"{Words.Duration(TimeSpan.FromSeconds(Math.Floor(elapsed.TotalSeconds)))}: {_history.Attempts}{planned} attempts, "
            + (failing.Length == 0 ? "no failure" : $"failed: {Words.List(failing)}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
