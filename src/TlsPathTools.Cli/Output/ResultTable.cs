using Spectre.Console;
using Spectre.Console.Rendering;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>One row per address and route, with as many columns as the width allows.</summary>
internal sealed class ResultTable
{
    private const int Gap = 2;
    private const int LeastFlexible = 20;
    private const int MostLinesInACell = 3;

    private readonly IReadOnlyList<TlsPathResult> _results;
    private readonly List<Column> _columns;
    private readonly List<Column> _leftOut = [];
    private readonly Palette _palette;
    private readonly bool _fits;

    public ResultTable(IReadOnlyList<TlsPathResult> results, int width, Palette palette)
    {
        _results = results;
        _palette = palette;
        var always = new Column[]
        {
            new("ADDRESS", r => RowLabel.Address(r.IPAddress)),
            new("ROUTE", r => RowLabel.Route(r.Route)) { IsWanted = RowLabel.HasRoutes(results) },
            new("VERDICT", r => r.Verdict.ToString()) { Style = r => palette.Of(r.Verdict) },
            new("FAILED", r => $"{r.Failures} of {r.Attempts}") { IsRight = true },
        };
        var rate = new Column("RATE (95 %)", Rate) { IsRight = true };
        var latency = new Column("TLS MS p50/p95", Latency) { IsRight = true, Otherwise = r => $"TLS handshake: {Latency(r)} ms (p50 / p95)." };
        var kinds = new Column("WHAT FAILS", r => string.Join('\n', Kinds(r))) { IsFlexible = true, Otherwise = r => string.Join(", ", Kinds(r)) + "." };
        var differs = new Column("DIFFERS FROM", r => string.Join('\n', r.DiffersFrom.Take(MostLinesInACell))) { Otherwise = DiffersSentence };

        int room = width + Gap - always.Where(c => c.IsWanted).Sum(c => c.WidthFor(results) + Gap);
        _fits = room >= 0;
        var taken = new HashSet<Column>(always.Where(c => c.IsWanted));
        foreach (Column column in (Column[])[kinds, rate, latency, differs])
        {
            if (!results.Any(r => column.Value(r).Length > 0))
                continue;

            int needed = (column.IsFlexible ? LeastFlexible : column.WidthFor(results)) + Gap;
            if (needed <= room && taken.Add(column))
                room -= needed;
            else
                _leftOut.Add(column);
        }

        _columns = [.. always.Concat([rate, latency, kinds, differs]).Where(taken.Contains)];
    }

    /// <summary>What the details have to say of a result, because the table had no room for it.</summary>
    public IEnumerable<string> LeftOut(TlsPathResult result) => _leftOut
        .Where(column => column.Otherwise is not null && column.Value(result).Length > 0)
        .Select(column => column.Otherwise!(result));

    public void Write(Screen screen)
    {
        if (_fits)
        {
            screen.Write(Build());
            return;
        }

        // Hardly more than an IPv6 address fits: a table would be cut.
        foreach (TlsPathResult r in _results)
            screen.Line($"{RowLabel.Of(r, RowLabel.HasRoutes(_results))}: {r.Verdict}, {r.Failures} of {r.Attempts} failed", _palette.Of(r.Verdict));
    }

    private Table Build()
    {
        Table table = Plain.Table();
        foreach (Column column in _columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Header, _palette.Dim))
            {
                Alignment = column.IsRight ? Justify.Right : Justify.Left,
                Width = column.IsFlexible ? null : column.WidthFor(_results),
                Padding = new Padding(0, 0, column == _columns[^1] ? 0 : Gap, 0),
            });
        }

        foreach (TlsPathResult result in _results)
            table.AddRow(_columns.Select(IRenderable (c) => new Text(Screen.SafeLines(c.Value(result)), c.Style?.Invoke(result) ?? Style.Plain)));
        return table;
    }

    private static IEnumerable<string> Kinds(TlsPathResult r) => r.FailureKinds.Take(MostLinesInACell).Select(FailureWords.OfKind);

    private static string Latency(TlsPathResult r) => r.TlsP50Ms is null ? "" : $"{Words.Ms(r.TlsP50Ms)} / {Words.Ms(r.TlsP95Ms)}";

    private static string Rate(TlsPathResult r) => r is { FailureRate: { } rate, RateLow: { } low, RateHigh: { } high }
        ? $"{Words.Percent(rate)} % ({Words.Percent(low)}-{Words.Percent(high)})"
        : "";

    private static string DiffersSentence(TlsPathResult r) =>
        $"Differs from {Words.List(r.DiffersFrom)}{(r.DiffersP is { } p ? $" ({Words.P(p)})" : "")}.";

    private sealed record Column(string Header, Func<TlsPathResult, string> Value)
    {
        public bool IsWanted { get; init; } = true;

        public bool IsRight { get; init; }

        /// <summary>It takes what room is left, and wraps.</summary>
        public bool IsFlexible { get; init; }

        public Func<TlsPathResult, Style>? Style { get; init; }

        /// <summary>The same in a sentence; null where the bound says it anyway.</summary>
        public Func<TlsPathResult, string>? Otherwise { get; init; }

        public int WidthFor(IReadOnlyList<TlsPathResult> results) =>
            Math.Max(Header.Length, results.SelectMany(r => Value(r).Split('\n')).Max(line => line.Length));
    }
}
