using System.Globalization;
using System.Text;

namespace TlsPathTools.Probing;

/// <summary>A proxy's answer to CONNECT: the status, and what the proxy says of the reason.</summary>
internal sealed record ProxyReply
{
    /// <summary>Larger than any sane answer to CONNECT; error pages come after the head and are not read.</summary>
    internal const int MaxHeadBytes = 32 * 1024;

    internal required int Status { get; init; }

    /// <summary>Status line and telling headers, escaped.</summary>
    internal required string Detail { get; init; }

    /// <summary>The errno in squid's X-Squid-Error, which tells what its own connect met.</summary>
    internal int? SquidErrno { get; init; }

    /// <summary>The schemes of Proxy-Authenticate.</summary>
    internal string? AuthenticateSchemes { get; init; }

    /// <summary>Bytes behind the head: the server may speak first.</summary>
    internal ReadOnlyMemory<byte> Surplus { get; init; }

    /// <summary>Reads an answer. Null and no problem: more bytes are needed.</summary>
    internal static ProxyReply? Read(ReadOnlyMemory<byte> bytes, out string? problem)
    {
        problem = null;
        ReadOnlySpan<byte> span = bytes.Span;
        if (!"HTTP/1."u8.StartsWith(span[..Math.Min(span.Length, 7)]))
        {
            problem = "the proxy's answer is not HTTP: " + SafeText.Escape(span[..Math.Min(span.Length, 40)]);
            return null;
        }

        int end = span.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            if (span.Length >= MaxHeadBytes)
                problem = $"the head of the proxy's answer is larger than {MaxHeadBytes / 1024} KiB";
            return null;
        }

        string[] lines = Encoding.Latin1.GetString(span[..end]).Split("\r\n");
        if (!HttpResponseReader.TryReadStatus(lines[0], out int status))
        {
            problem = "the proxy's status line is malformed: " + SafeText.Escape(lines[0], 80);
            return null;
        }

        string? squid = HeaderOf(lines, "X-Squid-Error");
        string? via = HeaderOf(lines, "Via");
        string detail = SafeText.Escape(lines[0], 120)!;
        if (squid is not null)
            detail += $"; X-Squid-Error: {squid}";
        if (via is not null)
            detail += $"; Via: {via}";
        return new ProxyReply
        {
            Status = status,
            Detail = detail,
            SquidErrno = squid?.Split(' ') is [_, var number, ..] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int errno) ? errno : null,
            AuthenticateSchemes = HeaderOf(lines, "Proxy-Authenticate"),
            Surplus = bytes[(end + 4)..],
        };
    }

    private static string? HeaderOf(string[] lines, string name)
    {
        string? line = Array.Find(lines, x =>
            x.Length > name.Length && x[name.Length] == ':' && x.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return line is null ? null : SafeText.Escape(line[(name.Length + 1)..].Trim(), 120);
    }
}
