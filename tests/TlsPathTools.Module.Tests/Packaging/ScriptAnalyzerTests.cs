using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests.Packaging;

/// <summary>PSScriptAnalyzer has nothing to say of our scripts and of the manifest, with the settings that editors use too.</summary>
public class ScriptAnalyzerTests
{
    [Fact]
    public async Task Scripts_and_manifest_are_clean()
    {
        string? pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? RealPart.Find("pwsh");
        Assert.SkipWhen(pwsh is null, "PowerShell (pwsh) is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        string script = $$"""
            if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { exit 2 }
            $ErrorActionPreference = 'Stop'
            $files = @(Get-ChildItem '{{Repository.Root}}/*.ps1', '{{Repository.Root}}/tests/Pester/*.ps1', '{{Repository.Root}}/src/TlsPathTools/Module/*.psm1', '{{Repository.ModuleFolder}}/TlsPathTools.psd1')
            $found = @($files | ForEach-Object { Invoke-ScriptAnalyzer -Path $_.FullName -Settings '{{Repository.Root}}/PSScriptAnalyzerSettings.psd1' })
            # Said, so that an analyzer that looks at nothing is noticed.
            $seen = @(Invoke-ScriptAnalyzer -ScriptDefinition 'gci').Count
            "files $($files.Count) seen $seen found $($found.Count)"
            $found | ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.RuleName): $($_.Message)" }
            """;
        ProgramRun run = await ProgramRun.RunAsync(pwsh, ["-NoProfile", "-NonInteractive", "-Command", script], bound: TimeSpan.FromMinutes(3));
        Assert.SkipWhen(run.ExitCode == 2, "PSScriptAnalyzer is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^files [3-9]\d seen [1-9] found 0\s*$", run.Output);
    }
}
