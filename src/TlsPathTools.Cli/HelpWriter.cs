using System.CommandLine;
using TlsPathTools.Cli.Parsing;

namespace TlsPathTools.Cli;

/// <summary>Help in groups, wrapped at the width, with examples at its end.</summary>
internal sealed class HelpWriter(TextWriter writer, int width)
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int WidestFirst = 32;
    private readonly int _width = Math.Clamp(width, 40, 110);

    public void Line(string text = "") => Wrapped(text, 0);

    public void Options(IEnumerable<OptionGroup> groups)
    {
        OptionGroup[] all = [.. groups];
        int first = Math.Min(WidestFirst, all.SelectMany(g => g.Options).Max(o => Term(o).Length));
        foreach (OptionGroup group in all)
        {
            Line();
            Line(group.Title + ":");
            foreach (Option option in group.Options)
                Row(Term(option), option.Description ?? "", first);
        }
    }

    public void Rows(string title, params (string Term, string Text)[] rows)
    {
        Line();
        Line(title + ":");
        int first = rows.Max(r => r.Term.Length);
        foreach ((string term, string text) in rows)
            Row(term, text, first);
    }

    /// <summary>Lines to be copied: never wrapped.</summary>
    public void Examples(IEnumerable<string> examples)
    {
        Line();
        Line("Examples:");
        foreach (string example in examples)
            writer.WriteLine(new string(' ', Indent) + example);
    }

    private static string Term(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private void Row(string term, string text, int first)
    {
        writer.Write(new string(' ', Indent) + term.PadRight(first + Gap));
        Wrapped(text, Indent + first + Gap);
    }

    // The first line begins where the cursor is; the others are indented to the same column.
    private void Wrapped(string text, int column)
    {
        int left = _width - column;
        string separator = "";
        foreach (string word in text.Split(' '))
        {
            if (separator.Length > 0 && word.Length + 1 > left)
            {
                writer.WriteLine();
                writer.Write(new string(' ', column));
                left = _width - column;
                separator = "";
            }

            writer.Write(separator + word);
            left -= separator.Length + word.Length;
            separator = " ";
        }

        writer.WriteLine();
    }
}
