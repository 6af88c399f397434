using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace TlsPathTools.HelpBuilder;

/// <summary>Reads a Markdown page in the PlatyPS form (schema 2.0.0). What is missing is an error: help is not allowed to rot.</summary>
public static class HelpPageReader
{
    private static readonly string[] s_parts =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UseYamlFrontMatter().Build();

    /// <summary>The page.</summary>
    /// <exception cref="FormatException">The page lacks a part; the message says which.</exception>
    public static HelpPage Read(string markdown, string source)
    {
        try
        {
            return Read(Markdown.Parse(markdown, s_pipeline));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{Path.GetFileName(source)}: {e.Message}", e);
        }
    }

    private static HelpPage Read(MarkdownDocument document)
    {
        Dictionary<string, string> front = Facts(document.OfType<YamlFrontMatterBlock>().SingleOrDefault()?.Lines.ToString() ?? "");
        Section page = Section.Split(document, level: 1).SingleOrDefault()
            ?? throw new FormatException("a page has one title of level 1.");
        var parts = Section.Split(page.Blocks, level: 2).ToDictionary(section => section.Title, StringComparer.Ordinal);
        if (s_parts.FirstOrDefault(title => !parts.ContainsKey(title)) is { } missing)
            throw new FormatException($"the part '## {missing}' is missing.");

        return new HelpPage
        {
            Name = page.Title,
            HelpFile = front.GetValueOrDefault("external help file") ?? throw new FormatException("the front matter names no 'external help file'."),
            Synopsis = string.Join(' ', parts["SYNOPSIS"].Paragraphs),
            Syntax = parts["SYNTAX"].Code,
            Description = parts["DESCRIPTION"].Paragraphs,
            Examples = Subsections("EXAMPLES").Select(example => new HelpExample(example.Title, example.Code, example.Remarks)).ToList(),
            Parameters = Subsections("PARAMETERS").Where(section => section.Title != "CommonParameters").Select(ReadParameter).ToList(),
            Inputs = Subsections("INPUTS").Select(item => new HelpItem(item.Title, item.Paragraphs)).ToList(),
            Outputs = Subsections("OUTPUTS").Select(item => new HelpItem(item.Title, item.Paragraphs)).ToList(),
            Notes = parts["NOTES"].Paragraphs,
            Links = parts["RELATED LINKS"].Paragraphs,
        };

        List<Section> Subsections(string title) => Section.Split(parts[title].Blocks, level: 3).ToList();
    }

    private static HelpParameter ReadParameter(Section section) =>
        new(section.Title.TrimStart('-'), section.Paragraphs, Facts(section.Code));

    // "Name: value" lines; nothing of YAML beyond that is used.
    private static Dictionary<string, string> Facts(string yaml) =>
        yaml.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(':', StringComparison.Ordinal))
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
