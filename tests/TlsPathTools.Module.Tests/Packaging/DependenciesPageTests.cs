using System.Text.RegularExpressions;

namespace TlsPathTools.Module.Tests.Packaging;

public class DependenciesPageTests
{
    private static readonly string s_page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "dependencies.md"));

    public static TheoryData<string, string> Shipped => new(
        Regex.Matches(File.ReadAllText(Path.Combine(Repository.ModuleFolder, "THIRD-PARTY-NOTICES.txt")), @"(?m)^(\S+) (\d\S+)\n    \S+\n    Copyright")
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void What_is_shipped_is_on_the_page_with_its_version(string package, string version) => Assert.Contains(
        s_page.Split('\n'), line => line.StartsWith('|') && line.Contains(package, StringComparison.Ordinal) && line.Contains(version, StringComparison.Ordinal));
}
