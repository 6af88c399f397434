using Spectre.Console;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Output;

/// <summary>The strips of all rows under each other, so that the eye compares them; beneath, times and legend.</summary>
internal static class StripBlock
{
    private const int MostRows = 40;
    private const int Gap = 2;
    private const int LeastBeside = 32;

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
        Row[] rows = [.. shown.Select(r => new Row(RowLabel.Of(r, hasRoutes), history.StripOf(RowKey.Of(r))!, Legend.TrendWords(r)))];
        int labelWidth = rows.Max(r => r.Label.Length) + Gap;
        int trendWidth = rows.Max(r => r.Trend.Length) is > 0 and var longest ? longest + Gap : 0;
        bool isBeside = screen.Width - labelWidth - trendWidth >= LeastBeside;
        int indent = isBeside ? labelWidth : Gap;
        int width = screen.Width - indent - (isBeside ? trendWidth : 0);
        if (isBeside)
            WriteBeside(screen, rows, width, hasTrends: trendWidth > 0);
        else
            WriteBeneath(screen, rows, width);

        screen.Line(TimesAndScale(shown, rows.MaxBy(r => r.Strip.Attempts)!.Strip, width), screen.Palette.Dim, indent);
        screen.Line(Legend.Of(rows.Select(r => r.Strip.Draw(width))), screen.Palette.Dim, indent);
        if (shown.Length < results.Count)
            screen.Line($"{results.Count - shown.Length} more without a failure, or beyond the first {MostRows}.", screen.Palette.Dim, indent);
    }

    private static void WriteBeside(Screen screen, Row[] rows, int width, bool hasTrends)
    {
        var grid = new Grid { Expand = false };
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, Gap, 0) });
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, hasTrends ? Gap : 0, 0) });
        if (hasTrends)
            grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 0, 0) });
        foreach (Row row in rows)
        {
            var label = new Text(Screen.Safe(row.Label));
            Paragraph strip = Plain.Strip(row.Strip.Draw(width), screen.Palette);
            if (hasTrends)
                grid.AddRow(label, strip, new Text(Screen.Safe(row.Trend), screen.Palette.Dim));
            else
                grid.AddRow(label, strip);
        }

        screen.Write(grid);
    }

    // Where there is no room for a strip beside a long IPv6 address.
    private static void WriteBeneath(Screen screen, Row[] rows, int width)
    {
        foreach (Row row in rows)
        {
            screen.Line($"{row.Label} {row.Trend}".TrimEnd());
            screen.Write(new Padder(Plain.Strip(row.Strip.Draw(width), screen.Palette), new Padding(Gap, 0, 0, 0)));
        }
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

    private sealed record Row(string Label, Strip Strip, string Trend);
}
