using System.Buffers;
using System.Text;

namespace TlsPathTools.ClientErrors;

/// <summary>Makes a log line fit to be matched and kept: capped, without the escapes of JSON logs, without secrets in addresses.</summary>
internal static class LogText
{
    /// <summary>What is read of a line: of a longer one (a stack trace) its two halves' worth of beginning and end, where the causes stand.</summary>
    internal const int LongestRead = 16 * 1024;

    /// <summary>What is kept of a line.</summary>
    internal const int LongestKept = 2000;

    private static readonly string[] s_addressLeads = ["://", "with url: /"];
    private static readonly SearchValues<char> s_addressEnds = SearchValues.Create(" \t\r\n\"'<>)");

    internal static string Prepare(string line)
    {
        string text = line.Length > LongestRead
            ? string.Concat(line.AsSpan(0, LongestRead / 2), "\n", line.AsSpan(line.Length - LongestRead / 2))
            : line;
        return WithoutSecrets(text.Replace("\\\"", "\"", StringComparison.Ordinal)).Trim();
    }

    // Names, passwords and query strings (which carry tokens) of addresses never reach a record.
    private static string WithoutSecrets(string text)
    {
        foreach (string lead in s_addressLeads)
        {
            int at = text.IndexOf(lead, StringComparison.Ordinal);
            if (at < 0)
                continue;

            var kept = new StringBuilder(text.Length);
            int copied = 0;
            for (; at >= 0; at = text.IndexOf(lead, copied, StringComparison.Ordinal))
            {
                int start = at + lead.Length;
                int end = AddressEnd(text, start);
                kept.Append(text, copied, start - copied).Append(Redact(text[start..end]));
                copied = end;
            }

            text = kept.Append(text, copied, text.Length - copied).ToString();
        }

        return text;
    }

    private static int AddressEnd(string text, int start)
    {
        int length = text.AsSpan(start).IndexOfAny(s_addressEnds);
        return length < 0 ? text.Length : start + length;
    }

    private static string Redact(string address)
    {
        int slash = address.IndexOf('/', StringComparison.Ordinal);
        int at = address.AsSpan(0, slash < 0 ? address.Length : slash).LastIndexOf('@');
        address = address[(at + 1)..];
        int query = address.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? address : string.Concat(address.AsSpan(0, query), "?***");
    }
}
