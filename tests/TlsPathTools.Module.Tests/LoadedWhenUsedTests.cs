using TlsPathTools.Module.Tests.Packaging;

namespace TlsPathTools.Module.Tests;

/// <summary>
/// Which files of the module a PowerShell process has loaded, whatever the context. A client's assembly that nobody uses costs time and memory, and it is
/// met by other modules: the AWS SDK looks for its parts by name in the whole process.
/// </summary>
public sealed class LoadedWhenUsedTests : IDisposable
{
    private static readonly string[] s_always = ["TlsPathTools", "TlsPathTools.Core"];
    private static readonly string[] s_lab = ["TlsPathTools", "TlsPathTools.Connections", "TlsPathTools.Core", "TlsPathTools.Lab"];

    private readonly PowerShellHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Names_addresses_and_error_texts_need_the_cmdlets_and_Core()
    {
        Dictionary<string, string[]> loaded = await RunAsync("""
            Tell import
            $null = Resolve-EndpointIPs localhost
            Tell resolve
            # Nobody listens there.
            $null = Test-TlsPerIP -HostName localhost -IPAddress 127.0.0.1 -Port 1 -Count 1
            Tell probe
            $null = 'curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to relay.test:443' | ConvertFrom-TlsClientError
            Tell text
            $null = Get-TlsPathConnection
            Tell connections
            """);
        foreach (string step in new[] { "import", "resolve", "probe", "text" })
            Assert.Equal(s_always, loaded[step]);
        Assert.Equal(["TlsPathTools.Connections"], loaded["connections"].Except(s_always));
    }

    // They would take a third of the time of an import, in a session that has not used them yet.
    [Fact]
    public async Task The_import_loads_no_module_of_PowerShells_own()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The empty environment is made with env(1).");
        string output = await _home.RunAsync($"""
            Import-Module '{Repository.ModuleFolder}/TlsPathTools.psd1'
            "modules $((Get-Module).Name -join ' ')"
            """);
        Assert.Contains("modules TlsPathTools\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_needs_nothing_of_the_AWS_SDK()
    {
        Dictionary<string, string[]> loaded = await RunAsync("""
            $lab = Start-TlsPathLab relay-node-fault
            Tell lab
            $null = Connect-TlsPath -NoAws -KubeConfigPath $lab.KubeConfigPath
            $null = Get-NodeKubeProxy
            Tell cluster
            Stop-TlsPathLab
            """);
        Assert.Equal(s_lab, loaded["lab"]);
        Assert.Equal(["TlsPathTools.Aws", "TlsPathTools.Kubernetes", "YamlDotNet"], loaded["cluster"].Except(s_lab));
    }

    // STS and SSO come with the first role or login: see docs/dependencies.md for whom they would meet.
    [Fact]
    public async Task An_account_needs_no_YAML_and_keys_need_neither_STS_nor_SSO()
    {
        Dictionary<string, string[]> loaded = await RunAsync("""
            $lab = Start-TlsPathLab relay-node-fault
            $cloud = @{
                EndpointUrl = $lab.AwsEndpoint
                Region = $lab.Region
                AccessKey = [pscredential]::new($lab.AccessKeyId, (ConvertTo-SecureString $lab.SecretAccessKey -AsPlainText -Force))
            }
            $connection = Connect-TlsPath @cloud -NoKubernetes
            $null = Resolve-EndpointIPs $lab.HostName | Get-EndpointLoadBalancer -Connection $connection
            Tell keys
            $null = Connect-TlsPath @cloud -NoKubernetes -RoleArn arn:aws:iam::417392058164:role/beside
            Tell role
            Stop-TlsPathLab
            """);
        Assert.Equal(["AWSSDK.Core", "TlsPathTools.Aws", "TlsPathTools.Kubernetes"], loaded["keys"].Except(s_lab));
        Assert.Equal(["AWSSDK.SecurityToken"], loaded["role"].Except(loaded["keys"]));
    }

    /// <summary>What was loaded where the script said Tell.</summary>
    private async Task<Dictionary<string, string[]>> RunAsync(string script)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The empty environment is made with env(1).");
        string output = await _home.RunAsync($$"""
            function Tell([string] $Step) {
                $names = [System.Runtime.Loader.AssemblyLoadContext]::All.Assemblies.ForEach({ $_.GetName().Name }) |
                    Where-Object { $_ -like 'TlsPathTools*' -or (Test-Path "{{Repository.ModuleFolder}}/bin/$_.dll") }
                "loaded $Step $($names -join ' ')"
            }
            Import-Module '{{Repository.ModuleFolder}}/TlsPathTools.psd1'
            {{script}}
            """);
        return output.Split('\n').Select(line => line.Split(' ')).Where(words => words[0] == "loaded")
            .ToDictionary(words => words[1], words => words[2..].Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }
}
