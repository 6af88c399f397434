using System.Net;
using System.Net.Sockets;
using TlsPathTools.Probing;

namespace TlsPathTools.Lab.Network;

/// <summary>Opens the connections of this process's probes as the world's network would.</summary>
internal sealed class LabConnector(Fabric fabric) : IConnector
{
    public Fabric Fabric { get; } = fabric;

    /// <inheritdoc/>
    public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
    {
        if (!Fabric.IsTaken(remote))
            return await ConnectPlainlyAsync(remote, source, cancellationToken).ConfigureAwait(false);
        HandedOn handed = await Fabric.HandOnAsync(source ?? IPAddress.Loopback, remote, FlowPurpose.Client, via: null, cancellationToken).ConfigureAwait(false);
        if (handed.Socket is { } socket)
            return socket;
        if (handed.Refusal is SynAnswer.Refuse)
            throw new SocketException((int)SocketError.ConnectionRefused);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        throw new SocketException((int)SocketError.TimedOut);
    }

    // The APIs and the name servers of the lab have their own sockets, as everything outside the lab has. An address of the world that nobody has
    // is one where nothing answers.
    private async ValueTask<Socket> ConnectPlainlyAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source is not null)
                socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused && IsNowhere(remote.Address))
        {
            socket.Dispose();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
            throw;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsNowhere(IPAddress address) =>
        (Fabric.World.Addresses.Vpc.Contains(address) || Fabric.World.Addresses.Public.Contains(address)) && !Fabric.IsHost(address);
}
