using System.CommandLine;
using TlsPathTools.Cli.Parsing;

namespace TlsPathTools.Cli.Lab;

/// <summary>The words of `tlspath lab`.</summary>
internal sealed class LabArguments
{
    /// <summary>The incident that the project was born from.</summary>
    public const string DefaultScenario = "relay-node-fault";

    public Argument<string[]> Scenario { get; } = new("SCENARIO")
    {
        Description = $"A shipped scenario, or the path of a scenario file; {DefaultScenario} unless said.",
        // More than one is refused in words of our own.
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<bool> List { get; } = Options.Flag("--list", "Show the shipped scenarios, and start nothing.");

    public Option<bool> Truth { get; } = Options.Flag("--truth", "Tell what is broken in the scenario and what helps, and start nothing.");

    public Option<bool> Check { get; } = Options.Flag("--check", "Read the scenario file, say what is wrong in it, and start nothing.");

    public Option<bool> Addresses { get; } = Options.Flag("--addresses", "List the loopback addresses that the scenario uses, and start nothing (macOS needs an alias for each).");

    public Option<TimeSpan> Duration { get; } = Options.One<TimeSpan>("--duration", "T", "Stop after this long; until Ctrl+C unless said.", Values.Duration);

    public Option<bool> Nftables { get; } = Options.Flag("--nftables",
        "Write packet filter rules into this network namespace, so that every program sees SYNs that are lost for some flows only (root, Linux).");

    public Option<bool> HighPorts { get; } = Options.Flag("--high-ports", "Use 8443 for 443 and so on, as for a user who may not open ports below 1024.");

    public Option<bool> Json { get; } = Options.Flag("--json", "One JSON object a line: how to reach it, then what happens.");

    public Option<bool> NoColor { get; } = Options.Flag("--no-color", "No colours.");

    public IReadOnlyList<OptionGroup> Groups =>
    [
        new("Instead of running", [List, Truth, Check, Addresses]),
        new("How it runs", [Duration, HighPorts, Nftables]),
        new("What it shows", [Json, NoColor]),
    ];
}
