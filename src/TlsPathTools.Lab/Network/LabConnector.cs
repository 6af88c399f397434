using System.Net;
using System.Net.Sockets;
using TlsPathTools.Probing;

namespace TlsPathTools.Lab.Network;

/// <summary>Opens the connections of this process's probes as the world's network would.</summary>
internal sealed class LabConnector(Fabric fabric) : IConnector
{
    public Fabric Fabric { get; } = fabric;

    public ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");
}
