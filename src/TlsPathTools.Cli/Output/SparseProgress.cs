using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Without a terminal: a line now and then, so that the log of a long run shows that it lives.</summary>
internal sealed class SparseProgress(Screen screen, TimeProvider time) : IProgressView
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private ProbeHistory _history = new();
    private ProbePlan? _plan;
    private long _start;
    private TimeSpan _next = s_first;

    public void Begin(ProbeHistory history, ProbePlan plan)
    {
        _history = history;
        _plan = plan;
        _start = time.GetTimestamp();
    }

    public void Attempt(TlsAttempt attempt)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        if (elapsed < _next)
            return;

        // Rarer as the run grows longer: an hour gives about twenty lines.
        _next = elapsed + TimeSpan.FromTicks(Math.Min(elapsed.Ticks, s_longest.Ticks));
        string[] failing = [.. _history.Labels()
            .Zip(_history.Rows((_, strip) => (strip.Failures, strip.Attempts)))
            .Where(row => row.Second.Failures > 0)
            .Select(row => $"{row.First} {row.Second.Failures} of {row.Second.Attempts}")];
        string planned = _plan?.Attempts is { } all ? $" of {all}" : "";
        screen.Line($"{Words.Duration(TimeSpan.FromSeconds(Math.Floor(elapsed.TotalSeconds)))}: {_history.Attempts}{planned} attempts, "
            + (failing.Length == 0 ? "no failure" : $"failed: {Words.List(failing)}"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
