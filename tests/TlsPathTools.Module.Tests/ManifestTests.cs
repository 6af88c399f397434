using System.Text.RegularExpressions;

namespace TlsPathTools.Module.Tests;

public class ManifestTests
{
    private readonly string _manifest = File.ReadAllText(Path.Combine(Repository.Root, "TlsPathTools.psd1"));

    [Fact]
    public void The_manifest_exports_the_cmdlets_that_there_are() =>
        Assert.Equal(Cmdlets.Types.Select(Cmdlets.NameOf).Order(StringComparer.Ordinal), List("CmdletsToExport").Order(StringComparer.Ordinal));

    [Fact]
    public void The_aliases_are_those_that_the_loader_sets()
    {
        string loader = File.ReadAllText(Path.Combine(Repository.ModuleFolder, "TlsPathTools.psm1"));
        string[] set = Regex.Matches(loader, @"Item\.Set\('Alias:([^']+)', '[^']+'\)").Select(match => match.Groups[1].Value).ToArray();
        Assert.Equal(set, List("AliasesToExport"));
        Assert.NotEmpty(set);
    }

    [Fact]
    public void The_version_is_that_of_the_build_and_of_the_assemblies()
    {
        Assert.Equal(Repository.ModuleVersion, Value("ModuleVersion"));
        Assert.Equal(Version.Parse(Repository.ModuleVersion + ".0"), typeof(TlsPathRecord).Assembly.GetName().Version);
    }

    [Fact]
    public void Functions_and_variables_are_not_exported()
    {
        Assert.Empty(List("FunctionsToExport"));
        Assert.Empty(List("VariablesToExport"));
    }

    [Fact]
    public void PowerShell_7_4_is_the_least() => Assert.Equal("7.4", Value("PowerShellVersion"));

    [Fact]
    public void Every_file_that_the_manifest_names_is_staged()
    {
        string[] files = [Value("RootModule"), .. List("FormatsToProcess"), .. List("TypesToProcess")];
        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.ModuleFolder, file)), file));
    }

    [Fact]
    public void Nothing_in_the_manifest_is_a_placeholder() =>
        Assert.DoesNotMatch("(?i)todo|example|contoso|0{8}-0{4}|https?://$", _manifest);

    private string Value(string key) => Regex.Match(_manifest, $@"(?m)^\s*{key}\s*=\s*'([^']*)'").Groups[1].Value;

    private string[] List(string key)
    {
        string list = Regex.Match(_manifest, $@"(?ms)^\s*{key}\s*=\s*@\((.*?)\)").Groups[1].Value;
        return Regex.Matches(list, "'([^']*)'").Select(match => match.Groups[1].Value).ToArray();
    }
}
