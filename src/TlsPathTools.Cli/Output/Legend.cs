using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Output;

/// <summary>What the letters of strips mean: only those that are to be seen.</summary>
internal static class Legend
{
    private static readonly (char Letter, string Meaning)[] s_meanings =
    [
        ('.', "worked"),
        ('F', "closed (FIN)"),
        ('R', "reset (RST)"),
        ('N', "closed (close_notify)"),
        ('A', "TLS alert"),
        ('P', "answer is not TLS"),
        ('M', "malformed TLS"),
        ('T', "timeout"),
        ('U', "never acknowledged"),
        ('X', "refused"),
        ('H', "unreachable"),
        ('Q', "proxy"),
        ('C', "certificate"),
        ('S', "HTTP response"),
        ('!', "other failure"),
        ('?', "untested"),
    ];

    /// <summary>The letter of every wire event has a meaning here; a test holds the two together.</summary>
    public static string? Meaning(char letter) =>
        Array.Find(s_meanings, m => m.Letter == char.ToUpperInvariant(letter)).Meaning;

    /// <summary>". worked, F closed (FIN)", and what lower case means where some is to be seen.</summary>
    public static string Of(IEnumerable<string> strips)
    {
        string seen = string.Concat(strips);
        var parts = s_meanings.Where(m => seen.Contains(m.Letter, StringComparison.OrdinalIgnoreCase))
            .Select(m => $"{m.Letter} {m.Meaning}")
            .ToList();
        if (seen.Any(char.IsLower))
            parts.Add("lower case: only some attempts of that column");
        return string.Join(", ", parts);
    }

    /// <summary>How the failures of a result lie in time, in a few words; empty where there is nothing to add.</summary>
    public static string TrendWords(TlsPathResult result) => result switch
    {
        { Verdict: Verdict.Failing } => "always",
        { Trend: Trend.Stopped, LastFailureUtc: { } last } => $"stopped at {Words.Time(last)}",
        { Trend: Trend.Stopped } => "stopped",
        { Trend: Trend.Started } => "began during the run",
        { Trend: Trend.Bursts } => "in bursts",
        { Trend: Trend.Alternating } => "alternating",
        _ => "",
    };
}
