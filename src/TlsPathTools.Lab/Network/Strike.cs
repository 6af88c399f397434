using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>What a fault does to a connection when its stage has come.</summary>
internal static class Strike
{
    /// <summary>The value of <see cref="FaultEffect.Garbage"/> for the header of a record of a version that there is not.</summary>
    public const int GarbageVersion = 1;

    /// <summary>The value of <see cref="FaultEffect.Garbage"/> for the header of a record that is longer than records may be.</summary>
    public const int GarbageLength = 2;

    private const string DefaultPlaintext = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\nBad Request\n";
    private const byte CloseNotify = 0;
    private const byte HandshakeFailure = 40;
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_stalled = TimeSpan.FromMinutes(10);

    /// <summary>Whether it lets the connection go on: a warning.</summary>
    public static bool Passes(FaultSpec fault) => fault is { Effect: FaultEffect.Alert, Text: "warning" };

    /// <summary>What the client is sent first; empty for nothing.</summary>
    public static byte[] Message(FaultSpec fault) => fault.Effect switch
    {
        FaultEffect.Alert => Alert(level: (byte)(Passes(fault) ? 1 : 2), (byte)(fault.Value ?? HandshakeFailure)),
        FaultEffect.CloseNotify when fault.Stage <= FaultStage.AfterServerHello => Alert(level: 1, CloseNotify),
        FaultEffect.Plaintext => Encoding.Latin1.GetBytes(fault.Text ?? DefaultPlaintext),
        FaultEffect.Garbage => fault.Value switch
        {
            GarbageVersion => [22, 7, 7, 0, 64, .. new byte[64]],
            GarbageLength => [22, 3, 3, 0xFF, 0xFF, .. new byte[64]],
            _ => [.. Enumerable.Range(0x80, 64).Select(value => (byte)value)],
        },
        _ => [],
    };

    /// <summary>Ends the connection as the fault does.</summary>
    public static async Task PerformAsync(FaultSpec fault, Socket client, Socket server, CancellationToken cancellationToken)
    {
        if (fault.Effect is FaultEffect.Stall)
        {
            await SocketEnds.DrainAsync(client, s_stalled, cancellationToken).ConfigureAwait(false);
            SocketEnds.ResetOnClose(server);
            return;
        }

        if (Message(fault) is { Length: > 0 } message)
            await SendAsync(client, message, cancellationToken).ConfigureAwait(false);
        if (fault.Effect is FaultEffect.Reset || fault is { Effect: FaultEffect.Alert, Text: "reset" })
        {
            SocketEnds.ResetOnClose(client);
            SocketEnds.ResetOnClose(server);
            return;
        }

        await Task.WhenAll(
            SocketEnds.FinishAsync(client, s_lingering, cancellationToken),
            SocketEnds.FinishAsync(server, s_lingering, cancellationToken)).ConfigureAwait(false);
    }

    private static byte[] Alert(byte level, byte description) => [21, 3, 3, 0, 2, level, description];

    private static async Task SendAsync(Socket client, byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            await client.SendAsync(message, SocketFlags.None, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException)
        {
            // The client is gone: nobody is struck.
        }
    }
}
