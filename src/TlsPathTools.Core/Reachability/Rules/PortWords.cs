using System.Globalization;

namespace TlsPathTools.Reachability.Rules;

/// <summary>Protocols and ports, or ICMP messages, as an engineer names them.</summary>
internal static class PortWords
{
    /// <summary>"tcp 443", "tcp 1024-65535", "tcp on any port", "icmp type 3 code 4 (fragmentation needed)", "any icmpv6", "protocol 50", "all traffic".</summary>
    public static string Of(int protocol, int from, int to)
    {
        bool any = from == 0 && to == TrafficBox.LastPort;
        string name = IpProtocols.Name(protocol);
        return protocol switch
        {
            IpProtocols.All => "all traffic",
            IpProtocols.Icmp or IpProtocols.IcmpV6 => any ? $"any {name}" : $"{name} {Message(protocol, from, to)}",
            IpProtocols.Tcp or IpProtocols.Udp => any ? $"{name} on any port" : $"{name} {Range(from, to)}",
            _ => name,
        };
    }

    /// <inheritdoc cref="Of(int, int, int)"/>
    public static string Of(Traffic traffic) => Of(traffic.Protocol, traffic.Box.FromPort, traffic.Box.ToPort);

    /// <summary>"443", "1024-65535".</summary>
    public static string Range(int from, int to) => from == to ? string.Create(CultureInfo.InvariantCulture, $"{from}") : string.Create(CultureInfo.InvariantCulture, $"{from}-{to}");

    private static string Message(int protocol, int from, int to)
    {
        (int type, int code, int lastType, int lastCode) = (from >> 8, from & 255, to >> 8, to & 255);
        if (code == 0 && lastCode == 255)
            return type == lastType ? string.Create(CultureInfo.InvariantCulture, $"type {type}") : $"types {Range(type, lastType)}";
        if (type != lastType)
            return string.Create(CultureInfo.InvariantCulture, $"type {type} code {code} to type {lastType} code {lastCode}");
        string name = (protocol, type, from == to ? code : -1) switch
        {
            (IpProtocols.Icmp, 3, 4) => " (fragmentation needed)",
            (IpProtocols.IcmpV6, 2, 0) => " (packet too big)",
            _ => "",
        };
        return string.Create(CultureInfo.InvariantCulture, $"type {type} code{(from == to ? "" : "s")} {Range(code, lastCode)}{name}");
    }
}
