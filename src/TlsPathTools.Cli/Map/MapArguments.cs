using System.CommandLine;
using TlsPathTools.Cli.Parsing;
using TlsPathTools.Cli.Probe;

namespace TlsPathTools.Cli.Map;

/// <summary>The words of `tlspath map`: those of a probe, and where the map comes from.</summary>
internal sealed class MapArguments
{
    public ProbeArguments Probe { get; } = new();

    public AccessArguments Access { get; } = new();

    public Option<string> Lab { get; } = Options.One<string>("--lab", "SCENARIO", "Run this scenario of the lab and map its path: no account is needed. A shipped name, or a file.", Values.Text);

    public Option<string[]> Evidence { get; } = Options.Many<string>("--evidence", "FILE", "Map from this bundle of evidence; nothing is probed or read. Repeat it for several.", Values.Text);

    public Option<string> SaveEvidence { get; } = Options.One<string>("--save-evidence", "FILE", "Write everything that was seen to this file, for 'tlspath map --evidence' or Import-TlsPathEvidence.", Values.Text);

    public Option<bool> NoProbe { get; } = Options.Flag("--no-probe", "Resolve and map, but make no attempt.");

    public IReadOnlyList<OptionGroup> Groups => [new("Where the map comes from", [Lab, Evidence, SaveEvidence, NoProbe]), Access.Group, .. Probe.Groups];
}
