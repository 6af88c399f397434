using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Module.Tests.Docs;

/// <summary>The terminal on the README is a real one: the same lines typed again show the same, but for numbers.</summary>
public sealed partial class TerminalPictureTests
{
    private const string Rewrite = "TLSPATH_WRITE_DOCS";
    private const int Columns = 118;
    private const string Prompt = "PS> ";
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);
    private static readonly string s_path = Path.Combine(Repository.Root, "docs", "images", "session.svg");

    private static readonly string[] s_typed =
    [
        "Start-TlsPathLab s05-kube-proxy-not-syncing | Out-Null",
        "Resolve-EndpointIPs ledger.example.org | Test-TlsPerIP | Get-TargetNodeMap -OutVariable map",
        "$map | Where-Object AddressFailing | Restart-NodeKubeProxy -PassThru -Confirm:$false | Test-TlsPerIP",
    ];

    [Fact]
    public async Task The_session_of_the_picture_goes_like_that()
    {
        string? pwsh = Environment.GetEnvironmentVariable("TLSPATHTOOLS_PWSH") ?? RealPart.Find("pwsh");
        Assert.SkipWhen(pwsh is null, "PowerShell (pwsh) is not installed, and no package registry that CI reaches has it: run this where it is installed.");
        string captured = await CaptureAsync(RealPart.Require("tmux"), pwsh);
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            await File.WriteAllTextAsync(s_path, TerminalPicture.Of(captured, Columns,
                "PowerShell on the lab: a map of two addresses of which one fails, a restart of the kube-proxy behind it, and the address recovered"), TestContext.Current.CancellationToken);
        }

        string picture = File.Exists(s_path) ? TerminalPicture.TextOf(await File.ReadAllTextAsync(s_path, TestContext.Current.CancellationToken)) : "";
        Assert.True(Shape(picture) == Shape(TerminalPicture.TextOfCapture(captured)),
            $"docs/images/session.svg shows another session. Run this test once with {Rewrite}=1 in the environment to draw it anew, and look at it.\n{TerminalPicture.TextOfCapture(captured)}");
        Assert.Contains("Healthy0/00%[0,0]", Shape(picture), StringComparison.Ordinal);
    }

    private static async Task<string> CaptureAsync(string tmux, string pwsh)
    {
        using var folder = new TempFolder();
        string socket = folder.File("tmux");
        string start = folder.Write("start.ps1", $"function prompt {{ '{Prompt}' }}; $PSStyle.OutputRendering = 'Ansi'; Import-Module '{Repository.ModuleFolder}/TlsPathTools.psd1'; Clear-Host");
        string[] environment = ["-i", $"HOME={folder.Path}", $"PATH={Environment.GetEnvironmentVariable("PATH")}", "LANG=C.UTF-8", "TERM=xterm-256color", "POWERSHELL_TELEMETRY_OPTOUT=1", "POWERSHELL_UPDATECHECK=Off"];
        try
        {
            await TmuxAsync(["-f", "/dev/null", "new-session", "-d", "-x", string.Create(CultureInfo.InvariantCulture, $"{Columns}"), "-y", "60", "/usr/bin/env", .. environment, pwsh, "-NoLogo", "-NoProfile", "-NoExit", "-File", start]);
            await PromptAsync(1);
            for (int at = 0; at < s_typed.Length; at++)
            {
                await TmuxAsync(["send-keys", "-l", s_typed[at]]);
                await TmuxAsync(["send-keys", "Enter"]);
                await PromptAsync(at + 2);
            }

            string captured = await TmuxAsync(["capture-pane", "-pe"]);
            // A shell that goes with its terminal leaves the lab's files behind.
            await TmuxAsync(["send-keys", "-l", "Stop-TlsPathLab"]);
            await TmuxAsync(["send-keys", "Enter"]);
            await PromptAsync(s_typed.Length + 2);
            return captured;
        }
        finally
        {
            await ProgramRun.RunAsync(tmux, ["-S", socket, "kill-server"], bound: s_bound);
        }

        async Task<string> TmuxAsync(string[] arguments)
        {
            ProgramRun run = await ProgramRun.RunAsync(tmux, ["-u", "-S", socket, .. arguments], bound: s_bound);
            Assert.True(run.ExitCode == 0, run.Output);
            return Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(run.Output));
        }

        // What was typed has ended when as many prompts are there, the last with nothing after it.
        async Task PromptAsync(int count)
        {
            string screen = "";
            for (int look = 0; look < 600; look++)
            {
                screen = (await TmuxAsync(["capture-pane", "-p"])).TrimEnd();
                string[] prompts = [.. screen.Split('\n').Where(line => line.StartsWith(Prompt.TrimEnd(), StringComparison.Ordinal))];
                if (prompts.Length >= count && screen.EndsWith('\n' + Prompt.TrimEnd(), StringComparison.Ordinal) | screen == Prompt.TrimEnd())
                    return;
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            Assert.Fail("PowerShell did not come back to its prompt:\n" + screen);
        }
    }

    // Numbers, and the width that they take, are another run's.
    private static string Shape(string text) => EmptyLines().Replace(Spaces().Replace(Numbers().Replace(text, "0"), ""), "\n").Trim();

    [GeneratedRegex(@"[\d.]*\d")]
    private static partial Regex Numbers();

    [GeneratedRegex("[ ]+")]
    private static partial Regex Spaces();

    [GeneratedRegex("\n+")]
    private static partial Regex EmptyLines();
}
