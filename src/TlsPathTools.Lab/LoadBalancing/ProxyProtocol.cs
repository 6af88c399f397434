using System.Net;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>The header of the PROXY protocol, version 2 (haproxy's proxy-protocol.txt, 2.2): a target that does not expect it takes it for the first bytes of TLS.</summary>
internal static class ProxyProtocol
{
    /// <summary>PROXY over TCP/IPv4.</summary>
    public static byte[] Header(IPEndPoint source, IPEndPoint destination) =>
    [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21, 0x11, 0, 12,
        .. source.Address.GetAddressBytes(), .. destination.Address.GetAddressBytes(),
        (byte)(source.Port >> 8), (byte)source.Port, (byte)(destination.Port >> 8), (byte)destination.Port,
    ];
}
