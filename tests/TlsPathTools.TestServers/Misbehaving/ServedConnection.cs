using System.Net;
using System.Security.Authentication;

namespace TlsPathTools.TestServers;

/// <summary>What a <see cref="MisbehavingTlsServer"/> saw of one connection. It fills as the connection goes on.</summary>
public sealed class ServedConnection(int number, WireFault fault, IPEndPoint client)
{
    /// <summary>Counted from 1 in the order of accepting.</summary>
    public int Number { get; } = number;

    /// <summary>What the plan chose.</summary>
    public WireFault Fault { get; } = fault;

    /// <summary>The client's address and source port.</summary>
    public IPEndPoint Client { get; } = client;

    /// <summary>The ClientHello; null when none came or the fault does not wait for one.</summary>
    public ClientHello? Hello { get; internal set; }

    /// <summary>The version that was agreed on; None without a completed handshake.</summary>
    public SslProtocols Protocol { get; internal set; }

    /// <summary>The request's head as Latin-1, without the empty line; null when none came.</summary>
    public string? RequestHead { get; internal set; }

    /// <summary>Whether the server is done with the connection and its socket closed.</summary>
    public bool IsClosed { get; internal set; }
}
