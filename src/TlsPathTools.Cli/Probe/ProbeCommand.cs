using System.CommandLine;
using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>`tlspath probe`.</summary>
internal static class ProbeCommand
{
    public const string Description =
        "Tests every address behind a name: how often TLS fails at each, where and how, and whether the addresses differ.";

    public const string ExitCodeText = "0 all healthy, 1 a fault was found, 2 could not test, 64 wrong usage. "
        + "Ctrl+C stops, shows what was gathered and ends with the code of that.";

    public static readonly string[] Examples =
    [
        "tlspath probe relay.example.org",
        "tlspath probe relay.example.org --ip 198.51.100.7,198.51.100.8 --count 100",
        "tlspath probe relay.example.org --duration 1h --json --output relay.jsonl",
        "tlspath probe relay.example.org --proxy http://proxy:3128 --compare-direct",
        "tlspath probe relay.example.org:8443 --path /healthz --expect-status 200",
    ];

    public static Command Create(ProbeArguments arguments, Surroundings surroundings)
    {
        var command = new Command("probe", Description) { arguments.Names };
        foreach (Option option in arguments.Groups.SelectMany(g => g.Options))
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(new ProbeRequestReader(arguments, parsed, surroundings).Read(), surroundings));
        return command;
    }

    public static CommandHelp Help(ProbeArguments arguments) => new("probe NAME[:PORT] ... [options]", arguments.Names.Description!, arguments.Groups, Examples, ExitCodeText);

    private static async Task<int> RunAsync(ProbeRequest request, Surroundings surroundings)
    {
        // What a first handshake needs is loaded while names are looked up.
        if (request.Probing.Depth != ProbeDepth.ServerHello)
            ProbeRun.WarmUp();
        using InterruptSignal interrupt = surroundings.WatchInterrupt();
        Screen errors = Screen.Create(surroundings.Error, surroundings.ErrorIsTerminal, request.NoColor, surroundings);
        using AtomicFile? file = request.OutputPath is { } path ? AtomicFile.Create(path) : null;
        foreach (string warning in request.Warnings)
            errors.Warn(warning);

        // Where standard output is for programs, everything for people goes to standard error.
        Screen report = request.Json
            ? errors
            : Screen.Create(surroundings.Out, surroundings.OutIsTerminal, request.NoColor, surroundings);
        await using var human = new HumanOutput(report, ProgressView(request, report, errors, surroundings.Time));
        List<IProbeOutput> outputs = [human];
        if (request.Json)
            outputs.Insert(0, new JsonOutput(surroundings.Out, readerLeft: interrupt.Raise));
        if (file is not null)
            outputs.Insert(0, new JsonOutput(file.Writer));

        try
        {
            int exitCode = await new ProbeSession(surroundings.Engine, outputs, errors).RunAsync(request, interrupt.Token);
            await CommitAsync();
            return exitCode;
        }
        catch (Exception e) when (e is not IOException)
        {
            // Something broke after an hour, perhaps: the lines so far are whole.
            await CommitAsync();
            throw;
        }

        Task CommitAsync() => file?.CommitAsync() ?? Task.CompletedTask;
    }

    internal static IProgressView ProgressView(ProbeRequest request, Screen report, Screen errors, TimeProvider time) =>
        request.Verbose ? new VerboseProgress(report)
        : report.IsTerminal ? new LiveProgress(report, time)
        : errors.IsTerminal ? new LiveProgress(errors, time)
        : new SparseProgress(errors, time);
}
