using Spectre.Console;

namespace TlsPathTools.Cli.Output;

/// <summary>A table without lines, as kubectl prints them: it survives narrow windows, logs and chats.</summary>
internal static class Plain
{
    public static Table Table() => new() { Border = TableBorder.None, Expand = false, ShowHeaders = true };

    /// <summary>A strip, each letter in its colour.</summary>
    public static Paragraph Strip(string letters, Palette palette)
    {
        var paragraph = new Paragraph { Overflow = Overflow.Crop };
        int start = 0;
        for (int i = 1; i <= letters.Length; i++)
        {
            if (i < letters.Length && palette.OfLetter(letters[i]).Equals(palette.OfLetter(letters[start])))
                continue;

            paragraph.Append(letters[start..i], palette.OfLetter(letters[start]));
            start = i;
        }

        return paragraph;
    }
}
