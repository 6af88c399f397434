using System.Net.Sockets;

namespace TlsPathTools.Dns;

/// <summary>Socket errors in words; the system's own text depends on its language.</summary>
internal static class NetworkProblem
{
    internal static string Describe(SocketException error) => error.SocketErrorCode switch
    {
        // For UDP this is an ICMP port unreachable; Windows reports it as a reset.
        SocketError.ConnectionRefused => "refused: nothing listens at that port",
        SocketError.ConnectionReset => "reset: nothing listens at that port, or the connection was cut",
        SocketError.HostUnreachable or SocketError.HostDown => "the host cannot be reached",
        SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.AddressNotAvailable => "no route to the address",
        SocketError.AddressFamilyNotSupported => "this machine does not have that address family",
        SocketError.AccessDenied => "this machine does not permit it (a local firewall?)",
        SocketError.TimedOut => "the connection timed out",
        _ => error.SocketErrorCode.ToString(),
    };
}
