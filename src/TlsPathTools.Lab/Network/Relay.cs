using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// Passes bytes between a client's and a server's socket as a forwarder does (FIN for FIN, RST for RST), and lets faults strike at their stage: it
/// reads the headers of TLS records in both directions to know the stage, and nothing else of them.
/// </summary>
internal static class Relay
{
    /// <summary>Runs until both directions ended.</summary>
    /// <param name="client">The socket that was accepted; not closed here, but shut down or set to reset on closing.</param>
    /// <param name="server">The socket of the next hop; closed here.</param>
    /// <param name="faults">Those that were chosen for this flow.</param>
    /// <param name="idle">After which silence the flow is forgotten: later packets are answered by a RST; null for never.</param>
    /// <param name="cancellationToken">Ends both with a RST.</param>
    public static async Task<RelayEnd> RunAsync(Socket client, Socket server, IReadOnlyList<FaultSpec> faults, TimeSpan? idle, CancellationToken cancellationToken)
    {
        using Socket owned = server;
        using var run = new RelayRun(client, server, new StreamFaults(faults, idle), cancellationToken);
        return await run.RunAsync().ConfigureAwait(false);
    }
}

/// <summary>How a relayed connection ended.</summary>
/// <param name="ToServer">Bytes that went to the server.</param>
/// <param name="ToClient">Bytes that went to the client.</param>
/// <param name="ResetBy">client, server, here, or null when both sides ended with a FIN.</param>
/// <param name="StruckBy">The id of the fault that struck, or null.</param>
internal readonly record struct RelayEnd(long ToServer, long ToClient, string? ResetBy, string? StruckBy);
