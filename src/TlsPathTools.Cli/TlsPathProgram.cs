using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using TlsPathTools.Cli.Lab;
using TlsPathTools.Cli.Map;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Cli.Probe;

namespace TlsPathTools.Cli;

/// <summary>The command line as a whole: parses, runs, and turns every failure into one sentence and an exit code.</summary>
internal static class TlsPathProgram
{
    private const string RootDescription =
        "tlspath finds out why TLS connections to a service fail now and then: it tests each address behind a name by itself.";

    public static async Task<int> RunAsync(string[] args, Surroundings surroundings)
    {
        try
        {
            ParseResult parsed = Parse(args, surroundings);
            if (parsed.Action is ParseErrorAction or null)
                return Complain(parsed, surroundings);

            var invocation = new InvocationConfiguration
            {
                Output = surroundings.Out,
                Error = surroundings.Error,
                EnableDefaultExceptionHandler = false,
                // Ctrl+C is ours: what was gathered is shown, however long that takes.
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation);
        }
        catch (Refusal refusal)
        {
            await surroundings.Error.WriteLineAsync($"tlspath: {refusal.Message}");
            return refusal.ExitCode;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.CouldNotTest;
        }
        catch (IOException e) when (StandardPipe.IsBroken(e))
        {
            // Whoever read (head, grep -q) has seen enough, and wants no message about it.
            return ExitCodes.CouldNotTest;
        }
        catch (IOException e)
        {
            await surroundings.Error.WriteLineAsync($"tlspath: The output cannot be written ({SafeText.Escape(e.Message)}). What was not written is lost.");
            return ExitCodes.CouldNotTest;
        }
        catch (Exception e)
        {
            await surroundings.Error.WriteLineAsync(
                $"tlspath: Unexpected {e.GetType().Name}: {SafeText.Escape(e.Message)} Nothing can be said of the service. This is a fault of tlspath {Version}; please report it.");
            return ExitCodes.CouldNotTest;
        }
    }

    internal static string Version { get; } =
        typeof(TlsPathProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    internal static ParseResult Parse(string[] args, Surroundings surroundings)
    {
        var probe = new ProbeArguments();
        var map = new MapArguments();
        var lab = new LabArguments();
        var root = new RootCommand(RootDescription) { ProbeCommand.Create(probe, surroundings), MapCommand.Create(map, surroundings), LabCommand.Create(lab, surroundings) };
        CommandHelp? HelpOf(Command command) => command.Name switch
        {
            "probe" => ProbeCommand.Help(probe),
            "map" => MapCommand.Help(map),
            "lab" => LabCommand.Help(lab),
            _ => null,
        };
        // '[::1]:443' is an address here, not a directive, and '@name' is no response file.
        root.Directives.Clear();
        foreach (Option option in root.Options)
        {
            if (option is HelpOption)
                option.Action = new Told(parsed => WriteHelp(parsed.CommandResult.Command, HelpOf(parsed.CommandResult.Command), surroundings));
            else if (option is VersionOption)
                option.Action = new Told(_ => surroundings.Out.WriteLine($"tlspath {Version}"));
        }

        root.SetAction(_ => WriteHelp(root, help: null, surroundings));
        return root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
    }

    private static int Complain(ParseResult parsed, Surroundings surroundings)
    {
        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct(StringComparer.Ordinal))
            surroundings.Error.WriteLine($"tlspath: {SafeText.Escape(message, 400)}");
        string command = parsed.CommandResult.Command is RootCommand ? "tlspath" : $"tlspath {parsed.CommandResult.Command.Name}";
        surroundings.Error.WriteLine($"'{command} --help' shows what can be written.");
        return ExitCodes.Usage;
    }

    private static void WriteHelp(Command command, CommandHelp? help, Surroundings surroundings)
    {
        var writer = new HelpWriter(surroundings.Out, surroundings.Size().Columns);
        writer.Line(command.Description ?? "");
        writer.Line();
        if (help is null)
        {
            writer.Line("Usage: tlspath COMMAND [options]");
            writer.Rows("Commands", ("probe NAME[:PORT] ...", ProbeCommand.Description), ("map NAME[:PORT] ...", MapCommand.Description), ("lab [SCENARIO]", LabCommand.Description));
            writer.Rows("Options", ("--help", "This text, or that of a command: tlspath probe --help."), ("--version", "The version."));
            writer.Examples([MapCommand.Examples[0], .. ProbeCommand.Examples, MapCommand.Examples[1], LabCommand.Examples[0]]);
        }
        else
        {
            writer.Line($"Usage: tlspath {help.Usage}");
            writer.Line();
            writer.Line(help.ArgumentText);
            writer.Options(help.Groups);
            writer.Examples(help.Examples);
        }

        writer.Line();
        writer.Line($"Exit codes: {help?.ExitCodes ?? ProbeCommand.ExitCodeText}");
    }

    private sealed class Told(Action<ParseResult> tell) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            tell(parseResult);
            return ExitCodes.Healthy;
        }
    }
}
