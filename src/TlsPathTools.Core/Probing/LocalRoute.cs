using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>Asks this machine's routing table, without sending anything.</summary>
internal static class LocalRoute
{
    /// <summary>Why this machine cannot send to an address; null when it can.</summary>
    internal static string? ProblemOf(IPAddress address, IPAddress? source)
    {
        if (source is not null && source.AddressFamily != address.AddressFamily)
            return $"the source address {source} is of the other family";

        try
        {
            // Connecting a datagram socket looks up the route and sends nothing.
            using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            if (source is not null)
                socket.Bind(new IPEndPoint(source, 0));
            socket.Connect(address, 9);
            return null;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported
            or SocketError.ProtocolFamilyNotSupported or SocketError.ProtocolNotSupported or SocketError.HostUnreachable)
        {
            return $"this machine has no {(address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} route to it";
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable && source is not null)
        {
            return $"the source address {source} is not one of this machine";
        }
        catch (SocketException)
        {
            // Anything else: let the attempt find out.
            return null;
        }
    }
}
