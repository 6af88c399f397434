using Spectre.Console;
using Spectre.Console.Rendering;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>One row per address and route, with as many columns as the width allows.</summary>
internal sealed class ResultTable
{
    private const int Gap = 2;
    private const int LeastFlexible = 20;

    private ResultTable(Table table, bool showsLatency, bool showsDifference)
    {
        Table = table;
        ShowsLatency = showsLatency;
        ShowsDifference = showsDifference;
    }

    public Table Table { get; }

    /// <summary>False when there was no room for the column: the details then say it.</summary>
    public bool ShowsLatency { get; }

    /// <summary>False when there was no room for the column: the details then say it.</summary>
    public bool ShowsDifference { get; }

    public static ResultTable Of(IReadOnlyList<TlsPathResult> results, int width, Palette palette)
    {
        bool hasRoutes = RowLabel.HasRoutes(results);
        var columns = new List<Column>
        {
            new("ADDRESS", r => RowLabel.Address(r.IPAddress)),
            new("VERDICT", r => r.Verdict.ToString(), Style: r => palette.Of(r.Verdict)),
            new("FAILED", r => $"{r.Failures} of {r.Attempts}", IsRight: true),
            new("RATE (95 %)", Rate, IsRight: true),
        };
        if (hasRoutes)
            columns.Insert(1, new("ROUTE", r => RowLabel.Route(r.Route)));

        var latency = new Column("TLS MS p50/p95", Latency, IsRight: true);
        var difference = new Column("DIFFERS FROM", r => string.Join('\n', r.DiffersFrom.Take(3)));
        bool hasDifference = results.Any(r => r.DiffersFrom.Length > 0);
        bool hasLatency = results.Any(r => r.TlsP50Ms is not null);
        bool hasFailures = results.Any(r => r.FailureKinds.Length > 0);

        int room = width - columns.Sum(c => c.WidthFor(results) + Gap) - (hasFailures ? LeastFlexible : 0);
        bool showsLatency = hasLatency && TryTake(latency, ref room);
        bool showsDifference = hasDifference && TryTake(difference, ref room);
        if (showsLatency)
            columns.Add(latency);
        if (hasFailures)
            columns.Add(new("WHAT FAILS", r => string.Join('\n', r.FailureKinds.Take(3).Select(FailureWords.OfKind)), IsFlexible: true));
        if (showsDifference)
            columns.Add(difference);

        Table table = Plain.Table();
        foreach (Column column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Header, palette.Dim))
            {
                Alignment = column.IsRight ? Justify.Right : Justify.Left,
                NoWrap = !column.IsFlexible,
                Padding = new Padding(0, 0, column == columns[^1] ? 0 : Gap, 0),
            });
        }

        foreach (TlsPathResult result in results)
            table.AddRow(columns.Select(IRenderable (c) => new Text(Screen.SafeLines(c.Value(result)), c.Style?.Invoke(result) ?? Style.Plain)));
        return new ResultTable(table, showsLatency || !hasLatency, showsDifference || !hasDifference);

        bool TryTake(Column column, ref int left)
        {
            int needed = column.WidthFor(results) + Gap;
            bool fits = needed <= left;
            left -= fits ? needed : 0;
            return fits;
        }
    }

    public static string Latency(TlsPathResult r) => r.TlsP50Ms is null ? "" : $"{Words.Ms(r.TlsP50Ms)} / {Words.Ms(r.TlsP95Ms)}";

    private static string Rate(TlsPathResult r) => r is { FailureRate: { } rate, RateLow: { } low, RateHigh: { } high }
        ? $"{Words.Percent(rate)} % ({Words.Percent(low)}-{Words.Percent(high)})"
        : "";

    private sealed record Column(
        string Header, Func<TlsPathResult, string> Value, bool IsRight = false, bool IsFlexible = false, Func<TlsPathResult, Style>? Style = null)
    {
        public int WidthFor(IReadOnlyList<TlsPathResult> results) =>
            Math.Max(Header.Length, results.SelectMany(r => Value(r).Split('\n')).Max(line => line.Length));
    }
}
