using Markdig.Syntax;

namespace TlsPathTools.HelpBuilder;

/// <summary>A heading and what stands below it.</summary>
internal sealed record Section(string Title, IReadOnlyList<Block> Blocks)
{
    /// <summary>The text below the heading, a paragraph or list item each; code is left out.</summary>
    internal IReadOnlyList<string> Paragraphs => Blocks.SelectMany(PlainText.ParagraphsOf).ToList();

    /// <summary>The first block of code below the heading.</summary>
    internal string Code => Blocks.OfType<FencedCodeBlock>().FirstOrDefault()?.Lines.ToString() ?? throw new FormatException($"'{Title}' has no block of code.");

    /// <summary>The text below the heading, with every block of code but the first as it stands: what an example puts out.</summary>
    internal IReadOnlyList<string> Remarks =>
        Blocks.Where(block => block != Blocks.OfType<FencedCodeBlock>().FirstOrDefault())
            .SelectMany(block => block is FencedCodeBlock output ? [output.Lines.ToString()] : PlainText.ParagraphsOf(block)).ToList();

    /// <summary>The sections of a level; what stands before the first heading of it belongs to none.</summary>
    internal static IEnumerable<Section> Split(IEnumerable<Block> blocks, int level)
    {
        string? title = null;
        var content = new List<Block>();
        foreach (Block block in blocks)
        {
            if (block is HeadingBlock heading && heading.Level == level)
            {
                if (title is not null)
                    yield return new Section(title, content);
                title = PlainText.Of(heading.Inline);
                content = [];
            }
            else
            {
                content.Add(block);
            }
        }

        if (title is not null)
            yield return new Section(title, content);
    }
}
