using System.Globalization;
using System.Text;

namespace TlsPathTools;

/// <summary>
/// Makes text from the network safe to store and to show: control, format and surrogate-half characters become
/// visible escapes, and the length is capped. Records never hold such text in any other form.
/// </summary>
public static class SafeText
{
    /// <summary>The escaped text, at most <paramref name="maxLength"/> characters and then "…"; null stays null.</summary>
    public static string? Escape(string? text, int maxLength = 256)
    {
        if (text is null)
            return null;

        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (escaped is null && i < maxLength && IsPlain(text[i]))
                continue;

            escaped ??= new StringBuilder(text, 0, i, Math.Min(text.Length + 16, maxLength + 16));
            if (escaped.Length >= maxLength)
                return escaped.Append('…').ToString();

            i += AppendEscaped(escaped, text, i);
        }

        return escaped?.ToString() ?? text;
    }

    /// <summary>Bytes read as Latin-1 (so that no byte is lost), then escaped.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes, int maxLength = 256) =>
        Escape(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, maxLength + 1)]), maxLength)!;

    private static bool IsPlain(char c) => c is >= ' ' and <= '~';

    // Returns how many further characters were consumed.
    private static int AppendEscaped(StringBuilder target, string text, int index)
    {
        char c = text[index];
        if (IsPlain(c))
        {
            target.Append(c);
            return 0;
        }

        if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1])
            && CharUnicodeInfo.GetUnicodeCategory(text, index) is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned))
        {
            target.Append(c).Append(text[index + 1]);
            return 1;
        }

        switch (CharUnicodeInfo.GetUnicodeCategory(c))
        {
            // Format characters include the bidirectional overrides that make a name read as another.
            case UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse:
                target.Append(c switch
                {
                    '\r' => "\\r",
                    '\n' => "\\n",
                    '\t' => "\\t",
                    _ => c <= 0xFF ? $"\\x{(int)c:x2}" : $"\\u{(int)c:x4}",
                });
                break;
            default:
                target.Append(c);
                break;
        }

        return 0;
    }
}
