using System.Xml.Linq;

namespace TlsPathTools.Packager;

/// <summary>A NuGet package of which assemblies are staged, as its own nuspec describes it.</summary>
public sealed record StagedPackage(string Name, string Version, string License, string Project, string Copyright)
{
    /// <summary>Reads the nuspec of a package in NuGet's folder.</summary>
    /// <exception cref="FormatException">It names no license, or only a file or an address.</exception>
    public static StagedPackage Read(string nuspec)
    {
        XElement metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        XElement? license = Child(metadata, "license");
        string name = Text(metadata, "id");
        if (license is null || (string?)license.Attribute("type") != "expression" || license.Value.Trim().Length == 0)
            throw new FormatException($"The nuspec of {name} has no license expression: read its license, and decide whether it may be shipped.");
        string copyright = Text(metadata, "copyright");
        return new StagedPackage(name, Text(metadata, "version"), license.Value.Trim(), Text(metadata, "projectUrl"),
            copyright.Length > 0 ? copyright : $"Copyright (c) {Text(metadata, "authors")}");
    }

    private static XElement? Child(XElement parent, string name) => parent.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static string Text(XElement parent, string name) => Child(parent, name)?.Value.Trim() ?? "";
}
