using System.Buffers.Binary;

namespace TlsPathTools.Probing.Wire;

/// <summary>
/// Reads one direction of a TLS connection as its bytes pass: record headers, alerts and the handshake messages that
/// are readable. Sans-IO and incremental: bytes may come in any pieces. Keeps the first 256 bytes, nothing else.
/// </summary>
internal sealed class TlsRecordReader(TlsRecordReader? peer = null)
{
    internal const int ChangeCipherSpec = 20, Alert = 21, Handshake = 22, ApplicationData = 23;
    internal const int Tls13 = 0x0304;

    /// <summary>Of an alert in TLS 1.3 without padding: 2 bytes, the content type, the tag.</summary>
    internal const int EncryptedAlertLength = 2 + 1 + 16;

    private const int HeaderLength = 5, MaxRecordLength = 16384 + 2048, MaxNoted = 24;
    private const int ReadableAlert = -1;
    private const byte EncryptedMessage = 0xFF;

    private readonly byte[] _header = new byte[HeaderLength];
    private readonly byte[] _alert = new byte[2];
    private readonly byte[] _first = new byte[256];
    private readonly HandshakeReader _messages = new();
    private readonly List<(byte Type, byte Message, int Length)> _noted = new(8);
    private int _headerCount, _bodyLeft, _alertCount, _firstCount;
    private bool _encrypted;

    /// <summary>Bytes fed.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Whole records.</summary>
    internal int Records { get; private set; }

    /// <summary>Whole records of type application data: in TLS 1.3 all that is encrypted.</summary>
    internal int ApplicationRecords { get; private set; }

    /// <summary>Why reading stopped; bytes are only counted from then on.</summary>
    internal RecordDefect Defect { get; private set; }

    /// <summary>The version or length of the defect.</summary>
    internal int DefectValue { get; private set; }

    /// <summary>The content type of the current or last record.</summary>
    internal byte Type { get; private set; }

    /// <summary>The length of the current or last record's body.</summary>
    internal int Length { get; private set; }

    /// <summary>Bytes of an incomplete record header, 0 to 4.</summary>
    internal int PartialHeader => _headerCount;

    /// <summary>Bytes of an incomplete record body that came; null when no body is open.</summary>
    internal int? PartialBody => _bodyLeft > 0 ? Length - _bodyLeft : null;

    /// <summary>Level and number of the last readable alert.</summary>
    internal (int Level, int Number)? LastAlert { get; private set; }

    /// <summary>The number of the first warning alert other than close_notify.</summary>
    internal int? Warning { get; private set; }

    /// <summary>An alert came that cannot be read.</summary>
    internal bool EncryptedAlert { get; private set; }

    /// <summary>A ChangeCipherSpec came.</summary>
    internal bool ChangeCipherSpecSeen { get; private set; }

    /// <summary>What the readable handshake messages said.</summary>
    internal HandshakeReader Messages => _messages;

    /// <summary>The first bytes, at most 256.</summary>
    internal ReadOnlySpan<byte> First => _first.AsSpan(0, _firstCount);

    /// <summary>
    /// Whether the last whole record can be a close_notify: readable, or encrypted and of the only length that it has.
    /// In TLS 1.3 that is a heuristic (2 bytes, content type, tag): padding hides it, a two-byte body looks like it.
    /// </summary>
    internal bool EndsWithCloseNotify => Records > 0 && PartialBody is null && (Type == Alert
        ? !_encrypted && LastAlert is { Number: 0 } || EncryptedAlert
        : Type == ApplicationData && Length == EncryptedAlertLength && Version == Tls13);

    private int Version => _messages.Version != 0 ? _messages.Version : peer?._messages.Version ?? 0;

    /// <summary>Takes the next bytes.</summary>
    internal void Feed(ReadOnlySpan<byte> data)
    {
        Bytes += data.Length;
        int keep = Math.Min(_first.Length - _firstCount, data.Length);
        data[..keep].CopyTo(_first.AsSpan(_firstCount));
        _firstCount += keep;

        while (data.Length > 0 && Defect == RecordDefect.None)
            data = data[(_bodyLeft == 0 ? FeedHeader(data) : FeedBody(data))..];
    }

    /// <summary>The records in order, in words: "ServerHello(1.3), ChangeCipherSpec, encrypted(27)".</summary>
    internal string Describe()
    {
        string text = string.Join(", ", _noted.Select(noted => noted switch
        {
            { Type: ChangeCipherSpec } => "ChangeCipherSpec",
            { Type: Alert, Length: ReadableAlert } => "alert " + AlertNames.Of(noted.Message),
            { Type: Alert } => $"encrypted alert({noted.Length})",
            { Type: Handshake, Message: EncryptedMessage } => $"encrypted handshake({noted.Length})",
            { Type: Handshake } => HandshakeReader.NameOf(noted.Message, _messages),
            { Type: ApplicationData } => $"encrypted({noted.Length})",
            _ => $"record type {noted.Type}({noted.Length})",
        }));
        return _noted.Count == MaxNoted ? text + ", …" : text;
    }

    private int FeedHeader(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(HeaderLength - _headerCount, data.Length);
        data[..count].CopyTo(_header.AsSpan(_headerCount));
        _headerCount += count;

        // The first byte alone tells TLS from text: do not wait for five when a server says less.
        if (_header[0] is < ChangeCipherSpec or > 24)
            Defect = RecordDefect.NotTls;
        else if (_headerCount > 1 && _header[1] != 3)
            (Defect, DefectValue) = (RecordDefect.IllegalVersion, _headerCount > 2 ? _header[1] << 8 | _header[2] : _header[1] << 8);
        if (Defect != RecordDefect.None || _headerCount < HeaderLength)
            return count;

        Type = _header[0];
        Length = _bodyLeft = BinaryPrimitives.ReadUInt16BigEndian(_header.AsSpan(3));
        _headerCount = 0;
        _alertCount = 0;
        if (Length > MaxRecordLength)
            (Defect, DefectValue) = (RecordDefect.IllegalLength, Length);
        else if (Length == 0)
            EndRecord();
        return count;
    }

    private int FeedBody(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(_bodyLeft, data.Length);
        ReadOnlySpan<byte> body = data[..count];
        if (Type == Handshake && !_encrypted)
        {
            _messages.Feed(body, this);
        }
        else if (Type == Alert && Length == 2)
        {
            foreach (byte b in body)
                _alert[_alertCount++] = b;
        }

        _bodyLeft -= count;
        if (_bodyLeft == 0)
            EndRecord();
        return count;
    }

    private void EndRecord()
    {
        Records++;
        switch (Type)
        {
            case ChangeCipherSpec:
                ChangeCipherSpecSeen = true;
                // In TLS 1.3 it is a dummy (RFC 8446 appendix D.4), and a second ClientHello in clear may follow it.
                _encrypted |= Version != Tls13;
                Note(Type, 0, Length);
                break;
            case Alert when Length == 2 && !_encrypted:
                LastAlert = (_alert[0], _alert[1]);
                if (_alert[0] == 1 && _alert[1] != 0)
                    Warning ??= _alert[1];
                Note(Type, _alert[1], ReadableAlert);
                break;
            case Alert:
                EncryptedAlert = true;
                Note(Type, 0, Length);
                break;
            case ApplicationData:
                ApplicationRecords++;
                Note(Type, 0, Length);
                break;
            case Handshake when _encrypted:
                Note(Type, EncryptedMessage, Length);
                break;
            case Handshake:
                break;
            default:
                Note(Type, 0, Length);
                break;
        }
    }

    internal void Note(byte type, byte message, int length)
    {
        if (_noted.Count < MaxNoted)
            _noted.Add((type, message, length));
    }
}
