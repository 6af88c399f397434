using System.Globalization;
using System.Reflection;
using System.Text;

namespace TlsPathTools.Packager;

/// <summary>What the licenses of the shipped packages ask a distributor to pass on: who made them, and under which terms.</summary>
public static class ThirdPartyNotices
{
    /// <summary>The text of THIRD-PARTY-NOTICES.txt.</summary>
    /// <exception cref="FormatException">A package is under a license whose text is not at hand.</exception>
    public static string Write(IEnumerable<StagedPackage> staged)
    {
        StagedPackage[] packages = staged.Distinct().OrderBy(package => package.Name, StringComparer.Ordinal).ToArray();
        var text = new StringBuilder("TlsPathTools is under the MIT license (LICENSE). It is shipped with these packages, unchanged:\n\n");
        foreach (StagedPackage package in packages)
            text.Append(CultureInfo.InvariantCulture, $"{package.Name} {package.Version}\n    {package.License}\n    {package.Copyright}\n    {package.Project}\n\n");

        foreach (IGrouping<string, StagedPackage> license in packages.GroupBy(package => package.License, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            string names = string.Join(", ", license.Select(package => package.Name));
            text.Append(CultureInfo.InvariantCulture, $"{new string('-', 78)}\n{license.Key}: {names}\n\n{TextOf(license.Key, names)}\n");
        }

        return text.ToString();
    }

    private static string TextOf(string license, string packages)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(license)
            ?? throw new FormatException($"{packages}: the license '{license}' is not among those whose text is known (tools/TlsPathTools.Packager/Licenses).");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
