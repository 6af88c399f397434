using System.Net;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Dns;

/// <summary>The resolvers of a world, over UDP and TCP.</summary>
internal sealed class NameServers : IAsyncDisposable
{
    /// <summary>Starts them: port 53 where that is allowed, else 8053.</summary>
    public static NameServers Start(LabWorld world) => throw new NotSupportedException("Follows.");

    /// <summary>Where each listens, by the name of the resolver, in the scenario's order.</summary>
    public IReadOnlyList<(string Name, IPEndPoint EndPoint)> EndPoints => throw new NotSupportedException("Follows.");

    /// <summary>The addresses of a name as a resolver sees it now, for components of the world; empty for none.</summary>
    public IReadOnlyList<IPAddress> Resolve(string? resolver, string name) => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
