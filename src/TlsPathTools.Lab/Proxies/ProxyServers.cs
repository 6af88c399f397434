using System.Net;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Proxies;

/// <summary>The explicit HTTP proxies of a world.</summary>
internal sealed class ProxyServers : IAsyncDisposable
{
    private readonly Dictionary<string, IPEndPoint> _endPoints = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _listeners = [];

    private ProxyServers()
    {
    }

    /// <summary>Where each listens, by name.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> EndPoints => _endPoints;

    /// <summary>Starts them.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">One cannot be bound; those before it end with the fabric.</exception>
    public static ProxyServers Start(Fabric fabric, NameServers names)
    {
        var servers = new ProxyServers();
        IReadOnlyList<ProxySpec> specs = fabric.World.Scenario.Proxies;
        for (int i = 0; i < specs.Count; i++)
        {
            IPAddress address = specs[i].Address is { } written ? fabric.World.Addresses.Map(written) : fabric.World.Addresses.Proxy(i);
            var endPoint = new IPEndPoint(address, fabric.World.Ports.Map(specs[i].Port));
            servers._listeners.Add(fabric.Listen(endPoint, new ProxyServer(fabric, names, specs[i], address)));
            servers._endPoints.Add(specs[i].Name, endPoint);
        }

        return servers;
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_listeners.Select(listener => listener.DisposeAsync().AsTask())).ConfigureAwait(false);
}
