using TlsPathTools.Probing;

namespace TlsPathTools.Parameters;

/// <summary>The proxy that other programs of this session use. It is shown without credentials, and never used unasked.</summary>
internal static class ProxyEnvironment
{
    private static readonly string[] s_variables = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

    /// <summary>A warning when the environment names a proxy; null when it does not.</summary>
    internal static string? UnusedProxyWarning(Func<string, string?> variable)
    {
        foreach (string name in s_variables)
        {
            if (string.IsNullOrWhiteSpace(variable(name)))
                continue;
            string value = TryRead(variable(name)!) is { } proxy ? $" ({proxy})" : "";
            return $"{name}{value} is set, but probes connect directly unless -Proxy says otherwise. Clients that obey it take another path.";
        }

        return null;
    }

    /// <summary>The proxies that the environment names, without credentials.</summary>
    internal static IEnumerable<string> Proxies(Func<string, string?> variable) =>
        s_variables
            .Select(variable)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value => TryRead(value!)?.ToString())
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase);

    private static ProbeProxy? TryRead(string value)
    {
        try
        {
            return ProbeProxy.Parse(value);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
