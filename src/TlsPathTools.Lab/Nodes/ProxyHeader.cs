using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The header of the PROXY protocol, versions 1 and 2 (haproxy: doc/proxy-protocol.txt): who the client was before a load balancer.</summary>
internal static class ProxyHeader
{
    private const int LongestLine = 107;
    private const int LongestBlock = 2048;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads it to its last byte and no further.</summary>
    /// <returns>The client; null where the header does not tell (LOCAL, UNKNOWN, another family).</returns>
    /// <exception cref="InvalidDataException">Something else came.</exception>
    /// <exception cref="EndOfStreamException">The connection ended within it.</exception>
    public static async Task<IPEndPoint?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var start = new byte[16];
        await stream.ReadExactlyAsync(start.AsMemory(0, 6), cancellationToken).ConfigureAwait(false);
        if (start.AsSpan(0, 6).SequenceEqual("PROXY "u8))
            return await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false);
        if (!start.AsSpan(0, 6).SequenceEqual(Signature[..6]))
            throw new InvalidDataException("proxyproto: proxy protocol signature not present");
        await stream.ReadExactlyAsync(start.AsMemory(6), cancellationToken).ConfigureAwait(false);
        int length = BinaryPrimitives.ReadUInt16BigEndian(start.AsSpan(14));
        if (!start.AsSpan(0, 12).SequenceEqual(Signature) || start[12] >> 4 != 2 || length > LongestBlock)
            throw new InvalidDataException("proxyproto: invalid header");
        var block = new byte[length];
        await stream.ReadExactlyAsync(block, cancellationToken).ConfigureAwait(false);
        // PROXY over TCP and IPv4: two addresses, two ports, and then what nobody needs here.
        return start[12] == 0x21 && start[13] == 0x11 && length >= 12
            ? new IPEndPoint(new IPAddress(block.AsSpan(0, 4)), BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(8))) : null;
    }

    private static async Task<IPEndPoint?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new byte[LongestLine];
        for (int count = 0; count < LongestLine; count++)
        {
            await stream.ReadExactlyAsync(line.AsMemory(count, 1), cancellationToken).ConfigureAwait(false);
            if (line[count] != '\n')
                continue;
            string[] words = Encoding.ASCII.GetString(line, 0, count).TrimEnd('\r').Split(' ');
            return words is ["TCP4", var source, _, var port, _] && IPAddress.TryParse(source, out IPAddress? address)
                && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number) ? new IPEndPoint(address, number) : null;
        }

        throw new InvalidDataException("proxyproto: invalid header");
    }
}
