using System.Net.Sockets;
using System.Net.Security;
using TlsPathTools.Probing.Wire;

namespace TlsPathTools.Probing;

/// <summary>What one attempt saw, while it ran. The classifier reads it; nothing here concludes.</summary>
internal sealed class AttemptFacts
{
    internal required ProbeTarget Target { get; init; }

    internal required ProbeRoute Route { get; init; }

    internal required ProbeOptions Options { get; init; }

    /// <summary>The stage that the attempt has begun.</summary>
    internal TlsStage Stage { get; set; } = TlsStage.TcpConnect;

    /// <summary>The exception that ended it.</summary>
    internal Exception? Error { get; set; }

    /// <summary>The phase's time limit ended it.</summary>
    internal bool TimedOut { get; set; }

    /// <summary>What this machine cannot do; then nothing is said of the peer.</summary>
    internal string? LocalProblem { get; set; }

    /// <summary>The proxy could not be reached or did not let us in: nothing is said of the target.</summary>
    internal bool AtProxyItself { get; set; }

    internal WireObserver? Wire { get; set; }

    internal ProxyReply? ProxyReply { get; set; }

    internal string? ProxyProblem { get; set; }

    internal SslStream? Ssl { get; set; }

    /// <summary>The chain as the server sent it (DER, leaf first).</summary>
    internal List<byte[]> Chain { get; } = [];

    internal CertificateFacts? Certificate { get; set; }

    /// <summary>Encrypted records that had come when the handshake was complete.</summary>
    internal int RecordsAtHandshake { get; set; }

    /// <summary>A TLS 1.3 server said nothing after our flight: whether it accepts it is open.</summary>
    internal bool FlightUnanswered { get; set; }

    internal HttpResponseReader? Http { get; set; }

    /// <summary>Reading came to the end of the connection.</summary>
    internal bool EndOfStream { get; set; }

    /// <summary>The close was waited for and seen.</summary>
    internal bool CloseSeen { get; set; }

    internal TcpInfo? Tcp { get; set; }

    internal string? LocalAddress { get; set; }

    internal int? LocalPort { get; set; }

    internal double? ConnectMs { get; set; }

    internal double? ProxyMs { get; set; }

    internal double? TlsMs { get; set; }

    internal double? FirstByteMs { get; set; }

    internal double TotalMs { get; set; }

    internal bool ThroughProxy => Route.Proxy is not null;

    internal bool HandshakeDone => Wire?.HandshakeDone == true;

    /// <summary>The socket error behind the exception, if one is.</summary>
    internal SocketError? SocketError
    {
        get
        {
            for (Exception? e = Error; e is not null; e = e.InnerException)
            {
                if (e is SocketException socket)
                    return socket.SocketErrorCode;
            }

            return null;
        }
    }
}
