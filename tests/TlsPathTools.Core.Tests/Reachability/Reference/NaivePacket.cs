namespace TlsPathTools.Core.Tests.Reachability.Reference;

/// <summary>One packet as a subnet's or an interface's guard sees it: whom it comes from or goes to, and what it carries.</summary>
/// <param name="Peer">The bytes of the other side's address.</param>
/// <param name="Protocol">The IANA number.</param>
/// <param name="Port">The destination port of TCP and UDP; of ICMP the type in the high and the code in the low byte.</param>
internal readonly record struct NaivePacket(byte[] Peer, int Protocol, int Port)
{
    public bool HasPorts => Protocol is 6 or 17;

    public bool IsIcmp => Protocol is 1 or 58;

    public int Type => Port / 256;

    public int Code => Port % 256;

    public bool IsIPv6 => Peer.Length == 16;

    public override string ToString() => $"protocol {Protocol} {(IsIcmp ? $"type {Type} code {Code}" : $"port {Port}")} peer {new System.Net.IPAddress(Peer)}";

    /// <summary>A protocol as a rule names it; null for what is none.</summary>
    public static int? ProtocolOf(string? text) => text switch
    {
        "-1" or "all" => -1,
        "icmp" or "1" => 1,
        "tcp" or "6" => 6,
        "udp" or "17" => 17,
        "icmpv6" or "58" => 58,
        "50" => 50,
        _ => null,
    };
}
