using System.Diagnostics;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>A program that was run to its end, or killed at a bound.</summary>
/// <param name="ExitCode">The exit code; <see cref="TimedOut"/> when it was killed.</param>
/// <param name="Output">What it wrote to stdout and stderr, in that order, as Latin-1; at most 4 MiB of each.</param>
public sealed record ProgramRun(int ExitCode, string Output)
{
    /// <summary>The exit code of timeout(1).</summary>
    public const int TimedOut = 124;

    private const int MaxOutput = 4 << 20;

    /// <summary>Runs a program. <paramref name="input"/> is written to stdin, which then stays open as long as the program runs, or not.</summary>
    public static async Task<ProgramRun> RunAsync(string program, IEnumerable<string> arguments, string input = "", TimeSpan? bound = null, bool closeInput = false)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
            StandardErrorEncoding = Encoding.Latin1,
        };
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);

        using Process process = Process.Start(start)!;
        Task<string> output = ReadAsync(process.StandardOutput);
        Task<string> errors = ReadAsync(process.StandardError);
        using var timeout = new CancellationTokenSource(bound ?? TimeSpan.FromSeconds(20));
        int exitCode;
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), timeout.Token);
            await process.StandardInput.FlushAsync(timeout.Token);
            if (closeInput)
                process.StandardInput.Close();
            await process.WaitForExitAsync(timeout.Token);
            exitCode = process.ExitCode;
        }
        catch (IOException)
        {
            // It ended without reading its input.
            await process.WaitForExitAsync(timeout.Token);
            exitCode = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            exitCode = TimedOut;
        }

        return new ProgramRun(exitCode, await output + await errors);
    }

    private static async Task<string> ReadAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        var buffer = new char[16 * 1024];
        for (int count = await reader.ReadAsync(buffer); count > 0; count = await reader.ReadAsync(buffer))
        {
            if (text.Length < MaxOutput)
                text.Append(buffer, 0, count);
        }

        return text.ToString();
    }
}
