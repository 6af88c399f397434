namespace TlsPathTools.Topology.Logs;

/// <summary>Does a line report an error, and of which sort?</summary>
internal static class ErrorLine
{
    private static readonly string[] s_words =
    [
        "error", "exception", "fatal", "panic", "fail", "refused", "reset by peer", "timed out", "timeout", "denied", "unreachable", "traceback", "broken pipe", "unexpected eof",
        "certificate has expired", "bad certificate", "unknown ca",
    ];

    // What mentions an error in order to say that there is none.
    private static readonly string[] s_none = ["error=nil", "error=<nil>", "err=nil", "err=<nil>", "error=\"\"", "error=null", "\"error\":null", "\"error\":\"\"", "\"err\":null", "no error", "0 error", "errors=0", "error=0", "without error", "0 failed", "failed=0", "failures=0"];

    private static readonly string[] s_quietLevels = ["level=info", "level=debug", "level=trace", "\"level\":\"info\"", "\"level\":\"debug\"", "\"severity\":\"info\"", "[info]", "[debug]"];

    /// <summary>Whether it does, by its level or its words.</summary>
    public static bool Is(string line)
    {
        // klog: E1122 19:31:59.123456 …
        if (line.Length > 5 && line[0] is 'E' or 'F' && IsDigits(line, 1, 4) && line[5] == ' ')
            return true;
        string text = line.ToLowerInvariant();
        if (Array.Exists(s_quietLevels, level => text.Contains(level, StringComparison.Ordinal)))
            return false;
        foreach (string none in s_none)
            text = text.Replace(none, "", StringComparison.Ordinal);
        return Array.Exists(s_words, word => text.Contains(word, StringComparison.Ordinal)) || text.EndsWith(": eof", StringComparison.Ordinal);
    }

    public static bool IsOfTls(string line) => Has(line, "tls") || Has(line, "ssl") || Has(line, "handshake") || Has(line, "certificate");

    public static bool IsOfEnd(string line) => line.Contains("EOF", StringComparison.Ordinal) || Has(line, "broken pipe") || Has(line, "connection closed");

    public static bool IsOfReset(string line) => Has(line, "reset by peer") || Has(line, "connection reset") || Has(line, "econnreset");

    public static bool IsOfTimeout(string line) => Has(line, "timed out") || Has(line, "timeout") || Has(line, "deadline exceeded");

    private static bool Has(string line, string word) => line.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static bool IsDigits(string line, int start, int count) => line.AsSpan(start, count).IndexOfAnyExceptInRange('0', '9') < 0;
}
