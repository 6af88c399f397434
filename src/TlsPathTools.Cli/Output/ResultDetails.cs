using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Beneath the table: the bound of each address, a sample of each kind of failure, notes, and the certificates.</summary>
internal static class ResultDetails
{
    private const int Indent = 2;
    private const int MostAddresses = 20;
    private const int MostKinds = 3;

    public static void Write(Screen screen, IReadOnlyList<TlsPathResult> results, ProbeHistory history, ResultTable table)
    {
        bool hasRoutes = RowLabel.HasRoutes(results);

        // Addresses of which the same is to be said are said together: usually the healthy ones.
        var groups = results
            .Select(r => (Result: r, Lines: Lines(r, history, table)))
            .GroupBy(x => string.Join('\n', x.Lines), StringComparer.Ordinal)
            .ToList();
        foreach (var group in groups.Take(MostAddresses))
        {
            screen.Line();
            screen.Line(string.Join(", ", group.Select(x => RowLabel.Of(x.Result, hasRoutes))), screen.Palette.Strong);
            foreach (string line in group.First().Lines)
                screen.Line(line, indent: Indent);
        }

        if (groups.Count > MostAddresses)
            screen.Line($"… {groups.Count - MostAddresses} more; --json has them all.");

        string[] certificates = [.. CertificateLines.Of(results)];
        if (certificates.Length > 0)
            screen.Line();
        foreach (string line in certificates)
            screen.Line(line);
    }

    private static List<string> Lines(TlsPathResult result, ProbeHistory history, ResultTable table)
    {
        var lines = new List<string> { AsSentence(result.Bound) };
        lines.AddRange(table.LeftOut(result));
        IReadOnlyList<TlsAttempt> samples = history.SamplesOf(RowKey.Of(result));
        foreach (TlsAttempt sample in samples.Take(MostKinds))
            lines.Add($"#{sample.Number} at {Words.Time(sample.TimeUtc)}: {AsSentence(sample.Detail)}");
        if (samples.Count > MostKinds)
            lines.Add($"{samples.Count - MostKinds} more kinds of failure; --verbose shows each attempt.");

        // What the events leave open (a proxy hides which end closed, for example) is among the notes.
        lines.AddRange(result.Notes.Select(n => $"Note: {AsSentence(n)}"));
        return lines;
    }

    private static string AsSentence(string text) => text.Length > 0 && text[^1] is '.' or '!' or '?' or ')' ? text : text + ".";
}
