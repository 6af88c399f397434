using Spectre.Console;
using Spectre.Console.Rendering;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>At a terminal: a row per address whose strip grows, redrawn a few times a second and gone at the end.</summary>
internal sealed class LiveProgress(Screen screen, TimeProvider time) : IProgressView
{
    private const int LinesBesideRows = 4;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(120);
    private readonly CancellationTokenSource _end = new();
    private ProbeHistory _history = new();
    private ProbePlan? _plan;
    private long _start;
    private Task _view = Task.CompletedTask;
    private bool _isEnded;

    public void Begin(ProbeHistory history, ProbePlan plan)
    {
        _history = history;
        _plan = plan;
        _start = time.GetTimestamp();
        _view = screen.LiveAsync(Draw(), UpdateAsync);
    }

    public void Attempt(TlsAttempt attempt)
    {
        // The next redraw shows it: a thousand attempts a second must not mean a thousand redraws.
    }

    public async ValueTask DisposeAsync()
    {
        if (_isEnded)
            return;

        _isEnded = true;
        await _end.CancelAsync();
        await _view;
        _end.Dispose();
    }

    private async Task UpdateAsync(LiveDisplayContext context)
    {
        while (!_end.IsCancellationRequested)
        {
            context.UpdateTarget(Draw());
            await Task.Delay(s_period, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Rows Draw()
    {
        int rowsShown = Math.Max(1, screen.Height - LinesBesideRows);
        List<string> labels = _history.Labels();
        int stripWidth = Math.Max(10, screen.Width - labels.DefaultIfEmpty("").Max(l => l.Length) - "10000 of 10000 failed".Length - 6);
        var rows = _history.Rows((_, strip) => (strip.Failures, strip.Attempts, Letters: strip.Draw(stripWidth)));

        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0), Alignment = Justify.Right });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        // A row may have been added between the two looks; it is there at the next one.
        foreach ((string label, var row) in labels.Zip(rows).Take(rowsShown))
        {
            Style style = row.Failures > 0 ? screen.Palette.Bad : screen.Palette.Good;
            grid.AddRow(new Text(Screen.Safe(label)), new Text($"{row.Failures} of {row.Attempts} failed", style), Plain.Strip(row.Letters, screen.Palette));
        }

        string hidden = rows.Count > rowsShown ? $", {rows.Count - rowsShown} more addresses" : "";
        string planned = _plan?.Attempts is { } all ? $" of {all}" : "";
        string elapsed = Words.Duration(TimeSpan.FromSeconds(Math.Floor(time.GetElapsedTime(_start).TotalSeconds)));
        string until = _plan?.Request.Probing.Duration is { } duration ? $" of {Words.Duration(duration)}" : "";
        var status = new Text($"{_history.Attempts}{planned} attempts, {elapsed}{until}{hidden}. Ctrl+C stops and shows what was gathered.", screen.Palette.Dim);
        return new Rows((IRenderable[])[new Text(""), grid, status]);
    }
}
