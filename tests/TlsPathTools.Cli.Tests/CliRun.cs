namespace TlsPathTools.Cli.Tests;

/// <summary>One run of the whole program in this process: what it wrote where, and its exit code.</summary>
internal sealed class CliRun
{
    public required int ExitCode { get; init; }

    public required string Out { get; init; }

    public required string Error { get; init; }

    public IEnumerable<string> OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task<CliRun> RunAsync(RecordedEngine engine, string commandLine, Func<Surroundings, Surroundings>? change = null)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var surroundings = new Surroundings { Out = output, Error = error, Engine = engine };
        int exitCode = await TlsPathProgram.RunAsync(commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries), change?.Invoke(surroundings) ?? surroundings);
        return new CliRun { ExitCode = exitCode, Out = output.ToString(), Error = error.ToString() };
    }
}
