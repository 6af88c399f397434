namespace TlsPathTools.Module.Tests;

public class StagingTests
{
    private static IEnumerable<string> Staged =>
        Directory.EnumerateFiles(Repository.ModuleFolder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Repository.ModuleFolder, file).Replace('\\', '/'));

    [Fact]
    public void The_staged_module_is_complete_and_holds_nothing_else() => Assert.Equal(
        [
            "LICENSE",
            "THIRD-PARTY-NOTICES.txt",
            "TlsPathTools.Comparison.Format.ps1xml",
            "TlsPathTools.Findings.Format.ps1xml",
            "TlsPathTools.Format.ps1xml",
            "TlsPathTools.Path.Format.ps1xml",
            "TlsPathTools.Reachability.Format.ps1xml",
            "TlsPathTools.Remediation.Format.ps1xml",
            "TlsPathTools.psd1",
            "TlsPathTools.psm1",
            "bin/AWSSDK.Core.dll",
            "bin/AWSSDK.SSO.dll",
            "bin/AWSSDK.SSOOIDC.dll",
            "bin/AWSSDK.SecurityToken.dll",
            "bin/TlsPathTools.Aws.dll",
            "bin/TlsPathTools.Connections.dll",
            "bin/TlsPathTools.Core.dll",
            "bin/TlsPathTools.Kubernetes.dll",
            "bin/TlsPathTools.Lab.dll",
            "bin/TlsPathTools.dll",
            "bin/YamlDotNet.dll",
            "en-US/TlsPathTools.dll-Help.xml",
            "en-US/about_TlsPathTools.help.txt",
            "en-US/about_TlsPathTools_Connections.help.txt",
            "en-US/about_TlsPathTools_Lab.help.txt",
        ],
        Staged.Order(StringComparer.Ordinal));

    // A second copy of PowerShell's own assembly beside the cmdlets makes "X cannot be cast to X".
    [Fact]
    public void PowerShell_itself_is_not_staged() =>
        Assert.DoesNotContain(Staged, file => file.Contains("System.Management.Automation", StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData("TlsPathTools.psd1", "TlsPathTools.psd1")]
    [InlineData("TlsPathTools.psm1", "src/TlsPathTools/Module/TlsPathTools.psm1")]
    [InlineData("TlsPathTools.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Format.ps1xml")]
    [InlineData("TlsPathTools.Path.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Path.Format.ps1xml")]
    [InlineData("TlsPathTools.Comparison.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Comparison.Format.ps1xml")]
    [InlineData("TlsPathTools.Reachability.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Reachability.Format.ps1xml")]
    [InlineData("TlsPathTools.Remediation.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Remediation.Format.ps1xml")]
    [InlineData("TlsPathTools.Findings.Format.ps1xml", "src/TlsPathTools/Module/TlsPathTools.Findings.Format.ps1xml")]
    public void What_is_staged_is_what_the_sources_say(string staged, string source) => Assert.Equal(
        File.ReadAllText(Path.Combine(Repository.Root, source)), File.ReadAllText(Path.Combine(Repository.ModuleFolder, staged)));

    [Theory]
    [InlineData("TlsPathTools.dll")]
    [InlineData("TlsPathTools.Core.dll")]
    public void The_staged_assembly_is_the_one_under_test(string assembly) => Assert.Equal(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, assembly)), File.ReadAllBytes(Path.Combine(Repository.ModuleFolder, "bin", assembly)));
}
