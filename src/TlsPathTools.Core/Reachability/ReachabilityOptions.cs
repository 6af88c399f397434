using System.Globalization;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Reachability;

/// <summary>Whose packets are judged.</summary>
public sealed record ReachabilityOptions
{
    /// <summary>The client's address, or its range: 198.51.100.7, 198.51.100.0/24. Null for whoever may use the load balancer.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The first port that the client's connections come from.</summary>
    public int FirstClientPort { get; init; } = 1024;

    /// <summary>The last.</summary>
    public int LastClientPort { get; init; } = TrafficBox.LastPort;

    /// <summary>Whether a text is an address, or a range of them.</summary>
    public static bool IsClientAddress(string? text) => AddressRange.Parse(text) is not null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ClientAddress ?? "any client"}, ports {FirstClientPort}-{LastClientPort}");
}
