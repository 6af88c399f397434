using Spectre.Console;
using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>The map for people: per address the load balancer, per target group the targets, and which of them the address can reach.</summary>
internal static class MapView
{
    // What is equal is said once; a target group of thousands is a number.
    private const int TargetsShown = 12;
    private const int NotesShown = 4;

    public static void Write(Screen screen, IReadOnlyList<MapAddress> addresses, IReadOnlyList<EndpointLoadBalancer> balancers, IReadOnlyList<TargetNode> rows)
    {
        screen.Line();
        screen.Line("What stands behind each address", screen.Palette.Strong);
        foreach (MapAddress address in addresses)
        {
            screen.Line();
            WriteAddress(screen, address);
            foreach (EndpointLoadBalancer balancer in balancers.Where(one => one.IPAddress == address.IPAddress && (one.Port is null || address.Port is null || one.Port == address.Port)))
                WriteBalancer(screen, balancer);
            foreach (var group in rows.Where(row => row.IPAddress == address.IPAddress && row.TargetGroupArn is not null && (row.Port is null || address.Port is null || row.Port == address.Port))
                .GroupBy(row => (row.ListenerArn, row.Rule, row.TargetGroupArn)))
            {
                WriteGroup(screen, [.. group]);
            }
        }

        screen.Line();
        screen.Line(MapConclusion.Of(addresses, rows), screen.Palette.Strong);
    }

    private static void WriteAddress(Screen screen, MapAddress address)
    {
        string measured = address switch
        {
            { Verdict: Verdict.Failing } => $"  fails {address.Failures} of {address.Attempts}",
            { Verdict: Verdict.Intermittent } => $"  fails {address.Failures} of {address.Attempts}",
            { Attempts: { } attempts, Failures: 0 } => $"  0 of {attempts} failed",
            { Attempts: { } attempts } => $"  {address.Failures} of {attempts} failed",
            _ => "  not probed",
        };
        Style style = address.Verdict is { } verdict ? screen.Palette.Of(verdict) : screen.Palette.Dim;
        screen.Line($"{address.IPAddress}{(address.Port is { } port ? $":{port}" : "")}{measured}", style);
    }

    private static void WriteBalancer(Screen screen, EndpointLoadBalancer balancer)
    {
        if (balancer.Owner != AddressOwner.LoadBalancer)
        {
            screen.Line(balancer.Detail, screen.Palette.Warning, indent: 2);
            return;
        }

        string listener = balancer.ListenerProtocol is null
            ? balancer.Port is null ? "" : $", no listener on {balancer.Port}"
            : $", {balancer.ListenerProtocol} listener: {Termination(balancer.TlsTermination)}";
        screen.Line($"{TypeOf(balancer.LoadBalancerType)} {balancer.LoadBalancerName} in {balancer.AvailabilityZone ?? "an unknown zone"}{listener}", indent: 2);
        string dns = balancer.InDns == false ? "; its DNS name no longer lists this address" : "";
        screen.Line($"{balancer.NetworkInterfaceId}, {balancer.SubnetId}, {balancer.ManagedBy ?? "owner unknown"}{dns}", balancer.InDns == false ? screen.Palette.Warning : screen.Palette.Dim, indent: 2);
    }

    private static void WriteGroup(Screen screen, TargetNode[] rows)
    {
        TargetNode first = rows[0];
        string rule = first.Rule is null or "default" ? "" : $" by rule {first.Rule}";
        string weight = first.Weight is { } share and < 1 ? $", {Words.Percent(share)} % of its requests" : "";
        string zones = first.CrossZone is { } cross ? $"; cross-zone {(cross ? "on" : "off")} ({first.CrossZoneSource})" : "; cross-zone setting unknown";
        screen.Line($"-> {first.TargetGroupName} ({first.TargetType} targets{weight}){rule}{zones}", indent: 2);
        if (first.HealthCheckMeaning is { } meaning)
            screen.Line($"checked by {first.HealthCheck}: {meaning}", screen.Palette.Dim, indent: 5);

        TargetNode[] shown = [.. rows.OrderByDescending(row => row.Reachable ?? true).Take(TargetsShown)];
        screen.Write(new Padder(TargetTable.Of(shown, screen.Palette), new Padding(4, 0, 0, 0)));
        if (rows.Length > shown.Length)
            screen.Line($"… and {rows.Length - shown.Length} more targets", screen.Palette.Dim, indent: 5);
        foreach (TargetNode suspect in shown.Where(row => row.Suspect))
            screen.Line($"SUSPECT {suspect.NodeName ?? suspect.InstanceId}: {suspect.SuspectReason}", screen.Palette.Bad, indent: 5);
        foreach (string note in rows.SelectMany(row => row.Notes).Distinct(StringComparer.Ordinal).Take(NotesShown))
            screen.Line(note, screen.Palette.Dim, indent: 5);
    }

    private static string TypeOf(string? type) => type switch
    {
        "application" => "ALB",
        "network" => "NLB",
        "gateway" => "GWLB",
        _ => "load balancer",
    };

    private static string Termination(TlsTermination termination) => termination switch
    {
        TlsTermination.LoadBalancer => "the load balancer ends TLS, so a fault behind it shows after the handshake",
        TlsTermination.Target => "TLS passes through, so a fault behind it can show in the handshake",
        TlsTermination.None => "no TLS",
        _ => "who ends TLS is not known",
    };
}
