using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests;

/// <summary>The tests in tests/Pester: the staged module in real PowerShell.</summary>
public class PesterTests
{
    private static readonly TimeSpan s_bound = TimeSpan.FromMinutes(10);

    /// <summary>
    /// TLSPATHTOOLS_PWSH names the PowerShell to use (otherwise the one on the PATH), and TLSPATHTOOLS_PESTER the Pester module
    /// (otherwise the newest that it finds by itself).
    /// </summary>
    [Fact]
    public async Task The_Pester_tests_pass_in_real_PowerShell()
    {
        string? pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? RealPart.Find("pwsh");
        // The one exception from "a missing part fails CI": CI cannot install what no registry offers.
        Assert.SkipWhen(pwsh is null, "PowerShell (pwsh) is not installed, and no package registry that CI reaches has it: run this where it is installed.");

        ProgramRun run = await ProgramRun.RunAsync(
            pwsh, ["-NoProfile", "-NonInteractive", "-File", Path.Combine(Repository.Root, "tests", "Pester", "Invoke-Tests.ps1")], bound: s_bound);
        Assert.SkipWhen(run.ExitCode == 2, "Pester 5 or later is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        Assert.True(run.ExitCode == 0, run.ExitCode == ProgramRun.TimedOut ? $"Killed after {s_bound}.\n{run.Output}" : run.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
    }
}
