namespace TlsPathTools.Cli;

/// <summary>Why the program does not do what was asked: a sentence for the user that says what to do, and the exit code.</summary>
internal sealed class Refusal(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>The command line is wrong.</summary>
    public static Refusal Usage(string message) => new(ExitCodes.Usage, message);

    /// <summary>The command line is right, but it cannot be done here and now.</summary>
    public static Refusal CouldNotTest(string message, Exception? inner = null) => new(ExitCodes.CouldNotTest, message, inner);
}
