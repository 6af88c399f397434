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
            RefuseBeside(parsed, arguments.Evidence, "it maps what was seen before, and nothing is probed or read", arguments.Groups.SelectMany(group => group.Options)
                .Except([arguments.Evidence, arguments.Probe.Json, arguments.Probe.NoColor]));
            return await MapEvidence.RunAsync(files, parsed.GetValue(arguments.Probe.Names) ?? [], parsed.GetValue(arguments.Probe.Json), parsed.GetValue(arguments.Probe.NoColor), surroundings);
        }

        if (parsed.GetValue(arguments.NoProbe))
            RefuseBeside(parsed, arguments.NoProbe, "no attempt is made", arguments.Probe.Groups.Where(group => group.Title is not ("Which addresses" or "Output")).SelectMany(group => group.Options));
        if (scenario is not null)
            RefuseBeside(parsed, arguments.Lab, "the lab brings its own account and cluster", arguments.Access.Group.Options.Except([arguments.Access.NoAws, arguments.Access.NoKubernetes]));
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
        using PathAccess own = PathAccess.Of(lab, access);
        bool portIsGiven = parsed.GetResult(arguments.Probe.Port) is { Implicit: false };
        var engine = new CoreProbeEngine(surroundings.Time, lab.Connector);
        return await new MapSession(map with { Probe = LabRequest.Of(request, lab, portIsGiven) }, surroundings, engine, own, interrupt).RunAsync();
    }

    private static void RefuseBeside(ParseResult parsed, Option option, string why, IEnumerable<Option> others)
    {
        if (others.FirstOrDefault(other => parsed.GetResult(other) is { Implicit: false }) is { } given)
            throw Refusal.Usage($"{option.Name} and {given.Name} cannot be joined: with {option.Name}, {why}.");
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
