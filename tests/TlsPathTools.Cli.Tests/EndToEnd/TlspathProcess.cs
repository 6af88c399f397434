using System.Diagnostics;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

/// <summary>The program as users start it: a process of its own.</summary>
internal sealed class TlspathProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _error;

    private TlspathProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The command that starts it.</summary>
    public static string Command => $"dotnet {Path.Combine(AppContext.BaseDirectory, "tlspath.dll")}";

    public StreamReader Out => _process.StandardOutput;

    public int ProcessId => _process.Id;

    public static TlspathProcess Start(string arguments)
    {
        // Whoever runs the tests in the background of a script has them ignore SIGINT, and children inherit that.
        (string program, string before) = OperatingSystem.IsLinux() ? ("env", "--default-signal=INT dotnet ") : ("dotnet", "");
        var start = new ProcessStartInfo(program, $"{before}{Path.Combine(AppContext.BaseDirectory, "tlspath.dll")} {arguments}")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (string variable in (string[])["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "COLUMNS"])
            start.Environment.Remove(variable);
        return new TlspathProcess(Process.Start(start)!);
    }

    public static async Task<CliRun> RunAsync(string arguments)
    {
        await using TlspathProcess process = Start(arguments);
        return await process.EndAsync(await process.Out.ReadToEndAsync());
    }

    /// <summary>Waits for the end.</summary>
    /// <param name="output">What was read from standard output.</param>
    public async Task<CliRun> EndAsync(string output)
    {
        await _process.WaitForExitAsync().WaitAsync(s_bound);
        return new CliRun { ExitCode = _process.ExitCode, Out = output, Error = await _error.WaitAsync(s_bound) };
    }

    public async Task SignalAsync(string signal) =>
        Assert.Equal(0, (await ProgramRun.RunAsync(RealPart.Require("kill"), [$"-{signal}", $"{_process.Id}"])).ExitCode);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
