using System.Net;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// Which proxy leads to an API server: the kubeconfig's proxy-url, or HTTPS_PROXY and NO_PROXY as Go programs read them (golang.org/x/net/http/httpproxy):
/// never to this machine itself, with names, domains, addresses and networks as exceptions.
/// </summary>
internal static class ProxyChoice
{
    private static readonly string[] s_schemes = ["http", "https", "socks5", "socks4", "socks4a", "socks5h"];

    /// <summary>The proxy; null for none.</summary>
    /// <exception cref="KubernetesException">It is no URL of a proxy.</exception>
    public static IWebProxy? For(Uri server, string? proxyUrl, string origin, MachineEnvironment machine)
    {
        if (proxyUrl is { Length: > 0 })
        {
            return Parse(proxyUrl) ?? throw new KubernetesException(GapKind.Unreachable, $"proxy-url in {origin} is no URL of a proxy.", "Write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT.");
        }

        string? named = First(machine, server.Scheme == "https" ? "HTTPS_PROXY" : "HTTP_PROXY");
        if (named is null || IsExcepted(server, First(machine, "NO_PROXY") ?? ""))
            return null;
        return Parse(named.Contains("://", StringComparison.Ordinal) ? named : "http://" + named)
            ?? throw new KubernetesException(GapKind.Unreachable, "HTTPS_PROXY is no URL of a proxy.", "Correct it, or except the API server in NO_PROXY.");
    }

    private static WebProxy? Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || !s_schemes.Contains(url.Scheme, StringComparer.OrdinalIgnoreCase) || url.Host.Length == 0)
            return null;
        // The names are resolved by the proxy either way.
        string scheme = url.Scheme.Equals("socks5h", StringComparison.OrdinalIgnoreCase) ? "socks5" : url.Scheme;
        var bare = new UriBuilder(scheme, url.Host, url.IsDefaultPort && url.Port < 0 ? 1080 : url.Port).Uri;
        string[] login = url.UserInfo.Split(':', 2);
        return new WebProxy(bare)
        {
            Credentials = url.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(login[0]), login.Length > 1 ? Uri.UnescapeDataString(login[1]) : ""),
        };
    }

    private static string? First(MachineEnvironment machine, string name) =>
        machine.Variable(name) is { Length: > 0 } upper ? upper : machine.Variable(name.ToLowerInvariant()) is { Length: > 0 } lower ? lower : null;

    private static bool IsExcepted(Uri server, string exceptions)
    {
        string host = server.IdnHost.TrimEnd('.');
        bool isAddress = IPAddress.TryParse(host, out IPAddress? address);
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (isAddress && IPAddress.IsLoopback(address!)))
            return true;
        foreach (string entry in exceptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry == "*" || (isAddress ? Covers(entry, address!, server.Port) : Covers(entry, host, server.Port)))
                return true;
        }

        return false;
    }

    private static bool Covers(string entry, IPAddress address, int port) =>
        IPNetwork.TryParse(entry, out IPNetwork network) ? network.Contains(address)
        : IPAddress.TryParse(entry.Trim('[', ']'), out IPAddress? one) ? one.Equals(address)
        : IPEndPoint.TryParse(entry, out IPEndPoint? both) && both.Address.Equals(address) && both.Port == port;

    private static bool Covers(string entry, string host, int port)
    {
        int colon = entry.LastIndexOf(':');
        if (colon > 0 && int.TryParse(entry[(colon + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int only))
        {
            if (only != port)
                return false;
            entry = entry[..colon];
        }

        // example.com is the name and all below it; .example.com and *.example.com only what is below.
        string domain = entry.StartsWith("*.", StringComparison.Ordinal) ? entry[1..] : entry;
        return domain.StartsWith('.')
            ? host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)
            : host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
    }
}
