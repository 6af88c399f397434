using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace TlsPathTools.Dns;

/// <summary>The DNS servers that the network interfaces name: all there is on Windows. Rules for single names (NRPT, VPN split DNS, DoH) are not visible here.</summary>
/// <param name="Servers">The servers, those of interfaces with a default gateway first.</param>
/// <param name="Search">The suffixes of the machine and of the interfaces.</param>
internal sealed record InterfaceDns(IReadOnlyList<IPEndPoint> Servers, IReadOnlyList<string> Search)
{
    private static readonly InterfaceDns s_none = new([], []);

    internal static InterfaceDns Read()
    {
        try
        {
            var interfaces = NetworkInterface.GetAllNetworkInterfaces()
                .Where(x => x is { OperationalStatus: OperationalStatus.Up, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
                .Select(x => x.GetIPProperties())
                .OrderByDescending(x => HasGateway(x))
                .ToList();
            return new InterfaceDns(
                [.. interfaces.SelectMany(x => x.DnsAddresses).Where(IsUsable).Select(x => new IPEndPoint(x, DnsServerAddress.DefaultPort)).Distinct()],
                [.. interfaces.Select(SuffixOf).Prepend(IPGlobalProperties.GetIPGlobalProperties().DomainName)
                    .Select(DomainOrNull).OfType<string>().Distinct(StringComparer.Ordinal)]);
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            return s_none;
        }
    }

    private static bool HasGateway(IPInterfaceProperties properties)
    {
        try
        {
            return properties.GatewayAddresses.Count > 0;
        }
        catch (PlatformNotSupportedException)
        {
            return false;
        }
    }

    private static string? SuffixOf(IPInterfaceProperties properties)
    {
        try
        {
            return properties.DnsSuffix;
        }
        catch (PlatformNotSupportedException)
        {
            return null;
        }
    }

    // Windows lists fec0:0:0:ffff::1 to 3 (withdrawn site-local addresses) where no server is configured.
    private static bool IsUsable(IPAddress address) =>
        !(address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv6SiteLocal) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    private static string? DomainOrNull(string? text) =>
        !string.IsNullOrEmpty(text) && HostText.ReadName(text, out string? domain, out _) is null ? domain : null;
}
