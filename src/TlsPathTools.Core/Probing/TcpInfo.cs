using System.Buffers.Binary;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>What the kernel knows of a TCP connection (struct tcp_info of Linux); other systems give nothing.</summary>
/// <param name="Unacknowledged">Segments sent and not acknowledged.</param>
/// <param name="Retransmits">Segments sent again, over the life of the connection.</param>
/// <param name="RttMs">The smoothed round trip time, milliseconds.</param>
internal readonly record struct TcpInfo(int Unacknowledged, int Retransmits, double RttMs)
{
    private const int IPProtoTcp = 6, TcpInfoOption = 11;
    private const int UnackedOffset = 24, RttOffset = 68, TotalRetransOffset = 100, MinimumLength = 104;

    internal static TcpInfo? Read(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return null;

        try
        {
            Span<byte> info = stackalloc byte[192];
            int length = socket.GetRawSocketOption(IPProtoTcp, TcpInfoOption, info);
            if (length < MinimumLength)
                return null;

            return new TcpInfo(
                (int)ReadUInt32(info[UnackedOffset..]),
                (int)ReadUInt32(info[TotalRetransOffset..]),
                ReadUInt32(info[RttOffset..]) / 1000.0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> field) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
}
