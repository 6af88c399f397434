namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about a TCP connection that was not made.</summary>
internal static class ConnectPatterns
{
    private const string Not = "Alert Plaintext CertificateProblem HttpStatus Fin";
    private const string NotRefused = Not + " Timeout";
    private const string Refused = "The SYN was answered with a refusal: nothing listens there, or a firewall rejects.";
    private const string Host = "ICMP host unreachable or prohibited, or no neighbour answers for the address.";
    private const string Net = "No route: on this machine, or a router on the way says so.";
    private const string Silent = "Nothing answered the SYN: dropped on the way there or back, or the host is gone.";
    private const string Ports = "This machine has no free local port for the connection: nothing is said of the peer.";
    private const string Files = "This machine is out of sockets or memory: nothing is said of the peer.";
    private const string Any = "Tcp/Refused Tcp/HostUnreachable Tcp/NetworkUnreachable Tcp/Rst";

    internal static readonly ErrorPattern[] All =
    [
        new("connection refused", "Tcp/Refused", NotRefused, Refused),
        new("Connection refused", "Tcp/Refused", NotRefused, Refused),
        new("ECONNREFUSED", "Tcp/Refused", NotRefused, Refused),
        new("connect:errno=111", "Tcp/Refused", NotRefused, Refused),
        new("actively refused it", "Tcp/Refused", NotRefused, Refused),
        new("ConnectionRefused", "Tcp/Refused", NotRefused, Refused),
        new("no route to host", "Tcp/HostUnreachable", NotRefused, Host),
        new("No route to host", "Tcp/HostUnreachable", NotRefused, Host),
        new("NoRouteToHostException", "Tcp/HostUnreachable", NotRefused, Host),
        new("EHOSTUNREACH", "Tcp/HostUnreachable", NotRefused, Host),
        new("connect:errno=113", "Tcp/HostUnreachable", NotRefused, Host),
        new("unreachable host", "Tcp/HostUnreachable", NotRefused, Host),
        new("network is unreachable", "Tcp/NetworkUnreachable", NotRefused, Net),
        new("Network is unreachable", "Tcp/NetworkUnreachable", NotRefused, Net),
        new("ENETUNREACH", "Tcp/NetworkUnreachable", NotRefused, Net),
        new("connect:errno=101", "Tcp/NetworkUnreachable", NotRefused, Net),
        new("unreachable network", "Tcp/NetworkUnreachable", NotRefused, Net),
        new("annot assign requested address", "Tcp/LocalPortExhausted Tcp/LocalError", Not, Ports),
        new("EADDRNOTAVAIL", "Tcp/LocalPortExhausted Tcp/LocalError", Not, Ports),
        new("Only one usage of each socket address", "Tcp/LocalPortExhausted", Not, Ports),
        new("Too many open files", "Tcp/LocalError", Not, Files),
        new("too many open files", "Tcp/LocalError", Not, Files),
        new("Failed to establish a new connection: [Errno 104]", "Tcp/Rst", NotRefused, "The connection was reset while it was being made."),
        new("connect ECONNRESET", "Tcp/Rst", NotRefused, "The connection was reset while it was being made.") { Client = Clients.Node },
        new("{ConnectionError}: Connection reset by peer", "Tcp/Rst", NotRefused, "The connection was reset while it was being made.") { Client = Clients.DotNet },
        // "Connection reset by peer" is what connect() and write() say in Java; a read says "Connection reset".
        new("java.net.SocketException: Connection reset by peer", "Tcp/Rst Hello+Server+Request/Rst", Not + " Timeout", "The connection was reset while it was being made or written to.") { Client = Clients.Java },

        // Silence while connecting.
        new("ConnectTimeoutError(", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Python },
        new("Failed to establish a new connection: [Errno 110]", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Python },
        new("WinError 10060", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Python },
        new("dial tcp *i/o timeout", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Go },
        new("connect: connection timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Go },
        new("ConnectException: Connection timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Java },
        new("SocketTimeoutException: connect timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Java },
        new("SocketTimeoutException: Connect timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Java },
        new("connect ETIMEDOUT", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Node },
        new("connect:errno=110", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.OpenSsl },
        new("BIO_connect:Connection timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.OpenSsl },
        new("did not properly respond after a period of time", "Tcp/Timeout Hello/TimeoutUnacknowledged", "Rst Refused " + Not, Silent),
        new("failed: Connection timed out", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Wget },
        new("curl: (28) Failed to connect to @ port # ", "Tcp/Timeout", "Rst Refused " + Not, Silent) { Client = Clients.Curl },

        // curl (7) hides the error number in newer versions.
        new("curl: (7)", Any, "Fin Alert Plaintext CertificateProblem HttpStatus", "The TCP connection failed with an error; this curl does not say which.") { Client = Clients.Curl },
        new("Couldn't connect to server", Any, "Fin Alert Plaintext CertificateProblem HttpStatus", "The TCP connection failed with an error; this curl does not say which.") { Client = Clients.Curl },
    ];
}
