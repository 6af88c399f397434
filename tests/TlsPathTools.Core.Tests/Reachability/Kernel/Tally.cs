using System.Globalization;
using System.Text;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>Where packets came to an end, and where kernel and evaluators disagree.</summary>
internal sealed class Tally
{
    private readonly SortedDictionary<string, int[]> _packets = new(StringComparer.Ordinal);

    public List<string> Disagreements { get; } = [];

    /// <summary>Answers that came through by the memory of a group, which no rule would have let pass.</summary>
    public int Remembered { get; private set; }

    /// <summary>How many packets stopped at each control of their way, and how many at none, by family, protocol and direction.</summary>
    public IReadOnlyDictionary<string, int[]> Packets => _packets;

    public void Add(RuleSet rules, Packet packet, int kernel, int evaluated, int memory)
    {
        string kind = string.Create(CultureInfo.InvariantCulture, $"{(packet.IsAnswer ? "answers" : "requests")} of protocol {packet.Protocol} over IPv{(packet.IsV6 ? 6 : 4)}");
        if (!_packets.TryGetValue(kind, out int[]? stops))
            _packets.Add(kind, stops = new int[Evaluated.Controls + 1]);
        stops[kernel]++;
        if (memory > 0 && kernel == Evaluated.Controls)
            Remembered++;
        if (kernel == evaluated)
            return;
        int control = Math.Min(kernel, evaluated);
        Disagreements.Add(string.Create(CultureInfo.InvariantCulture, $"rule set {rules.Number}: {packet}: passes {kernel} controls of the kernel, {evaluated} of the evaluators ({Evaluated.Rule(rules, packet, control)})"));
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{_packets.Values.Sum(stops => stops.Sum())} packets, {Remembered} by memory alone, {Disagreements.Count} disagreements\n");
        foreach ((string kind, int[] stops) in _packets)
            text.Append(CultureInfo.InvariantCulture, $"{kind}: stopped at each control {string.Join(' ', stops[..^1])}, came through {stops[^1]}\n");
        return text.AppendJoin('\n', Disagreements.Take(12)).ToString();
    }
}
