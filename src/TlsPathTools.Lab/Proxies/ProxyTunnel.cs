using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Proxies;

/// <summary>
/// The tunnel after a CONNECT. A proxy collapses what happens behind it (measured with squid, tinyproxy and privoxy): whether the server ended the
/// connection, reset it or went silent, the client sees a FIN.
/// </summary>
internal sealed class ProxyTunnel(Fabric fabric, string component, string host, Socket client, TimeSpan idle)
{
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(0.5);

    /// <summary>Runs until it ends.</summary>
    /// <param name="server">The proxy's connection to the server.</param>
    /// <param name="pending">What the client sent right behind its CONNECT.</param>
    /// <param name="faults">Those that meet this tunnel.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(Socket server, byte[] pending, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        FaultSpec[] striking = [.. faults.Where(fault => fault.Effect is not (FaultEffect.Drop or FaultEffect.Refuse or FaultEffect.Deny or FaultEffect.HttpStatus or FaultEffect.Inspect))];
        bool inspects = faults.Any(fault => fault.Effect is FaultEffect.Inspect);
        if (striking.Length == 0)
        {
            await PassAsync(client, server, pending, inspects, cancellationToken).ConfigureAwait(false);
            return;
        }

        // The faults strike on the client's side of the proxy.
        (Socket near, Socket far) = await SocketEnds.PairAsync(IPAddress.Loopback, cancellationToken).ConfigureAwait(false);
        Task<RelayEnd> relay = Relay.RunAsync(client, near, striking, idle: null, cancellationToken);
        using (far)
            await PassAsync(far, server, pending, inspects, cancellationToken).ConfigureAwait(false);
        RelayEnd end = await relay.ConfigureAwait(false);
        fabric.World.Traffic.Add(component, failed: end.StruckBy is null ? 0 : 1);
    }

    private async Task PassAsync(Socket near, Socket server, byte[] pending, bool inspects, CancellationToken cancellationToken)
    {
        using var silence = new Silence(idle, fabric.World.Time, cancellationToken);
        try
        {
            await using var inner = new NetworkStream(near, ownsSocket: false);
            await using var outer = new NetworkStream(server, ownsSocket: false);
            if (inspects)
                await Inspection.RunAsync(fabric.World.Authority, host, inner, outer, silence).ConfigureAwait(false);
            else
                await BothWaysAsync(near, inner, server, outer, pending, silence).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or ObjectDisposedException)
        {
            // Reset by one of the two.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            fabric.World.Log.Tell(fabric.World.Now, component, $"The tunnel to {host} was silent for {idle.TotalSeconds:0.#} s and is ended.");
        }

        await SocketEnds.FinishAsync(near, s_drain, cancellationToken).ConfigureAwait(false);
    }

    private async Task BothWaysAsync(Socket near, Stream inner, Socket server, Stream outer, byte[] pending, Silence silence)
    {
        await outer.WriteAsync(pending, silence.Token).ConfigureAwait(false);
        Task<long> toServer = CopyAsync(inner, outer, silence), toClient = CopyAsync(outer, inner, silence);
        if (await Task.WhenAny(toServer, toClient).ConfigureAwait(false) == toServer && toServer.IsCompletedSuccessfully)
        {
            // The client has said all that it wants to say; the server may still answer.
            SocketEnds.Fin(server);
            fabric.World.Traffic.Add(component, toServer: await toServer.ConfigureAwait(false));
            fabric.World.Traffic.Add(component, toClient: await toClient.ConfigureAwait(false));
            return;
        }

        // The server is done, or one of the two is gone.
        SocketEnds.Fin(near);
        silence.End();
        await Task.WhenAll(toServer, toClient).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        if (toClient.IsCompletedSuccessfully)
            fabric.World.Traffic.Add(component, toClient: await toClient.ConfigureAwait(false));
    }

    /// <summary>Copies until the end.</summary>
    public static async Task<long> CopyAsync(Stream from, Stream to, Silence silence)
    {
        byte[] buffer = new byte[16 * 1024];
        long copied = 0;
        while (true)
        {
            int read = await from.ReadAsync(buffer, silence.Token).ConfigureAwait(false);
            if (read == 0)
                return copied;
            silence.Broken();
            await to.WriteAsync(buffer.AsMemory(0, read), silence.Token).ConfigureAwait(false);
            copied += read;
        }
    }
}

/// <summary>Ends a tunnel in which nobody has said anything for a while.</summary>
internal sealed class Silence(TimeSpan idle, TimeProvider clock, CancellationToken cancellationToken) : IDisposable
{
    private readonly Bound _bound = new(idle, clock, cancellationToken);

    public CancellationToken Token => _bound.Token;

    /// <summary>Somebody said something.</summary>
    public void Broken() => _bound.Extend(idle);

    /// <summary>Ends the tunnel now.</summary>
    public void End() => _bound.End();

    public void Dispose() => _bound.Dispose();
}
