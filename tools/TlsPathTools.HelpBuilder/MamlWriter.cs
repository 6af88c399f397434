using System.Globalization;
using System.Xml.Linq;

namespace TlsPathTools.HelpBuilder;

/// <summary>Writes help pages as MAML, the XML that Get-Help reads.</summary>
public static class MamlWriter
{
    private static readonly XNamespace s_help = "http://msh";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the pages of one help file.</summary>
    public static void Write(IEnumerable<HelpPage> pages, string path) =>
        new XDocument(new XElement(s_help + "helpItems", new XAttribute("schema", "maml"), pages.Select(Command))).Save(path);

    private static XElement Command(HelpPage page)
    {
        string[] name = page.Name.Split('-', 2);
        return new XElement(s_command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", s_maml),
            new XAttribute(XNamespace.Xmlns + "command", s_command),
            new XAttribute(XNamespace.Xmlns + "dev", s_dev),
            new XElement(s_command + "details",
                new XElement(s_command + "name", page.Name),
                new XElement(s_command + "verb", name[0]),
                new XElement(s_command + "noun", name[^1]),
                Description([page.Synopsis])),
            Description(page.Description),
            new XElement(s_command + "syntax",
                new XElement(s_command + "syntaxItem", new XElement(s_maml + "name", page.Name), InSyntaxOrder(page).Select(Parameter))),
            new XElement(s_command + "parameters", page.Parameters.Select(Parameter)),
            new XElement(s_command + "inputTypes", page.Inputs.Select(item => Item("inputType", item))),
            new XElement(s_command + "returnValues", page.Outputs.Select(item => Item("returnValue", item))),
            new XElement(s_maml + "alertSet", new XElement(s_maml + "alert", page.Notes.Select(Paragraph))),
            new XElement(s_command + "examples", page.Examples.Select(Example)),
            new XElement(s_command + "relatedLinks", page.Links.Select(link =>
                new XElement(s_maml + "navigationLink", new XElement(s_maml + "linkText", link.TrimStart('-', ' ')), new XElement(s_maml + "uri")))));
    }

    private static IEnumerable<HelpParameter> InSyntaxOrder(HelpPage page) =>
        page.Parameters.OrderBy(parameter => page.Syntax.IndexOf(parameter.ToString(), StringComparison.Ordinal));

    private static XElement Parameter(HelpParameter parameter) =>
        new(s_command + "parameter",
            new XAttribute("required", parameter.IsRequired ? "true" : "false"),
            new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
            new XAttribute("globbing", "false"),
            new XAttribute("pipelineInput", parameter.PipelineInput),
            new XAttribute("position", parameter.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
            new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
            new XElement(s_maml + "name", parameter.Name),
            Description(parameter.Text),
            parameter.AcceptedValues.Count > 0
                ? new XElement(s_command + "parameterValueGroup", parameter.AcceptedValues.Select(value => Value(value)))
                : null,
            parameter.IsSwitch ? null : Value(parameter.Type),
            new XElement(s_dev + "type", new XElement(s_maml + "name", parameter.Type), new XElement(s_maml + "uri")),
            new XElement(s_dev + "defaultValue", parameter.DefaultValue));

    private static XElement Value(string text) =>
        new(s_command + "parameterValue", new XAttribute("required", "true"), new XAttribute("variableLength", "false"), text);

    private static XElement Item(string element, HelpItem item) =>
        new(s_command + element,
            new XElement(s_dev + "type", new XElement(s_maml + "name", item.Type), new XElement(s_maml + "uri")),
            Description(item.Text));

    private static XElement Example(HelpExample example) =>
        new(s_command + "example",
            new XElement(s_maml + "title", example.Title),
            new XElement(s_dev + "code", example.Code),
            new XElement(s_dev + "remarks", example.Remarks.Select(Paragraph)));

    private static XElement Description(IEnumerable<string> paragraphs) => new(s_maml + "description", paragraphs.Select(Paragraph));

    private static XElement Paragraph(string text) => new(s_maml + "para", text);
}
