using System.CommandLine;
using System.Net;
using System.Threading.Channels;
using TlsPathTools.Cli.Output;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Cli.Lab;

/// <summary>`tlspath lab`.</summary>
internal static class LabCommand
{
    public const string Description = "Runs a small world on loopback that breaks on purpose: to learn, to try, to test a runbook.";

    public static readonly string[] Examples =
    [
        "tlspath lab",
        "tlspath lab --list",
        "tlspath lab s05-kube-proxy-not-syncing --duration 10m",
        "tlspath lab ./our-cluster.json --check",
    ];

    public static Command Create(LabArguments arguments, Surroundings surroundings)
    {
        var command = new Command("lab", Description) { arguments.Scenario };
        foreach (Option option in arguments.Groups.SelectMany(group => group.Options))
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(arguments, parsed, surroundings));
        return command;
    }

    public static CommandHelp Help(LabArguments arguments) => new("lab [SCENARIO] [options]", arguments.Scenario.Description!, arguments.Groups, Examples,
        "0 it ran until it was stopped, 2 it could not start, 64 wrong usage or a mistake in the scenario file.");

    private static async Task<int> RunAsync(LabArguments arguments, ParseResult parsed, Surroundings surroundings)
    {
        bool json = parsed.GetValue(arguments.Json);
        Screen screen = Screen.Create(surroundings.Out, surroundings.OutIsTerminal && !json, parsed.GetValue(arguments.NoColor), surroundings);
        if (parsed.GetValue(arguments.List))
        {
            LabListing.Write(screen);
            return ExitCodes.Healthy;
        }

        LabScenario scenario = Read(parsed.GetValue(arguments.Scenario) ?? []);
        if (parsed.GetValue(arguments.Check))
        {
            screen.Line($"{scenario.Name}: the file is in order.");
            return ExitCodes.Healthy;
        }

        if (parsed.GetValue(arguments.Addresses))
        {
            foreach (IPAddress address in TlsPathLab.AddressesOf(scenario))
                screen.Unwrapped(address.ToString());
            return ExitCodes.Healthy;
        }

        if (parsed.GetValue(arguments.Truth))
        {
            LabTruth.Write(screen, scenario);
            return ExitCodes.Healthy;
        }

        if (parsed.GetResult(arguments.Duration) is not null && parsed.GetValue(arguments.Duration) <= TimeSpan.Zero)
            throw Refusal.Usage("--duration: Give a time greater than zero.");
        TimeSpan? duration = parsed.GetResult(arguments.Duration) is null ? null : parsed.GetValue(arguments.Duration);
        var options = new LabOptions { AllowNftables = parsed.GetValue(arguments.Nftables), HighPorts = parsed.GetValue(arguments.HighPorts) };
        return await RunAsync(scenario, options, duration, json, screen, surroundings);
    }

    private static LabScenario Read(string[] names)
    {
        if (names.Length > 1)
            throw Refusal.Usage($"One lab runs one scenario, and {names.Length} are named. Start 'tlspath lab' again for another: labs do not disturb each other.");
        try
        {
            return ScenarioFile.Load(names is [var name] ? name : LabArguments.DefaultScenario);
        }
        catch (ScenarioException exception)
        {
            throw Refusal.Usage(Mistakes(exception));
        }
    }

    internal static string Mistakes(ScenarioException exception) => exception.Mistakes.Count <= 1
        ? exception.Message
        : $"{exception.ScenarioSource} is not in order:\n" + string.Join('\n', exception.Mistakes.Select(mistake => "  " + mistake));

    private static async Task<int> RunAsync(LabScenario scenario, LabOptions options, TimeSpan? duration, bool json, Screen screen, Surroundings surroundings)
    {
        using InterruptSignal interrupt = surroundings.WatchInterrupt();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupt.Token);
        var events = Channel.CreateBounded<LabEvent>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });
        TlsPathLab lab = await StartAsync(scenario, options, end.Token);
        await using (lab)
        {
            lab.Happened += happened => events.Writer.TryWrite(happened);
            if (duration is { } limit)
                end.CancelAfter(limit);
            if (json)
                await LabJson.RunAsync(lab, events.Reader, surroundings.Out, end.Token);
            else
                await LabView.RunAsync(lab, events.Reader, screen, surroundings.Time, end.Token);
        }

        return ExitCodes.Healthy;
    }

    private static async Task<TlsPathLab> StartAsync(LabScenario scenario, LabOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return await TlsPathLab.StartAsync(scenario, options, cancellationToken);
        }
        catch (IOException exception)
        {
            throw Refusal.CouldNotTest(exception.Message, exception);
        }
    }
}
