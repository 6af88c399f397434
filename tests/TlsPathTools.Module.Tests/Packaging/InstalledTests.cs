using System.IO.Compression;
using TlsPathTools.Packager;

namespace TlsPathTools.Module.Tests.Packaging;

/// <summary>Somebody who has only the zip, and real PowerShell.</summary>
public sealed class InstalledTests : IDisposable
{
    private readonly PowerShellHome _home = new();

    public InstalledTests() =>
        ZipFile.ExtractToDirectory(Packages.Write(Repository.ModuleFolder, Path.Combine(_home.Folder, "packages"), DateTimeOffset.UnixEpoch)[1], Path.Combine(_home.Folder, "modules"));

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_module_is_imported_and_has_its_version_cmdlets_and_help()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The empty environment is made with env(1).");
        string output = await _home.RunAsync($$"""
            Import-Module '{{_home.Folder}}/modules/TlsPathTools'
            $module = Get-Module TlsPathTools
            "version $($module.Version)"
            "cmdlets $($module.ExportedCmdlets.Count)"
            "others $((Get-Module | Where-Object Name -notlike 'Microsoft.PowerShell.*').Name)"
            Get-Help Test-TlsPerIP -Examples | Out-String
            Get-Help about_TlsPathTools | Out-String
            Get-Help about_TlsPathTools_Lab | Out-String
            """);
        Assert.Contains($"version {Repository.ModuleVersion}\n", output, StringComparison.Ordinal);
        Assert.Contains($"cmdlets {Cmdlets.Types.Count}\n", output, StringComparison.Ordinal);
        Assert.Contains("others TlsPathTools\n", output, StringComparison.Ordinal);
        Assert.Contains("Example 1", output, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("about_TlsPathTools_Lab", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pipeline_works_on_the_lab_without_a_network()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root may make a network, and only on Linux.");
        string output = await _home.RunAsync($$"""
            "interfaces $([System.Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces().Name)"
            Import-Module '{{_home.Folder}}/modules/TlsPathTools'
            $lab = Start-TlsPathLab s05-kube-proxy-not-syncing
            $results = Resolve-EndpointIPs $lab.HostName | Test-TlsPerIP -Count 6 -Rate 50
            "verdicts $(($results.Verdict | Sort-Object) -join ',')"
            $after = $results | Get-TargetNodeMap | Where-Object AddressFailing | Restart-NodeKubeProxy -PassThru -Confirm:$false -WarningAction Ignore | Test-TlsPerIP -Count 6 -Rate 50
            "after $($after.Verdict)"
            "help $((Get-Help Restart-NodeKubeProxy -Examples | Out-String) -match 'EXAMPLE 1')"
            Stop-TlsPathLab
            """, offline: true);
        Assert.Contains("interfaces lo\n", output, StringComparison.Ordinal);
        Assert.Contains("verdicts Healthy,Failing\n", output, StringComparison.Ordinal);
        Assert.Contains("after Healthy\n", output, StringComparison.Ordinal);
        Assert.Contains("help True\n", output, StringComparison.Ordinal);
    }
}
