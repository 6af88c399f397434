using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>How a row is called where it must be told from the others: by its address, and by its route when there are several.</summary>
internal static class RowLabel
{
    public static bool HasRoutes(IEnumerable<TlsPathResult> results) =>
        results.Select(r => r.Route).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>"direct" or "proxy".</summary>
    public static string Route(string route) => IsDirect(route) ? "direct" : "proxy";

    public static bool IsDirect(string route) => string.Equals(route, "direct", StringComparison.Ordinal);

    /// <summary>The address; where the proxy was asked for the name, nobody here knows it.</summary>
    public static string Address(string address) => address.Length > 0 ? address : "the proxy's choice";

    public static string Of(TlsPathResult result, bool hasRoutes) => Of(result.IPAddress, result.Route, hasRoutes);

    public static string Of(string address, string route, bool hasRoutes) =>
        hasRoutes && address.Length > 0 ? $"{address} {Route(route)}" : Address(address);
}
