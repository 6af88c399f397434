using System.Reflection;
using TlsPathTools.Module.Tests.Packaging;

namespace TlsPathTools.Module.Tests.Beside;

/// <summary>
/// Another module of the same process has brought other versions of the packages that we use, before or after ours: both work, each with
/// its own. Stand-ins take the place of AWS.Tools, Az and the like.
/// </summary>
public sealed class BesideOthersTests : IDisposable
{
    private readonly PowerShellHome _home = new();

    /// <summary>How another module brings its assemblies.</summary>
    public enum Way
    {
        LoadFrom,
        AddType,

        /// <summary>A module on PSModulePath whose manifest has RequiredAssemblies, as AWS.Tools.Common.</summary>
        RequiredAssemblies,

        /// <summary>A load context that answers for the default one, as in Az.Accounts.</summary>
        Resolving,
    }

    /// <summary>When it does.</summary>
    public enum Moment
    {
        BeforeImport,

        /// <summary>After ours is imported, and before it has used a package: ours are found when the others' are there.</summary>
        AfterImport,
        AfterUse,
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(Way.LoadFrom, "older", Moment.BeforeImport)]
    [InlineData(Way.AddType, "newer", Moment.BeforeImport)]
    [InlineData(Way.RequiredAssemblies, "older", Moment.BeforeImport)]
    [InlineData(Way.Resolving, "newer", Moment.BeforeImport)]
    [InlineData(Way.LoadFrom, "newer", Moment.AfterImport)]
    [InlineData(Way.RequiredAssemblies, "newer", Moment.AfterImport)]
    [InlineData(Way.Resolving, "older", Moment.AfterImport)]
    [InlineData(Way.AddType, "older", Moment.AfterUse)]
    [InlineData(Way.Resolving, "newer", Moment.AfterUse)]
    public async Task Both_work_each_with_its_own_version(Way way, string version, Moment moment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The empty environment is made with env(1).");
        var others = new OtherModules(Path.Combine(_home.Folder, "modules", "Others"), version == "newer");

        string output = await _home.RunAsync($$"""
            {{UseOurs}}
            function Import-Other {
            {{Load(way, others)}}
            }
            {{(moment == Moment.BeforeImport ? "Import-Other" : "")}}
            Import-Module '{{Repository.ModuleFolder}}/TlsPathTools.psd1'
            $lab = Start-TlsPathLab relay-node-fault
            {{(moment == Moment.AfterImport ? "Import-Other" : "")}}
            Use-Ours
            {{(moment == Moment.AfterUse ? "Import-Other\nUse-Ours" : "")}}
            Stop-TlsPathLab
            {{Tell(others)}}
            """);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        AssertOursWork(lines, times: moment == Moment.AfterUse ? 2 : 1);
        string theirContext = way == Way.Resolving ? "Az" : "Default";
        foreach (StandIn standIn in others.StandIns)
        {
            string name = standIn.Like.Name!;
            Assert.Equal([$"loaded {theirContext} {name} {standIn.Version}", $"loaded TlsPathTools {name} {standIn.Like.Version}"],
                lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal) && line.Contains($" {name} ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
            // The other module's code runs.
            Assert.Contains($"said {name} {standIn.Version}", lines);
        }
    }

    // .NET's own part is loaded before any module: an older one is answered with it, a newer one is refused, and only in a context of its
    // own a module has another.
    [Theory]
    [InlineData("older")]
    [InlineData("newer")]
    public async Task Both_work_beside_another_System_Text_Json(string version)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "The empty environment is made with env(1).");
        var others = new OtherModules(Path.Combine(_home.Folder, "modules", "Others"), version == "newer");
        string file = Path.Combine(others.Folder, "System.Text.Json.dll");

        string output = await _home.RunAsync($$"""
            {{UseOurs}}
            $other = [System.Runtime.Loader.AssemblyLoadContext]::new('Az').LoadFromAssemblyPath('{{file}}')
            try { $null = [System.Reflection.Assembly]::LoadFrom('{{file}}') } catch [System.IO.FileLoadException] { 'refused' }
            Import-Module '{{Repository.ModuleFolder}}/TlsPathTools.psd1'
            $lab = Start-TlsPathLab relay-node-fault
            Use-Ours
            Stop-TlsPathLab
            "said $($other.GetType('{{others.Json.Marker}}').GetMethod('Say').Invoke($null, @()))"
            [System.Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object { foreach ($assembly in $_.Assemblies) { if ($assembly.GetName().Name -eq 'System.Text.Json') { "loaded $($_.Name)" } } }
            """);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        AssertOursWork(lines, times: 1);
        Assert.Equal(version == "newer", lines.Contains("refused"));
        Assert.Contains($"said System.Text.Json {others.Json.Version}", lines);
        Assert.Equal(["loaded Az", "loaded Default"], lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    // On PowerShell 7.4 .NET 8's version is the highest; whatever asks for more is found there by nobody.
    [Fact]
    public void What_our_files_refer_to_is_beside_them_or_is_part_of_NET_8()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.ModuleFolder, "bin"), "*.dll");
        var beside = files.Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        foreach (string file in files)
        {
            foreach (AssemblyName wanted in References(file).Where(wanted => !beside.Contains(wanted.Name!) && wanted.Name is not "System.Management.Automation"))
            {
                string what = $"{Path.GetFileName(file)} refers to {wanted}";
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, wanted.Name + ".dll")), what);
                Assert.True(wanted.Version!.Major <= 8 || wanted.Name is "Microsoft.VisualBasic.Core", what);
            }
        }
    }

    private const string UseOurs = """
        # A role through STS, the kubeconfig through YAML, readings and a bundle of evidence through JSON.
        function Use-Ours {
            $key = [pscredential]::new($lab.AccessKeyId, (ConvertTo-SecureString $lab.SecretAccessKey -AsPlainText -Force))
            $connection = Connect-TlsPath -EndpointUrl $lab.AwsEndpoint -Region $lab.Region -AccessKey $key -RoleArn arn:aws:iam::417392058164:role/beside -KubeConfigPath $lab.KubeConfigPath
            "caller $($connection.Caller) $($connection.KubeUser)"
            $addresses = Resolve-EndpointIPs $lab.HostName
            $map = $addresses | Get-TargetNodeMap -Connection $connection
            "map $(@($map).Count) $(($map.NodeName | Sort-Object -Unique) -join ',') $(($map.NodePort | Sort-Object -Unique) -join ',') $(($map.ServiceName | Sort-Object -Unique) -join ',')"
            $file = Join-Path ([System.IO.Path]::GetTempPath()) 'beside.jsonl'
            $addresses | Export-TlsPathEvidence $file -Force -Connection $connection
            $again = Import-TlsPathEvidence $file | Get-TargetNodeMap
            "evidence $(($again | ConvertTo-Json -Depth 3) -eq ($map | ConvertTo-Json -Depth 3)) $(@($again).Count)"
            Disconnect-TlsPath
        }
        """;

    private static void AssertOursWork(string[] lines, int times)
    {
        Assert.Equal(times, lines.Count(line => line == "caller arn:aws:sts::417392058164:assumed-role/beside/tlspathtools kubernetes-admin"));
        Assert.Equal(times, lines.Count(line => line.StartsWith("map 4 ", StringComparison.Ordinal) && line.EndsWith(" 32080 hutch-relay", StringComparison.Ordinal)));
        Assert.Equal(times, lines.Count(line => line == "evidence True 4"));
    }

    private string Load(Way way, OtherModules others)
    {
        IEnumerable<string> files = others.StandIns.Select(standIn => Path.Combine(others.Folder, standIn.Like.Name + ".dll"));
        return way switch
        {
            Way.LoadFrom => string.Join('\n', files.Select(file => $"$null = [System.Reflection.Assembly]::LoadFrom('{file}')")),
            Way.AddType => string.Join('\n', files.Select(file => $"Add-Type -Path '{file}'")),
            Way.RequiredAssemblies => $"$env:PSModulePath = '{Path.Combine(_home.Folder, "modules")}' + [System.IO.Path]::PathSeparator + $env:PSModulePath\nImport-Module Others",
            _ => $$"""
                Add-Type @'
                using System.IO;
                using System.Reflection;
                using System.Runtime.Loader;

                public static class OtherContext
                {
                    public static void Register(string folder)
                    {
                        var own = new AssemblyLoadContext("Az");
                        AssemblyLoadContext.Default.Resolving += (_, name) =>
                        {
                            string file = Path.Combine(folder, name.Name + ".dll");
                            return File.Exists(file) ? own.LoadFromAssemblyPath(file) : null;
                        };
                    }
                }
                '@
                [OtherContext]::Register('{{others.Folder}}')
                {{string.Join('\n', others.StandIns.Select(standIn => $"$null = [System.Reflection.Assembly]::Load('{standIn.Like.Name}')"))}}
                """,
        };
    }

    private static string Tell(OtherModules others) => $$"""
        foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
            foreach ($assembly in $context.Assemblies) {
                "loaded $($context.Name) $($assembly.GetName().Name) $($assembly.GetName().Version)"
                foreach ($marker in '{{string.Join("', '", others.StandIns.Select(standIn => standIn.Marker))}}') {
                    if ($type = $assembly.GetType($marker)) { "said $($type.GetMethod('Say').Invoke($null, @()))" }
                }
            }
        }
        """;

    private static AssemblyName[] References(string file)
    {
        using var image = new System.Reflection.PortableExecutable.PEReader(File.OpenRead(file));
        var metadata = System.Reflection.Metadata.PEReaderExtensions.GetMetadataReader(image);
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }
}
