using System.Globalization;

namespace TlsPathTools.Cli.Output;

/// <summary>Numbers, times and lists as the program writes them, the same everywhere.</summary>
internal static class Words
{
    public static string Time(DateTime utc) => utc.ToString("HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    public static string Date(DateTime utc) => utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Ms(double? milliseconds) => milliseconds switch
    {
        null => "",
        < 100 => milliseconds.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => milliseconds.Value.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>0.161 → "16.1".</summary>
    public static string Percent(double rate) => (rate * 100).ToString("0.#", CultureInfo.InvariantCulture);

    public static string Number(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>"p = 0.002", "p &lt; 0.0001".</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : "p = " + p.ToString(p < 0.001 ? "0.0000" : p < 0.1 ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan t)
    {
        (int Value, string Unit)[] parts = [(t.Days, "d"), (t.Hours, "h"), (t.Minutes, "min")];
        string[] whole = [.. parts.Where(p => p.Value > 0).Select(p => $"{p.Value} {p.Unit}")];
        double seconds = (t.Ticks % TimeSpan.TicksPerMinute) / (double)TimeSpan.TicksPerSecond;
        return seconds > 0 || whole.Length == 0
            ? string.Join(' ', [.. whole, $"{Number(seconds)} s"])
            : string.Join(' ', whole);
    }

    public static string Count(int number, string singular, string? plural = null) =>
        $"{number} {(number == 1 ? singular : plural ?? singular + "s")}";

    /// <summary>"a", "a and b", "a, b and c", "a, b, c and 7 more".</summary>
    public static string List(IReadOnlyList<string> items, int most = 4)
    {
        IEnumerable<string> shown = items.Count > most ? [.. items.Take(most - 1), $"{items.Count - most + 1} more"] : items;
        string[] all = [.. shown];
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} and {all[^1]}";
    }
}
