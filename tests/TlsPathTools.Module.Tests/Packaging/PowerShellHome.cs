using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests.Packaging;

/// <summary>Real PowerShell as somebody has it who installed nothing else: an empty home, no module path, no settings, no proxy.</summary>
internal sealed class PowerShellHome : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>A folder in which a test keeps what it likes.</summary>
    internal string Folder => _folder.Path;

    /// <summary>Runs a script, and expects that nothing is wrong with it.</summary>
    /// <param name="script">The script.</param>
    /// <param name="offline">In a network of its own, which has nothing but loopback.</param>
    internal async Task<string> RunAsync(string script, bool offline = false)
    {
        string? pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? RealPart.Find("pwsh");
        Assert.SkipWhen(pwsh is null, "PowerShell (pwsh) is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        string home = Directory.CreateDirectory(_folder.File("home")).FullName;
        string file = _folder.Write("script.ps1", "$ErrorActionPreference = 'Stop'\n$ProgressPreference = 'SilentlyContinue'\n$PSStyle.OutputRendering = 'PlainText'\n" + script);
        // env -i: nothing of this machine's settings, credentials or proxies is there.
        string[] network = offline ? [RealPart.Require("unshare"), "-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"] : [];
        string[] command = [.. network, "/usr/bin/env", "-i", $"HOME={home}", $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"TMPDIR={_folder.Path}", "PSModulePath=", "POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off",
                pwsh, "-NoProfile", "-NonInteractive", "-File", file];
        ProgramRun run = await ProgramRun.RunAsync(command[0], command[1..], bound: TimeSpan.FromMinutes(2), closeInput: true);
        Assert.True(run.ExitCode == 0, run.Output);
        return run.Output;
    }

    public void Dispose() => _folder.Dispose();
}
