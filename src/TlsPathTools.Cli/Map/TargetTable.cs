using Spectre.Console;
using Spectre.Console.Rendering;
using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>The targets of a group, a row each: who gets how much of an address's connections, and what is known of them.</summary>
internal static class TargetTable
{
    public static Table Of(IReadOnlyList<TargetNode> rows, Palette palette)
    {
        (string Header, Func<TargetNode, string> Value, bool IsRight)[] columns =
        [
            ("SHARE", Share, true),
            ("NODE", Node, false),
            ("INSTANCE", row => row.InstanceId ?? "", false),
            ("TARGET", row => row.TargetType == "instance" ? "" : row.PodName ?? row.TargetId ?? "", false),
            ("PORT", row => $"{row.NodePort ?? row.TargetPort}", true),
            ("HEALTH", row => row.TargetHealth ?? "unknown", false),
            ("READY", row => row.NodeReady switch { true => "yes", false => "NO", null => "" }, false),
            ("PODS", Pods, false),
            ("NOTE", row => row is { Reachable: true, TargetHealth: "healthy" } ? "" : row.ReachableNote ?? "", false),
        ];
        Table table = Plain.Table();
        var used = columns.Where(column => rows.Any(row => column.Value(row).Length > 0)).ToList();
        foreach (var (header, _, isRight) in used)
            table.AddColumn(new TableColumn(new Text(header, palette.Dim)) { Alignment = isRight ? Justify.Right : Justify.Left, Padding = new Padding(0, 0, 2, 0), NoWrap = header != "NOTE" });
        foreach (TargetNode row in rows)
            table.AddRow(used.Select(IRenderable (column) => new Text(Screen.Safe(column.Value(row)), StyleOf(row, palette))));
        return table;
    }

    private static Style StyleOf(TargetNode row, Palette palette) =>
        row.Suspect || row is { Verdict: Verdict.Failing, Reachable: true } ? palette.Bad
        : row.Reachable == false ? palette.Dim
        : Style.Plain;

    private static string Share(TargetNode row) => row switch
    {
        // Nobody is there to answer it, and it is asked for all the same.
        { TargetId: null, Share: > 0 and var lost } => Words.Percent(lost) + " %",
        { Reachable: false } => "-",
        { Share: { } share } => Words.Percent(share) + " %",
        _ => "?",
    };

    // The domain is the same for all of a region, and half of the width.
    private static string Node(TargetNode row) => row.NodeName is { } name ? name.EndsWith(".compute.internal", StringComparison.Ordinal) ? name.Split('.')[0] : name : "";

    private static string Pods(TargetNode row) => row.UsableEndpoints is { } usable ? $"{usable} ({row.LocalEndpoints ?? 0} here)" : "";
}
