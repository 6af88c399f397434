using System.Globalization;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>A line for each attempt as it ends.</summary>
internal sealed class VerboseProgress(Screen screen) : IProgressView
{
    public void Begin(ProbeHistory history, int? planned)
    {
        // Every attempt speaks for itself.
    }

    public void Attempt(TlsAttempt attempt)
    {
        char letter = attempt.Untested ? '?' : TlsPathResult.FailureLetter(attempt.Succeeded ? WireEvent.None : attempt.Event);
        string time = attempt.TimeUtc.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        string route = RowLabel.IsDirect(attempt.Route) ? "" : $" {RowLabel.Route(attempt.Route)}";
        screen.Line($"{time} {letter} {attempt.IPAddress}{route} #{attempt.Number} {Words.Ms(attempt.TotalMs)} ms: {attempt.Detail}",
            screen.Palette.OfLetter(letter));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
