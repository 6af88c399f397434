using System.Diagnostics;
using System.Globalization;
using System.Text;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>The evaluators against the packet filter of Linux: the same rules, real packets.</summary>
public sealed class KernelTests(ITestOutputHelper output)
{
    private const int Sets = 2000;
    private const int PacketsPerSet = 24;

    [Fact]
    public async Task Two_thousand_rule_sets_let_the_same_packets_pass_as_nftables_does()
    {
        long start = Stopwatch.GetTimestamp();
        await using NamespaceRow row = await NamespaceRow.StartAsync(alive: false);
        (RuleSet Rules, Packet[] Packets)[] worlds = [.. Enumerable.Range(0, Sets).Select(number => RandomRules.Make(number, PacketsPerSet))];
        await KernelRow.LoadAsync(row, [.. worlds.Select(world => world.Rules)]);
        output.WriteLine($"loaded after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

        (RuleSet Rules, Packet Packet)[] requests = [.. worlds.SelectMany(world => world.Packets.Select(packet => (world.Rules, packet)))];
        int[] requestPassed = KernelRow.Send(row, [.. requests.Select(request => request.Packet)]);
        int[] withAnswer = [.. Enumerable.Range(0, requests.Length).Where(index => requests[index].Packet.Answer() is not null)];
        int[] answerPassed = KernelRow.Send(row, [.. withAnswer.Select(index => requests[index].Packet.Answer()!)]);
        output.WriteLine($"sent after {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");

        var tally = new Tally();
        int[] expected = new int[requests.Length];
        for (int index = 0; index < requests.Length; index++)
        {
            expected[index] = Evaluated.Passes(requests[index].Rules, requests[index].Packet, requestPassed: null, out _);
            tally.Add(requests[index].Rules, requests[index].Packet, requestPassed[index], expected[index], memory: 0);
        }

        for (int at = 0; at < withAnswer.Length; at++)
        {
            int index = withAnswer[at];
            Packet answer = requests[index].Packet.Answer()!;
            tally.Add(requests[index].Rules, answer, answerPassed[at], Evaluated.Passes(requests[index].Rules, answer, expected[index], out int memory), memory);
        }

        output.WriteLine($"{tally}; {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.True(tally.Disagreements.Count == 0, tally.ToString());
    }
}

internal static class KernelRow
{
    public static async Task LoadAsync(NamespaceRow row, RuleSet[] sets) => await Task.WhenAll(
        row.LoadAsync(1, NftRules.OfGroups(sets, far: false)), row.LoadAsync(2, NftRules.OfAcls(sets, far: false)),
        row.LoadAsync(3, NftRules.OfAcls(sets, far: true)), row.LoadAsync(4, NftRules.OfGroups(sets, far: true)));

    public static int[] Send(NamespaceRow row, Packet[] packets)
    {
        byte[] seen = row.Send(packets.Length, (number, mark) => packets[number].Bytes(mark));
        return [.. seen.Select((hosts, index) => Controls(hosts, packets[index].FromFar))];
    }

    private static int Controls(int hosts, bool fromFar)
    {
        int passed = -1;
        for (int step = 1; step < NamespaceRow.Length; step++)
        {
            if ((hosts & (1 << (fromFar ? NamespaceRow.Length - 1 - step : step))) != 0)
                passed = step - 1;
        }

        return passed;
    }
}

internal sealed class Tally
{
    private readonly int[] _requests = new int[Evaluated.Controls + 1];
    private readonly int[] _answers = new int[Evaluated.Controls + 1];
    private int _memory;

    public List<string> Disagreements { get; } = [];

    public void Add(RuleSet rules, Packet packet, int kernel, int evaluated, int memory)
    {
        (packet.IsAnswer ? _answers : _requests)[Math.Max(0, kernel)]++;
        if (memory > 0 && kernel == Evaluated.Controls)
            _memory++;
        if (kernel != evaluated)
        {
            int control = Math.Clamp(Math.Min(kernel, evaluated), 0, Evaluated.Controls - 1);
            Disagreements.Add($"rule set {rules.Number}: {packet}: passes {kernel} controls of the kernel, {evaluated} of the evaluators ({Evaluated.Rule(rules, packet, control)})");
        }
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"requests by controls passed: {string.Join(' ', _requests)}; answers: {string.Join(' ', _answers)}; by memory alone: {_memory}; {Disagreements.Count} disagreements\n");
        text.AppendJoin('\n', Disagreements.Take(12));
        return text.ToString();
    }
}
