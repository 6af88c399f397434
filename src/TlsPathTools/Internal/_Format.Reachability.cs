using System.Globalization;

namespace TlsPathTools.Internal;

// What the views of reachability compute.
public static partial class _Format
{
    /// <summary>"relay.example.org 203.0.113.10:443 (relay)".</summary>
    public static string WholeFront(string? hostName, string? address, object? port, string? balancer)
    {
        string front = address is null ? "" : address.Contains(':', StringComparison.Ordinal) && port is not null ? $"[{address}]" : address;
        string at = port is null ? front : string.Create(CultureInfo.InvariantCulture, $"{front}:{port}");
        return string.Join(' ', new[] { hostName, at, balancer is null ? null : $"({balancer})" }.Where(text => !string.IsNullOrEmpty(text)));
    }

    /// <summary>"client → listener :443", "→ node-a :30443", "check → node-a :10256", "node-a → pods :8443"; the middle of a long name is cut out.</summary>
    public static string Hop(string? hop, string? node, string? target, object? port, int width)
    {
        string to = port is null ? "" : string.Create(CultureInfo.InvariantCulture, $" :{port}");
        (string before, string after) = hop switch
        {
            "LoadBalancerToTarget" => ("→ ", to),
            "HealthCheck" => ("check → ", to),
            "NodeToPod" => ("", $" → pods{to}"),
            _ => ("client → listener", to),
        };
        return hop is "ClientToLoadBalancer" ? before + after : before + ShortAddress(node ?? target, width - before.Length - after.Length) + after;
    }

    /// <summary>Each on a line of its own.</summary>
    public static string Each(object? values) => string.Join(Environment.NewLine, Texts(values));

    /// <summary>What decides, where not everything is allowed; that it is about the answer alone is said first.</summary>
    public static string Ruled(string? verdict, string? decidedBy, string? rule, string? reason, bool? onlyAnswer) => verdict switch
    {
        "Allowed" => "",
        "Unknown" => reason ?? "",
        _ => $"{decidedBy}{(onlyAnswer == true ? " stops the answer" : "")}: {rule ?? reason}",
    };
}
