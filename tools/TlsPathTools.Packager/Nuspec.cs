using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace TlsPathTools.Packager;

/// <summary>The parts of a Gallery package that are not the module: as Publish-PSResource writes them, without its random names and today's date.</summary>
internal static class Nuspec
{
    private static readonly XNamespace s_nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    private static readonly XNamespace s_types = "http://schemas.openxmlformats.org/package/2006/content-types";
    private static readonly XNamespace s_relations = "http://schemas.openxmlformats.org/package/2006/relationships";

    /// <summary>The nuspec. The Gallery finds modules by the tag PSModule, and their cmdlets by a tag each.</summary>
    internal static byte[] Manifest(string name, ModuleManifest manifest)
    {
        IReadOnlyList<string> cmdlets = manifest.List("CmdletsToExport");
        string[] tags =
        [
            .. manifest.List("Tags"), "PSModule", "PSIncludes_Cmdlet",
            .. cmdlets.Select(cmdlet => $"PSCmdlet_{cmdlet}"), .. cmdlets.Select(cmdlet => $"PSCommand_{cmdlet}"),
        ];
        return Bytes(new XElement(s_nuspec + "package", new XElement(s_nuspec + "metadata",
            new XElement(s_nuspec + "id", name),
            new XElement(s_nuspec + "version", manifest["ModuleVersion"]),
            new XElement(s_nuspec + "authors", manifest["Author"]),
            new XElement(s_nuspec + "owners", manifest["Author"]),
            new XElement(s_nuspec + "requireLicenseAcceptance", "false"),
            new XElement(s_nuspec + "license", new XAttribute("type", "expression"), "MIT"),
            new XElement(s_nuspec + "description", manifest["Description"]),
            new XElement(s_nuspec + "copyright", manifest["Copyright"]),
            new XElement(s_nuspec + "tags", string.Join(' ', tags)))));
    }

    /// <summary>Every extension in the package has to have a type.</summary>
    internal static byte[] ContentTypes(IEnumerable<string> files) => Bytes(new XElement(s_types + "Types",
        Type("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        Type("nuspec", "application/octet"),
        files.Select(file => Path.GetExtension(file).TrimStart('.')).Where(extension => extension.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).Select(extension => Type(extension, "application/octet")),
        files.Where(file => Path.GetExtension(file).Length == 0)
            .Select(file => new XElement(s_types + "Override", new XAttribute("PartName", "/" + file), new XAttribute("ContentType", "application/octet")))));

    /// <summary>Which file of the package is the nuspec.</summary>
    internal static byte[] Relationships(string name) => Bytes(new XElement(s_relations + "Relationships", new XElement(s_relations + "Relationship",
        new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"), new XAttribute("Target", $"/{name}.nuspec"), new XAttribute("Id", "R0"))));

    private static XElement Type(string extension, string type) =>
        new(s_types + "Default", new XAttribute("Extension", extension), new XAttribute("ContentType", type));

    private static byte[] Bytes(XElement root)
    {
        using var stream = new MemoryStream();
        using (XmlWriter writer = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(false) }))
            root.Save(writer);
        return stream.ToArray();
    }
}
