using System.Globalization;

namespace TlsPathTools.ClientErrors;

/// <summary>Finds the alert that a line names, by number or in any client's words.</summary>
internal static class AlertText
{
    // SSL_R_..._ALERT_... is this plus the number of the alert, in every OpenSSL.
    private const int AlertReasons = 1000;
    private const int SslLibrary = 20;
    private const int LongestName = 64;

    private static readonly TextPattern[] s_numbers =
    [
        new("SSL alert number #"),
        new("Received alert [#]"),
        new("tls: alert(#)"),
        new("Unknown alert description (#)"),
    ];

    // What stands before an alert's name.
    private static readonly string[] s_prefixes =
    [
        "Received fatal alert: ", "remote error: tls: ", "sent a TLS alert: '", "sslv3 alert ", "tlsv1 alert ", "tlsv13 alert ", "ssl/tls alert ",
        "SSLV3_ALERT_", "TLSV1_ALERT_", "TLSV13_ALERT_", "TLSV1_", "tlsv1 ", "gnutls_handshake() warning: ",
    ];

    /// <summary>The alert, and where the line names it; null where it names none.</summary>
    internal static (TlsAlert Alert, TextMatch Where)? Find(string text)
    {
        foreach (TextPattern pattern in s_numbers)
        {
            if (pattern.Find(text) is { Number: >= 0 and <= 255 } match)
                return (ByNumber(match.Number.Value), match);
        }

        return FindReason(text) ?? FindName(text);
    }

    private static TlsAlert ByNumber(int number) =>
        Array.Find(TlsAlerts.All, alert => alert.Number == number)
        ?? new TlsAlert(number, "Hello+Server+Request/Alert", "the number is not in the RFCs known here");

    // error:0A000410:SSL routines (OpenSSL 3: library << 23 | reason), error:14094410: (1.1.1: library << 24 | function << 12 | reason).
    private static (TlsAlert Alert, TextMatch Where)? FindReason(string text)
    {
        const string lead = "error:";
        for (int start = 0; (start = text.IndexOf(lead, start, StringComparison.Ordinal)) >= 0; start++)
        {
            int code = start + lead.Length;
            if (code + 8 > text.Length
                || !uint.TryParse(text.AsSpan(code, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint packed))
            {
                continue;
            }

            bool isSsl = packed >> 23 == SslLibrary || packed >> 24 == SslLibrary;
            int number = (int)(packed & 0xFFF) - AlertReasons;
            if (isSsl && number is >= 0 and <= 255)
                return (ByNumber(number), new TextMatch(start, code + 8, number, null));
        }

        return null;
    }

    private static (TlsAlert Alert, TextMatch Where)? FindName(string text)
    {
        foreach (string prefix in s_prefixes)
        {
            for (int start = 0; (start = text.IndexOf(prefix, start, StringComparison.Ordinal)) >= 0; start++)
            {
                (string letters, int end) = Letters(text, start + prefix.Length);
                if (ByWords(letters) is { } alert)
                    return (alert, new TextMatch(start, end, alert.Number, null));
            }
        }

        return null;
    }

    // The longest words that the text begins with: "unknown certificate authority" is not "unknown certificate".
    private static TlsAlert? ByWords(string letters)
    {
        TlsAlert? best = null;
        int longest = 0;
        foreach (TlsAlert alert in TlsAlerts.All)
        {
            foreach (string words in alert.Words)
            {
                if (words.Length > longest && letters.StartsWith(words, StringComparison.Ordinal))
                    (best, longest) = (alert, words.Length);
            }
        }

        return best;
    }

    // "handshake_failure", "handshake failure" and "HandshakeFailure" are one.
    private static (string Letters, int End) Letters(string text, int at)
    {
        int end = at;
        while (end < text.Length && end - at < LongestName && (char.IsAsciiLetter(text[end]) || text[end] is ' ' or '_'))
            end++;
        string letters = string.Concat(text.AsSpan(at, end - at).ToString().Where(char.IsAsciiLetter).Select(char.ToLowerInvariant));
        return (letters, end);
    }
}
