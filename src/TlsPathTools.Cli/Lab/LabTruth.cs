using TlsPathTools.Cli.Output;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Cli.Lab;

/// <summary>What is broken in a scenario: the answer to its riddle.</summary>
internal static class LabTruth
{
    public static void Write(Screen screen, LabScenario scenario)
    {
        TruthSpec truth = scenario.Truth;
        screen.Line($"{scenario.Name}: {scenario.Title}", screen.Palette.Strong);
        screen.Line();
        screen.Line($"At fault: {truth.Component ?? "nothing"} ({truth.FaultClass}, layer {truth.Layer})", screen.Palette.Strong);
        if (truth.Explanation.Length > 0)
            screen.Line(truth.Explanation);
        List(screen, "What helps:", truth.Remedies);
        List(screen, "Innocent:", truth.Innocent);
        List(screen, "Looks guilty, and is cleared:", [.. truth.RedHerrings.Select(herring => $"{herring.Kind}: {herring.ClearedBy}")]);
        List(screen, "What is broken:", [.. scenario.Faults.Select(Fault)]);
    }

    private static string Fault(FaultSpec fault) =>
        $"{fault.At}: {fault.Effect}, ended by {(fault.EndedBy.Count > 0 ? string.Join(" or ", fault.EndedBy) : "nothing")}";

    private static void List(Screen screen, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
            return;
        screen.Line();
        screen.Line(title);
        foreach (string line in lines)
            screen.Line($"- {line}", indent: 2);
    }
}
