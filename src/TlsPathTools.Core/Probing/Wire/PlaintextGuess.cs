using System.Text;

namespace TlsPathTools.Probing.Wire;

/// <summary>Names the protocol of an answer that is not TLS, and quotes its first line.</summary>
internal static class PlaintextGuess
{
    internal static string Of(ReadOnlySpan<byte> first)
    {
        string text = Encoding.Latin1.GetString(first);
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        string line = SafeText.Escape(end < 0 ? text : text[..end], 80)!;

        if (text.StartsWith("HTTP/", StringComparison.Ordinal))
            return $"plain HTTP: \"{line}\"";
        if (text.StartsWith("SSH-", StringComparison.Ordinal))
            return $"an SSH banner: \"{line}\"";
        if (text.Length >= 4 && char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) && char.IsAsciiDigit(text[2]) && text[3] is ' ' or '-')
            return $"a mail or FTP banner: \"{line}\"";
        if (text.StartsWith("PROXY ", StringComparison.Ordinal))
            return $"a PROXY protocol line: \"{line}\"";
        if (text.StartsWith('<'))
            return $"markup: \"{line}\"";
        return first.Length > 0 && first[..Math.Min(16, first.Length)].IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0
            ? $"text: \"{line}\""
            : $"bytes that are not TLS: {Convert.ToHexString(first[..Math.Min(16, first.Length)])}";
    }
}
