using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// The wires of the world: who listens where, and what a SYN from one address to another meets. Every endpoint has a real listening socket on its
/// loopback address, so that any program may connect to it; the world's own components (and probes through the connector) connect with
/// <see cref="DialAsync"/>, where the decision is taken before the real socket is opened.
/// </summary>
internal sealed class Fabric(LabWorld world) : IAsyncDisposable
{
    public LabWorld World { get; } = world;

    /// <summary>Listens at an endpoint of the world until the result is disposed, which also resets its open connections.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public IAsyncDisposable Listen(IPEndPoint where, ITcpEndpoint endpoint) => throw new NotSupportedException("Follows.");

    /// <summary>Whether routes, security groups and network ACLs let a flow and its answers pass.</summary>
    public bool Allows(Flow flow) => throw new NotSupportedException("Follows.");

    /// <summary>What flows to a place meet: <see cref="Allows"/>, and then the endpoint's own odds; nobody there refuses (an address of the world) or drops (no such address).</summary>
    public SynOdds Odds(Flow flow) => throw new NotSupportedException("Follows.");

    /// <summary>Connects as the world allows it.</summary>
    /// <param name="source">The world's address of who connects; the real socket is bound to it.</param>
    /// <param name="target">Where to.</param>
    /// <param name="purpose">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">ConnectionRefused; or TimedOut, after the scenario's connect timeout.</exception>
    public Task<Socket> DialAsync(IPAddress source, IPEndPoint target, FlowPurpose purpose, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
