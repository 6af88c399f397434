using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace TlsPathTools.HelpBuilder;

/// <summary>Markdown → the plain text that Get-Help shows.</summary>
internal static class PlainText
{
    /// <summary>The paragraphs of a block; a list gives one per item, with a dash.</summary>
    internal static IEnumerable<string> ParagraphsOf(Block block) => block switch
    {
        ParagraphBlock paragraph => [Of(paragraph.Inline)],
        ListBlock list => list.OfType<ListItemBlock>().Select(item => "- " + string.Join(' ', item.SelectMany(ParagraphsOf))),
        QuoteBlock quote => quote.SelectMany(ParagraphsOf),
        _ => [],
    };

    /// <summary>The text without its marks; line ends within a paragraph are blanks.</summary>
    internal static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (Inline inline in inlines ?? [])
        {
            _ = inline switch
            {
                LiteralInline literal => text.Append(literal.Content.ToString()),
                CodeInline code => text.Append(code.Content),
                LineBreakInline => text.Append(' '),
                HtmlEntityInline entity => text.Append(entity.Transcoded.ToString()),
                AutolinkInline link => text.Append(link.Url),
                ContainerInline container => text.Append(Of(container)),
                _ => throw new FormatException($"Help pages are plain text; '{inline.GetType().Name}' is not supported in them."),
            };
        }

        return text.ToString();
    }

    /// <summary>The text in lines of at most <paramref name="width"/> characters, each behind an indent.</summary>
    internal static string Wrap(string text, string indent, int width = 78)
    {
        var wrapped = new StringBuilder();
        int column = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > width)
            {
                wrapped.Append('\n');
                column = 0;
            }

            wrapped.Append(column == 0 ? indent : " ").Append(word);
            column += (column == 0 ? indent.Length : 1) + word.Length;
        }

        return wrapped.ToString();
    }
}
