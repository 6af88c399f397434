using System.Text;
using Markdig;
using Markdig.Syntax;

namespace TlsPathTools.HelpBuilder;

/// <summary>Writes an about_ topic as the text file that Get-Help reads.</summary>
public static class TopicWriter
{
    private const string Indent = "    ";

    /// <summary>The text of a topic.</summary>
    public static string Write(string markdown)
    {
        var text = new StringBuilder();
        foreach (Block block in Markdown.Parse(markdown))
        {
            switch (block)
            {
                // Get-Help finds name and synopsis by these two words.
                case HeadingBlock { Level: 1 } title:
                    text.Append("TOPIC\n").Append(Indent).Append(PlainText.Of(title.Inline)).Append("\n\n");
                    break;
                case HeadingBlock { Level: 2 } heading:
                    text.Append(PlainText.Of(heading.Inline).ToUpperInvariant()).Append('\n');
                    break;
                case HeadingBlock heading:
                    text.Append("  ").Append(PlainText.Of(heading.Inline)).Append('\n');
                    break;
                case CodeBlock code:
                    foreach (string line in code.Lines.ToString().Split('\n'))
                        text.Append((Indent + Indent + line).TrimEnd()).Append('\n');
                    text.Append('\n');
                    break;
                case ListBlock list:
                    foreach (string item in PlainText.ParagraphsOf(list))
                        text.Append(PlainText.Wrap(item, Indent)).Append('\n');
                    text.Append('\n');
                    break;
                default:
                    foreach (string paragraph in PlainText.ParagraphsOf(block))
                        text.Append(PlainText.Wrap(paragraph, Indent)).Append("\n\n");
                    break;
            }
        }

        return text.ToString().TrimEnd() + "\n";
    }
}
