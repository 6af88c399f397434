using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>The way to an address: directly, or through a proxy whose own address was looked up once.</summary>
internal sealed class ProbeRoute
{
    internal static ProbeRoute Direct { get; } = new() { Name = "direct" };

    /// <summary>"direct" or "via http://proxy:3128".</summary>
    internal required string Name { get; init; }

    internal ProbeProxy? Proxy { get; init; }

    /// <summary>Where the proxy is.</summary>
    internal IPEndPoint? ProxyEndpoint { get; init; }

    /// <summary>Why the route cannot be used; null when it can.</summary>
    internal string? Problem { get; init; }

    /// <summary>
    /// A route through a proxy. Its name is resolved by the system, as any client would, and the first address is used
    /// for every attempt: a proxy pool must not look like a difference between targets.
    /// </summary>
    internal static async Task<ProbeRoute> ThroughAsync(ProbeProxy proxy, CancellationToken cancellationToken)
    {
        string name = "via " + proxy + (proxy.ConnectByName ? " (by name)" : "");
        try
        {
            IPAddress address = IPAddress.TryParse(proxy.Host.Trim('[', ']'), out IPAddress? literal)
                ? literal
                : (await System.Net.Dns.GetHostAddressesAsync(proxy.Host, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false))[0];
            return new ProbeRoute { Name = name, Proxy = proxy, ProxyEndpoint = new IPEndPoint(address, proxy.Port) };
        }
        catch (Exception e) when (e is SocketException or IndexOutOfRangeException)
        {
            return new ProbeRoute
            {
                Name = name,
                Proxy = proxy,
                Problem = $"the proxy's name '{SafeText.Escape(proxy.Host)}' cannot be resolved",
            };
        }
    }
}
