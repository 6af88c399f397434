using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using TlsPathTools.ClientErrors;

namespace TlsPathTools.Topology.Logs;

/// <summary>A line with everything masked that differs from one occurrence to the next, and whatever may be a secret.</summary>
internal static class LineShape
{
    private const int LongestShape = 240;

    private static readonly SearchValues<char> s_endOfValue = SearchValues.Create(" \t\"'&;,)}]");
    private static readonly string[] s_secretKeys = ["token", "secret", "password", "passwd", "authorization", "apikey", "api_key", "api-key", "signature", "credential", "cookie"];
    private static readonly string[] s_schemes = ["Bearer ", "Basic "];

    /// <summary>The shape: addresses, times, ids and numbers by their kinds.</summary>
    public static string Of(string line)
    {
        string text = WithoutSecrets(LogText.Prepare(line));
        var shape = new StringBuilder(Math.Min(text.Length, LongestShape) + 32);
        for (int i = 0; i < text.Length && shape.Length < LongestShape;)
        {
            if (!StartsToken(text, i))
            {
                shape.Append(text[i++]);
                continue;
            }

            int end = i;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_' || (text[end] is '.' or ':' or '-' && end + 1 < text.Length && (char.IsAsciiLetterOrDigit(text[end + 1]) || text[end + 1] == ':'))))
                end++;
            AppendToken(shape, text.AsSpan(i, end - i));
            i = end;
        }

        return SafeText.Escape(shape.ToString().Trim(), LongestShape)!;
    }

    private static bool StartsToken(string text, int i) => char.IsAsciiLetterOrDigit(text[i]) || (text[i] == ':' && i + 2 < text.Length && text[i + 1] == ':' && char.IsAsciiHexDigit(text[i + 2]));

    private static void AppendToken(StringBuilder shape, ReadOnlySpan<char> token)
    {
        if (IsAddress(token))
        {
            shape.Append("<address>");
            return;
        }

        if (Guid.TryParseExact(token, "D", out _))
        {
            shape.Append("<id>");
            return;
        }

        if (IsTime(token))
        {
            shape.Append("<time>");
            return;
        }

        int start = 0;
        for (int i = 0; i <= token.Length; i++)
        {
            if (i < token.Length && token[i] is not ('.' or ':' or '-' or '_'))
                continue;
            AppendPart(shape, token[start..i]);
            if (i < token.Length)
                shape.Append(token[i]);
            start = i + 1;
        }
    }

    private static void AppendPart(StringBuilder shape, ReadOnlySpan<char> part)
    {
        int digits = 0, hex = 0;
        foreach (char c in part)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            hex += char.IsAsciiHexDigit(c) ? 1 : 0;
        }

        if (digits > 0 && digits == part.Length)
            shape.Append("<n>");
        else if (digits > 0 && ((hex == part.Length && part.Length >= 6) || part.Length >= 20 || (part.Length >= 8 && digits >= 3)))
            shape.Append("<id>");
        else if (digits > 0 && char.IsAsciiDigit(part[0]))
            shape.Append("<n>").Append(part.TrimStart("0123456789"));
        else
            shape.Append(part);
    }

    private static bool IsAddress(ReadOnlySpan<char> token)
    {
        int dots = token.Count('.'), colons = token.Count(':');
        return (dots == 3 || colons >= 2) && !IsTime(token) && IPEndPoint.TryParse(token, out _);
    }

    // 2026-11-22T19:31:59, 19:31:59, 2026-11-22
    private static bool IsTime(ReadOnlySpan<char> token)
    {
        bool clock = token.Length >= 8 && token[2] == ':' && token[5] == ':' && char.IsAsciiDigit(token[0]) && char.IsAsciiDigit(token[3]) && char.IsAsciiDigit(token[6]) && token.Count(':') == 2;
        return clock || (token.Length >= 10 && token[4] == '-' && token[7] == '-' && DateTime.TryParseExact(token[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    }

    private static string WithoutSecrets(string text)
    {
        foreach (string scheme in s_schemes)
            text = Mask(text, scheme, scheme.Length, afterSign: false);
        foreach (string key in s_secretKeys)
            text = Mask(text, key, key.Length, afterSign: true);
        return text;
    }

    // key=value, key: value, "key":"value", Bearer value
    private static string Mask(string text, string lead, int length, bool afterSign)
    {
        int at = text.IndexOf(lead, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return text;
        var masked = new StringBuilder(text.Length);
        int copied = 0;
        for (; at >= 0; at = at + length >= text.Length ? -1 : text.IndexOf(lead, Math.Max(copied, at + length), StringComparison.OrdinalIgnoreCase))
        {
            int value = at + length;
            if (afterSign)
            {
                while (value < text.Length && text[value] is '"' or '\'' or ' ' && value - at - length < 2)
                    value++;
                if (value >= text.Length || text[value] is not ('=' or ':'))
                    continue;
                value++;
                while (value < text.Length && text[value] is ' ' or '"' or '\'')
                    value++;
            }

            int end = text.AsSpan(value).IndexOfAny(s_endOfValue);
            end = end < 0 ? text.Length : value + end;
            if (end == value)
                continue;
            masked.Append(text, copied, value - copied).Append("***");
            copied = end;
        }

        return masked.Append(text, copied, text.Length - copied).ToString();
    }
}
