using System.Buffers;
using System.Globalization;

namespace TlsPathTools.Cli.Parsing;

/// <summary>A length of time as users write it: 90, 90s, 1h30m, 250ms, 1:00:00.</summary>
internal static class DurationText
{
    private const double MaxSeconds = 1e8;
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    public static bool TryParse(string text, out TimeSpan duration)
    {
        text = text.Trim();
        double? seconds = text.Contains(':', StringComparison.Ordinal) ? Clock(text) : Units(text);
        duration = seconds is { } s and <= MaxSeconds ? TimeSpan.FromSeconds(s) : default;
        return seconds is <= MaxSeconds;
    }

    // Three parts only: "10:00" is ten minutes to some and ten hours to others.
    private static double? Clock(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 3
            && Number(parts[0], whole: true) is { } hours
            && Number(parts[1], whole: true) is { } minutes and < 60
            && Number(parts[2], whole: false) is { } seconds and < 60
            ? (hours * 3600) + (minutes * 60) + seconds
            : null;
    }

    private static double? Units(string text)
    {
        double total = 0;
        double lastUnit = double.MaxValue;
        ReadOnlySpan<char> rest = text;
        while (rest.Length > 0)
        {
            int digits = rest.IndexOfAnyExcept(s_digits);
            if (digits < 0)
                return lastUnit == double.MaxValue ? Number(rest, whole: false) : null;

            if (Number(rest[..digits], whole: false) is not { } number)
                return null;

            rest = rest[digits..];
            int letters = rest.IndexOfAny(s_digits);
            ReadOnlySpan<char> unitText = letters < 0 ? rest : rest[..letters];
            double unit = unitText switch
            {
                "d" => 86_400,
                "h" => 3_600,
                "m" or "min" => 60,
                "s" => 1,
                "ms" => 0.001,
                _ => double.NaN,
            };

            // Each unit once, largest first: anything else is more likely a slip than a wish.
            if (double.IsNaN(unit) || unit >= lastUnit)
                return null;

            total += number * unit;
            lastUnit = unit;
            rest = rest[unitText.Length..];
        }

        return lastUnit == double.MaxValue ? null : total;
    }

    private static double? Number(ReadOnlySpan<char> text, bool whole) =>
        double.TryParse(text, whole ? NumberStyles.None : NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            ? value
            : null;
}
