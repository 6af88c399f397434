using System.Buffers.Binary;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// How far a TLS connection has come, told from the headers of its records alone: versions differ in what they send in the clear, so that the
/// server's first message decides how the client's Finished is recognized.
/// </summary>
internal sealed class TlsProgress
{
    private const byte ServerHelloDone = 14;
    private const int SupportedVersions = 43;

    private bool _clientChangedCipher;
    private bool _serverChangedCipher;

    public RecordScanner Client { get; } = new();

    public RecordScanner Server { get; } = new();

    /// <summary>Whether the server chose TLS 1.3; false until it did.</summary>
    public bool IsTls13 { get; private set; }

    /// <summary>Whether the ClientHello is whole.</summary>
    public bool HelloIsWhole => Client.FirstMessageIsWhole;

    /// <summary>Whole records that the server sent, its ChangeCipherSpec not counted.</summary>
    public int ServerRecords { get; private set; }

    /// <summary>Whether the server's first flight is over: it says so (TLS 1.2), or the client answers it.</summary>
    public bool ServerFlightIsOver { get; private set; }

    /// <summary>Whether the client's Finished has passed.</summary>
    public bool ClientFinished { get; private set; }

    /// <summary>Whether a record of the client that begins is one of its request.</summary>
    public bool BeginsRequest => Client.Type == RecordScanner.ApplicationData && ClientFinished;

    /// <summary>Whether a record of the server that begins is encrypted.</summary>
    public bool ServerRecordIsEncrypted => Server.Type == RecordScanner.ApplicationData || (Server.Type == RecordScanner.Handshake && _serverChangedCipher);

    // After a HelloRetryRequest the client says hello anew, which is a handshake record in the clear; what answers a flight begins with a
    // ChangeCipherSpec, an alert or an encrypted record (TLS 1.3), or with a key exchange (TLS 1.2).
    private bool IsHelloAgain => IsTls13 && Client.Type is RecordScanner.Handshake or RecordScanner.ChangeCipherSpec && ServerRecords == 1;

    /// <summary>Takes note of a record of the client that begins.</summary>
    public void ClientRecordBegins()
    {
        if (HelloIsWhole && ServerRecords > 0 && !IsHelloAgain)
            ServerFlightIsOver = true;
    }

    /// <summary>Takes note of a whole record of the client. True when it was its Finished.</summary>
    public bool ClientRecordEnds()
    {
        if (Client.Type == RecordScanner.ChangeCipherSpec)
            _clientChangedCipher = true;
        bool finished = !ClientFinished && ServerRecords > 0
            && (IsTls13 ? Client.Type == RecordScanner.ApplicationData : _clientChangedCipher && Client.Type == RecordScanner.Handshake);
        ClientFinished |= finished;
        return finished;
    }

    /// <summary>Takes note of a whole record of the server.</summary>
    public void ServerRecordEnds()
    {
        if (Server.Type == RecordScanner.ChangeCipherSpec)
        {
            _serverChangedCipher = true;
            return;
        }

        if (ServerRecords++ == 0)
            IsTls13 = ChoosesTls13(Server.FirstMessage);
        if (Server is { Type: RecordScanner.Handshake, Length: 4, FirstOfBody: ServerHelloDone } && !_serverChangedCipher)
            ServerFlightIsOver = true;
    }

    // RFC 8446, 4.1.3: version, random, session id, suite, compression, extensions.
    private static bool ChoosesTls13(ReadOnlySpan<byte> hello)
    {
        if (hello.Length < 39 || hello[0] != 2)
            return false;
        int at = 39 + hello[38] + 3 + 2;
        while (at + 4 <= hello.Length)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 2)..]);
            if (BinaryPrimitives.ReadUInt16BigEndian(hello[at..]) == SupportedVersions && length == 2 && at + 6 <= hello.Length)
                return BinaryPrimitives.ReadUInt16BigEndian(hello[(at + 4)..]) == 0x0304;
            at += 4 + length;
        }

        return false;
    }
}
