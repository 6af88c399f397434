using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>Accepted connections that are left in silence: so many and for so long that nobody can use up this process with them.</summary>
internal sealed class SilentSockets
{
    private const int Most = 512;
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private int _count;

    /// <summary>Says nothing until the peer goes. Beyond the bound, the connection is reset.</summary>
    public async Task HoldAsync(Socket socket, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _count) <= Most)
                await SocketEnds.DrainAsync(socket, s_longest, cancellationToken).ConfigureAwait(false);
            SocketEnds.ResetOnClose(socket);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
