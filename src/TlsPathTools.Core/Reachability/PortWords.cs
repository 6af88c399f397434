using System.Globalization;

namespace TlsPathTools.Reachability;

/// <summary>Ports of packets, or their ICMP message, as a rule names them.</summary>
internal static class PortWords
{
    /// <summary>" 443", " 1024-65535", " type 3 code 4"; nothing where all are meant.</summary>
    public static string Of(Traffic traffic) =>
        !IpProtocols.HasPorts(traffic.Protocol) || (traffic.Box.FromPort == 0 && traffic.Box.ToPort == TrafficBox.LastPort) ? ""
        : traffic.Protocol is IpProtocols.Icmp or IpProtocols.IcmpV6 ? string.Create(CultureInfo.InvariantCulture, $" type {traffic.Box.FromPort >> 8} code {traffic.Box.FromPort & 255}")
        : " " + traffic.Box.PortText;
}
