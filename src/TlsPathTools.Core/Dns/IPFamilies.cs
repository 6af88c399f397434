using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Dns;

/// <summary>Families of addresses, and the ranges that are not of the public Internet.</summary>
internal static class IPFamilies
{
    private static readonly IPNetwork[] s_internal =
    [
        IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"), // RFC 1918
        IPNetwork.Parse("100.64.0.0/10"), // RFC 6598
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("::1/128"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("fc00::/7"),
    ];

    internal static IPFamily Of(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? IPFamily.IPv6 : IPFamily.IPv4;

    /// <summary>Loopback, link-local, private or carrier-grade NAT.</summary>
    internal static bool IsInternal(string address) =>
        IPAddress.TryParse(address, out IPAddress? parsed) && Array.Exists(s_internal, x => x.Contains(parsed));
}
