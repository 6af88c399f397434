using System.CommandLine;
using TlsPathTools.Cli.Output;
using TlsPathTools.Cli.Probe;
using TlsPathTools.Connections;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.Topology;

namespace TlsPathTools.Cli.Map;

/// <summary>`tlspath map`.</summary>
internal static class MapCommand
{
    public const string Description =
        "Probes every address behind a name, and shows what stands behind each: load balancer, target group, nodes and pods, and what \"healthy\" was measured by.";

    public static readonly string[] Examples =
    [
        "tlspath map --lab relay-node-fault",
        "tlspath map relay.example.org --profile prod --eks main",
        "tlspath map relay.example.org --proxy http://proxy:3128 --save-evidence relay.jsonl",
        "tlspath map --evidence relay.jsonl",
    ];

    public static Command Create(MapArguments arguments, Surroundings surroundings)
    {
        var command = new Command("map", Description) { arguments.Probe.Names };
        foreach (Option option in arguments.Groups.SelectMany(group => group.Options))
            command.Add(option);
        command.SetAction((parsed, _) => RunAsync(arguments, parsed, surroundings));
        return command;
    }

    public static CommandHelp Help(MapArguments arguments) => new("map NAME[:PORT] ... [options]", arguments.Probe.Names.Description!, arguments.Groups, Examples, ProbeCommand.ExitCodeText);

    private static async Task<int> RunAsync(MapArguments arguments, ParseResult parsed, Surroundings surroundings)
    {
        string[] files = parsed.GetValue(arguments.Evidence) ?? [];
        string? scenario = parsed.GetValue(arguments.Lab);
        AccessOptions access = arguments.Access.Read(parsed);
        if (files.Length > 0)
        {
            if (scenario is not null || parsed.GetValue(arguments.SaveEvidence) is not null)
                throw Refusal.Usage("--evidence maps what was seen before: it cannot be joined with --lab or --save-evidence.");
            return await MapEvidence.RunAsync(files, parsed.GetValue(arguments.Probe.Names) ?? [], parsed.GetValue(arguments.Probe.Json), parsed.GetValue(arguments.Probe.NoColor), surroundings);
        }

        LabScenario? world = scenario is null ? null : ReadScenario(scenario);
        ProbeRequest request = new ProbeRequestReader(arguments.Probe, parsed, surroundings, "map", arguments.Groups).Read(world is null ? null : [world.Endpoint.Name]);
        var map = new MapRequest(request, access, parsed.GetValue(arguments.SaveEvidence), parsed.GetValue(arguments.NoProbe));
        using InterruptSignal interrupt = surroundings.WatchInterrupt();
        if (world is null)
        {
            using PathAccess live = await PathAccess.OpenAsync(access, interrupt.Token);
            return await new MapSession(map, surroundings, surroundings.Engine, live, interrupt).RunAsync();
        }

        await using TlsPathLab lab = await StartAsync(world, interrupt.Token);
        using PathAccess own = PathAccess.Of(lab);
        bool portIsGiven = parsed.GetResult(arguments.Probe.Port) is { Implicit: false };
        var engine = new CoreProbeEngine(surroundings.Time, lab.Connector);
        return await new MapSession(map with { Probe = LabRequest.Of(request, lab, portIsGiven) }, surroundings, engine, own, interrupt).RunAsync();
    }

    private static LabScenario ReadScenario(string nameOrPath)
    {
        try
        {
            return ScenarioFile.Load(nameOrPath);
        }
        catch (ScenarioException exception)
        {
            throw Refusal.Usage(Lab.LabCommand.Mistakes(exception));
        }
    }

    private static async Task<TlsPathLab> StartAsync(LabScenario scenario, CancellationToken cancellationToken)
    {
        try
        {
            return await TlsPathLab.StartAsync(scenario, cancellationToken: cancellationToken);
        }
        catch (IOException exception)
        {
            throw Refusal.CouldNotTest(exception.Message, exception);
        }
    }
}
