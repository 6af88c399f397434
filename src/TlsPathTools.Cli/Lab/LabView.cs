using System.Globalization;
using System.Threading.Channels;
using Spectre.Console;
using Spectre.Console.Rendering;
using TlsPathTools.Cli.Output;
using TlsPathTools.Lab;

namespace TlsPathTools.Cli.Lab;

/// <summary>The world for people: how to reach it; then, at a terminal, who is healthy and what flows, redrawn in place, else what happens, a line each.</summary>
internal static class LabView
{
    private const int EventsShown = 6;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    public static async Task RunAsync(TlsPathLab lab, ChannelReader<LabEvent> events, Screen screen, TimeProvider time, CancellationToken end)
    {
        LabInstructions.Write(lab, screen);
        screen.Line();
        if (screen.IsTerminal)
            await ShowAsync(lab, events, screen, time, end);
        else
            await TellAsync(events, screen, end);
        screen.Line($"'{lab.Scenario.Name}' is stopped.", screen.Palette.Dim);
    }

    private static async Task TellAsync(ChannelReader<LabEvent> events, Screen screen, CancellationToken end)
    {
        screen.Line("It runs until Ctrl+C. What happens:");
        try
        {
            await foreach (LabEvent happened in events.ReadAllAsync(end))
                screen.Line(Line(happened));
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }
    }

    private static Task ShowAsync(TlsPathLab lab, ChannelReader<LabEvent> events, Screen screen, TimeProvider time, CancellationToken end)
    {
        var newest = new Queue<LabEvent>();
        return screen.LiveAsync(Draw(lab.Look(), newest, screen), async context =>
        {
            while (!end.IsCancellationRequested)
            {
                while (events.TryRead(out LabEvent? happened))
                {
                    newest.Enqueue(happened);
                    if (newest.Count > EventsShown)
                        newest.Dequeue();
                }

                context.UpdateTarget(Draw(lab.Look(), newest, screen));
                await Task.Delay(s_period, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    private static Rows Draw(LabStatus status, IEnumerable<LabEvent> newest, Screen screen)
    {
        // What does not fit is said, not scrolled: the view is redrawn in place.
        int room = Math.Max(6, screen.Height - EventsShown - 8);
        List<IRenderable> parts =
        [
            Table(screen, room / 3, ["address", "load balancer", "zone", "in DNS", "flows", "ended badly"], status.Addresses, address =>
                [(address.Address, Style.Plain), (address.LoadBalancer, Style.Plain), (address.Zone, Style.Plain), (address.InDns ? "yes" : "no", address.InDns ? screen.Palette.Good : screen.Palette.Warning),
                    (Number(address.Flows), Style.Plain), (Number(address.Failed), address.Failed > 0 ? screen.Palette.Bad : Style.Plain)]),
            Table(screen, room / 3, ["target group", "target", "node", "port", "health"], status.Targets, target =>
                [(target.TargetGroup, Style.Plain), (target.Id, Style.Plain), (target.Node ?? "", Style.Plain), (Number(target.Port), Style.Plain),
                    ($"{target.State} {target.Reason}".TrimEnd(), target.State == "healthy" ? screen.Palette.Good : screen.Palette.Warning)]),
            Table(screen, room / 3, ["node", "instance", "zone", "ready", "pods"], status.Nodes, node =>
                [(node.Name, Style.Plain), (node.InstanceId, Style.Plain), (node.Zone, Style.Plain),
                    (node.Ready + (node.Schedulable ? "" : ", cordoned"), node is { Ready: "True", Schedulable: true } ? screen.Palette.Good : screen.Palette.Warning), (Number(node.Pods), Style.Plain)]),
        ];
        parts.AddRange(newest.Select(happened => new Text(Screen.Safe(Line(happened)), screen.Palette.Dim) { Overflow = Overflow.Ellipsis }));
        parts.Add(new Text("Ctrl+C stops the lab.", screen.Palette.Dim));
        return new Rows(parts);
    }

    private static Grid Table<T>(Screen screen, int room, string[] titles, IReadOnlyList<T> items, Func<T, (string Text, Style Style)[]> cells)
    {
        var grid = new Grid { Expand = false };
        foreach (string _ in titles)
            grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 2, 0) });
        grid.AddRow([.. titles.Select(title => new Text(title, screen.Palette.Dim))]);
        int shown = items.Count <= room ? items.Count : Math.Max(1, room - 1);
        foreach (T item in items.Take(shown))
            grid.AddRow([.. cells(item).Select(cell => new Text(Screen.Safe(cell.Text), cell.Style))]);
        if (items.Count > shown)
            grid.AddRow([new Text($"… {items.Count - shown} more", screen.Palette.Dim), .. titles.Skip(1).Select(_ => new Text(""))]);
        grid.AddEmptyRow();
        return grid;
    }

    private static string Line(LabEvent happened) =>
        string.Create(CultureInfo.InvariantCulture, $"{happened.When.ToLocalTime():HH:mm:ss} {happened.Component}: {happened.Text}");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
