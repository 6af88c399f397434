using System.Globalization;
using TlsPathTools.Cli.Probe;

namespace TlsPathTools.Cli;

/// <summary>Everything outside the program: streams, terminal, environment, time and network. Tests bring their own.</summary>
internal sealed record Surroundings
{
    // A log file or a pipe has no width; this one keeps tables and sentences on few lines.
    private const int WidthWithoutTerminal = 120;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public bool OutIsTerminal { get; init; }

    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns and lines, read anew on each use because a window can be resized.</summary>
    public Func<(int Columns, int Lines)> Size { get; init; } = () => (WidthWithoutTerminal, 40);

    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>Asks at the terminal without echo; null where there is no terminal to ask at.</summary>
    public Func<string, string>? AskSecret { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public required IProbeEngine Engine { get; init; }

    /// <summary>Cancelled by the first Ctrl+C.</summary>
    public Func<InterruptSignal> WatchInterrupt { get; init; } = InterruptSignal.Never;

    /// <summary>The real ones.</summary>
    public static Surroundings OfThisProcess()
    {
        // A terminal that cannot move its cursor is written to as a file is.
        bool isDumb = string.Equals(Environment.GetEnvironmentVariable("TERM"), "dumb", StringComparison.Ordinal);
        bool outIsTerminal = !Console.IsOutputRedirected && !isDumb;
        bool errorIsTerminal = !Console.IsErrorRedirected && !isDumb;
        return new Surroundings
        {
            Out = Console.IsOutputRedirected ? StandardPipe.Open() : Console.Out,
            Error = Console.Error,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = errorIsTerminal,
            Size = outIsTerminal || errorIsTerminal ? SizeOfTerminal : SizeWithoutTerminal,
            Variable = Environment.GetEnvironmentVariable,
            AskSecret = Console.IsInputRedirected || Console.IsErrorRedirected ? null : SecretPrompt.Ask,
            Engine = new CoreProbeEngine(TimeProvider.System),
            WatchInterrupt = InterruptSignal.OfThisProcess,
        };
    }

    private static (int Columns, int Lines) SizeOfTerminal()
    {
        try
        {
            return Console.WindowWidth > 0 ? (Console.WindowWidth, Console.WindowHeight) : SizeWithoutTerminal();
        }
        catch (IOException)
        {
            return SizeWithoutTerminal();
        }
    }

    private static (int Columns, int Lines) SizeWithoutTerminal() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out int columns)
            && columns is >= 40 and <= 1000
            ? (columns, 40)
            : (WidthWithoutTerminal, 40);
}
