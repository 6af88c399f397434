using System.Buffers.Binary;

namespace TlsPathTools.Probing.Wire;

/// <summary>
/// Reads handshake messages that are not encrypted: their types, and version and cipher suite of a ServerHello. In
/// TLS 1.2 that is the whole first flight of the server, in TLS 1.3 only the ServerHello (RFC 8446 section 4).
/// </summary>
internal sealed class HandshakeReader
{
    internal const byte ClientHello = 1, ServerHello = 2, Certificate = 11, CertificateRequest = 13, ServerHelloDone = 14;
    private const int KeptBytes = 512;

    // SHA-256 of "HelloRetryRequest": the random of a ServerHello that is one (RFC 8446 section 4.1.3).
    private static ReadOnlySpan<byte> RetryRandom =>
    [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ];

    private readonly byte[] _header = new byte[4];
    private byte[]? _kept;
    private int _headerCount, _left, _keptCount;
    private byte _type;

    internal bool ServerHelloSeen { get; private set; }

    internal bool RetrySeen { get; private set; }

    internal bool CertificateSeen { get; private set; }

    internal bool CertificateRequestSeen { get; private set; }

    internal bool ServerHelloDoneSeen { get; private set; }

    /// <summary>The version that the server chose, for example 0x0304; 0 before it did.</summary>
    internal int Version { get; private set; }

    /// <summary>The cipher suite that the server chose.</summary>
    internal int CipherSuite { get; private set; }

    internal void Feed(ReadOnlySpan<byte> body, TlsRecordReader record)
    {
        while (body.Length > 0)
        {
            if (_left == 0)
            {
                int count = Math.Min(_header.Length - _headerCount, body.Length);
                body[..count].CopyTo(_header.AsSpan(_headerCount));
                _headerCount += count;
                body = body[count..];
                if (_headerCount < _header.Length)
                    return;

                _headerCount = 0;
                _keptCount = 0;
                _type = _header[0];
                _left = _header[1] << 16 | _header[2] << 8 | _header[3];
                if (_left == 0)
                    EndMessage(record);
                continue;
            }

            int taken = Math.Min(_left, body.Length);
            if (_type == ServerHello)
                Keep(body[..taken]);
            _left -= taken;
            body = body[taken..];
            if (_left == 0)
                EndMessage(record);
        }
    }

    internal static string NameOf(byte type, HandshakeReader messages) => type switch
    {
        0 => "HelloRequest",
        ClientHello => "ClientHello",
        ServerHello => messages.ServerHelloSeen || !messages.RetrySeen ? $"ServerHello({VersionName(messages.Version)})" : "HelloRetryRequest",
        4 => "NewSessionTicket",
        8 => "EncryptedExtensions",
        Certificate => "Certificate",
        12 => "ServerKeyExchange",
        CertificateRequest => "CertificateRequest",
        ServerHelloDone => "ServerHelloDone",
        15 => "CertificateVerify",
        16 => "ClientKeyExchange",
        20 => "Finished",
        22 => "CertificateStatus",
        254 => "HelloRetryRequest",
        _ => $"handshake message {type}",
    };

    /// <summary>"1.2" for 0x0303, and so on.</summary>
    internal static string VersionName(int version) => version switch
    {
        0x0304 => "1.3",
        0x0303 => "1.2",
        0x0302 => "1.1",
        0x0301 => "1.0",
        0x0300 => "SSL 3.0",
        _ => $"0x{version:x4}",
    };

    private void Keep(ReadOnlySpan<byte> part)
    {
        _kept ??= new byte[KeptBytes];
        int count = Math.Min(_kept.Length - _keptCount, part.Length);
        part[..count].CopyTo(_kept.AsSpan(_keptCount));
        _keptCount += count;
    }

    private void EndMessage(TlsRecordReader record)
    {
        byte noted = _type;
        switch (_type)
        {
            case ServerHello:
                if (ReadServerHello(_kept.AsSpan(0, _keptCount)))
                    noted = 254;
                break;
            case Certificate:
                CertificateSeen = true;
                break;
            case CertificateRequest:
                CertificateRequestSeen = true;
                break;
            case ServerHelloDone:
                ServerHelloDoneSeen = true;
                break;
        }

        record.Note(TlsRecordReader.Handshake, noted, 0);
    }

    // Returns whether it is a HelloRetryRequest.
    private bool ReadServerHello(ReadOnlySpan<byte> body)
    {
        if (body.Length < 38)
            return false;

        bool retry = body.Slice(2, 32).SequenceEqual(RetryRandom);
        Version = BinaryPrimitives.ReadUInt16BigEndian(body);
        int position = 34 + 1 + body[34];
        if (position + 3 <= body.Length)
        {
            CipherSuite = BinaryPrimitives.ReadUInt16BigEndian(body[position..]);
            ReadExtensions(body[(position + 3)..]);
        }

        if (retry)
            RetrySeen = true;
        else
            ServerHelloSeen = true;
        return retry;
    }

    private void ReadExtensions(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2)
            return;

        int end = Math.Min(rest.Length, 2 + BinaryPrimitives.ReadUInt16BigEndian(rest));
        for (int position = 2; position + 4 <= end;)
        {
            int type = BinaryPrimitives.ReadUInt16BigEndian(rest[position..]);
            int length = BinaryPrimitives.ReadUInt16BigEndian(rest[(position + 2)..]);
            position += 4;
            // supported_versions (RFC 8446 section 4.2.1): the version field itself stays 0x0303.
            if (type == 43 && length == 2 && position + 2 <= end)
                Version = BinaryPrimitives.ReadUInt16BigEndian(rest[position..]);
            position += length;
        }
    }
}
