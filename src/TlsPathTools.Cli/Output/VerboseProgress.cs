using System.Globalization;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>A line for each attempt as it ends.</summary>
internal sealed class VerboseProgress(Screen screen) : IProgressView
{
    private bool _hasNames;

    public void Begin(ProbeHistory history, ProbePlan plan)
    {
        _hasNames = history.HasNames;
    }

    public void Attempt(TlsAttempt attempt)
    {
        char letter = attempt.Untested ? '?' : TlsPathResult.FailureLetter(attempt.Succeeded ? WireEvent.None : attempt.Event);
        string time = attempt.TimeUtc.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string name = _hasNames ? $" {attempt.HostName}" : "";
        screen.Line($"{time} {letter} {RowLabel.Of(attempt.IPAddress, attempt.Route, hasRoutes: !RowLabel.IsDirect(attempt.Route))}{name} #{attempt.Number} {Words.Ms(attempt.TotalMs)} ms: {attempt.Detail}",
            screen.Palette.OfLetter(letter));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
