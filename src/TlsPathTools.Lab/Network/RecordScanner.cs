using System.Buffers.Binary;

namespace TlsPathTools.Lab.Network;

/// <summary>Where a <see cref="RecordScanner"/> stopped.</summary>
internal enum RecordEdge
{
    /// <summary>At the end of the bytes that it was given.</summary>
    None,

    /// <summary>After the header of a record.</summary>
    Start,

    /// <summary>After the last byte of a record.</summary>
    End,
}

/// <summary>
/// Follows the records of one direction of a TLS connection through bytes in pieces of any size. It knows headers (RFC 8446, 5.1), and of the
/// first handshake message, which is never encrypted, its type and length.
/// </summary>
internal sealed class RecordScanner
{
    public const int HeaderLength = 5;
    public const byte ChangeCipherSpec = 20;
    public const byte Handshake = 22;
    public const byte ApplicationData = 23;

    private const int MaxFirstMessage = 64 * 1024;

    private readonly byte[] _header = new byte[HeaderLength];
    private readonly List<byte> _first = [];
    private int _inHeader;
    private int _left;

    /// <summary>Whether what came first is no TLS: nothing is scanned then.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>The content type of the record that was begun last.</summary>
    public byte Type { get; private set; }

    /// <summary>Its length without the header.</summary>
    public int Length { get; private set; }

    /// <summary>The first byte after its header.</summary>
    public byte FirstOfBody { get; private set; }

    /// <summary>The first handshake message, its own header included, as far as it has come.</summary>
    public ReadOnlySpan<byte> FirstMessage => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_first);

    /// <summary>Whether the first handshake message is whole: a ClientHello may come in several records.</summary>
    public bool FirstMessageIsWhole => _first.Count >= 4 && _first.Count >= Math.Min(MaxFirstMessage, 4 + (BinaryPrimitives.ReadInt32BigEndian(FirstMessage) & 0xFFFFFF));

    /// <summary>Goes on to the next edge.</summary>
    /// <param name="bytes">The bytes that follow the last call's.</param>
    /// <param name="edge">Where it stopped.</param>
    /// <returns>How many bytes lie before the edge.</returns>
    public int Advance(ReadOnlySpan<byte> bytes, out RecordEdge edge)
    {
        edge = RecordEdge.None;
        if (IsForeign || bytes.IsEmpty)
            return bytes.Length;
        return _left > 0 ? AdvanceInBody(bytes, ref edge) : AdvanceInHeader(bytes, ref edge);
    }

    private int AdvanceInHeader(ReadOnlySpan<byte> bytes, ref RecordEdge edge)
    {
        int count = Math.Min(HeaderLength - _inHeader, bytes.Length);
        bytes[..count].CopyTo(_header.AsSpan(_inHeader));
        _inHeader += count;
        if (_header[0] is < ChangeCipherSpec or > ApplicationData)
        {
            IsForeign = true;
            return bytes.Length;
        }

        if (_inHeader < HeaderLength)
            return count;
        _inHeader = 0;
        Type = _header[0];
        Length = _left = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(3));
        edge = Length == 0 ? RecordEdge.End : RecordEdge.Start;
        return count;
    }

    private int AdvanceInBody(ReadOnlySpan<byte> bytes, ref RecordEdge edge)
    {
        int count = Math.Min(_left, bytes.Length);
        if (_left == Length)
            FirstOfBody = bytes[0];
        if (Type == Handshake && !FirstMessageIsWhole)
            _first.AddRange(bytes[..count]);
        _left -= count;
        edge = _left == 0 ? RecordEdge.End : RecordEdge.None;
        return count;
    }
}
