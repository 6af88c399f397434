using System.Net;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Proxies;

/// <summary>The explicit HTTP proxies of a world.</summary>
internal sealed class ProxyServers : IAsyncDisposable
{
    /// <summary>Starts them.</summary>
    public static ProxyServers Start(Fabric fabric, NameServers names) => throw new NotSupportedException("Follows.");

    /// <summary>Where each listens, by name.</summary>
    public IReadOnlyDictionary<string, IPEndPoint> EndPoints => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
