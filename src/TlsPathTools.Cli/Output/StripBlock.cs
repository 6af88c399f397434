using Spectre.Console;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>The strips of all rows under each other, so that the eye compares them; beneath, times and legend.</summary>
internal static class StripBlock
{
    private const int MostRows = 40;
    private const int Gap = 2;

    public static void Write(Screen screen, IReadOnlyList<TlsPathResult> results, ProbeHistory history)
    {
        // Beyond a screenful only rows with failures are worth a strip.
        TlsPathResult[] shown = [.. results
            .Where(r => results.Count <= MostRows || r.Failures > 0)
            .Where(r => history.StripOf(RowKey.Of(r)) is not null)
            .Take(MostRows)];
        if (shown.Length == 0)
            return;

        bool hasRoutes = RowLabel.HasRoutes(results);
        string[] labels = [.. shown.Select(r => RowLabel.Of(r, hasRoutes))];
        string[] trends = [.. shown.Select(Legend.TrendWords)];
        int labelWidth = labels.Max(l => l.Length) + Gap;
        int trendWidth = trends.Max(t => t.Length) is > 0 and var longest ? longest + Gap : 0;
        int width = Math.Max(10, screen.Width - labelWidth - trendWidth);

        string[] strips = [.. shown.Select(r => history.StripOf(RowKey.Of(r))!.Draw(width))];
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        for (int i = 0; i < shown.Length; i++)
            grid.AddRow(new Text(Screen.Safe(labels[i])), Plain.Strip(strips[i], screen.Palette), new Text(Screen.Safe(trends[i]), screen.Palette.Dim));

        Strip longestStrip = shown.Select(r => history.StripOf(RowKey.Of(r))!).MaxBy(s => s.Attempts)!;
        screen.Write(grid);
        screen.Line(TimesAndScale(shown, longestStrip, width), screen.Palette.Dim, labelWidth);
        screen.Line(Legend.Of(strips), screen.Palette.Dim, labelWidth);
        if (shown.Length < results.Count)
            screen.Line($"{results.Count - shown.Length} more without a failure, or beyond the first {MostRows}.", screen.Palette.Dim, labelWidth);
    }

    private static string TimesAndScale(TlsPathResult[] shown, Strip longest, int width)
    {
        string scale = longest.IsBundled(width)
            ? $"each column is about {Words.Number(Math.Round(longest.AttemptsPerColumn(width)))} attempts"
            : "each column is one attempt";
        DateTime? first = shown.Min(r => r.FirstAttemptUtc);
        DateTime? last = shown.Max(r => r.LastAttemptUtc);
        return first is { } from && last is { } to
            ? $"{Words.Date(from)} {Words.Time(from)[..8]} to {Words.Time(to)}, {scale}"
            : scale;
    }
}
