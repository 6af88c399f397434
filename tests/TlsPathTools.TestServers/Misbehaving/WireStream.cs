using System.Buffers.Binary;

namespace TlsPathTools.TestServers;

/// <summary>
/// The stream between an SslStream server and its socket. It replays the ClientHello that was read before, and cuts or
/// corrupts the server's flight at an exact record. SslStream writes whole records, so a write is parsed by itself.
/// </summary>
internal sealed class WireStream(WireConnection connection, ReadOnlyMemory<byte> replay, WireCut? cut, bool corrupt) : Stream
{
    private const byte ChangeCipherSpecRecord = 20;
    private const byte AlertRecord = 21;
    private const byte HandshakeRecord = 22;
    private const byte ApplicationRecord = 23;

    private ReadOnlyMemory<byte> _replay = replay;
    private int _records;
    private bool _changedCipher;
    private bool _corrupt = corrupt;

    /// <summary>Whether the cut was reached: whatever SslStream throws then is of no interest.</summary>
    public bool IsCut { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_replay.Length > 0)
        {
            int count = Math.Min(buffer.Length, _replay.Length);
            _replay[..count].CopyTo(buffer);
            _replay = _replay[count..];
            return count;
        }

        if (cut is { AfterClientFlight: true } && _records > 0)
        {
            await ReadClientFlightAsync();
            throw Cut();
        }

        return await connection.ReceiveAsync(buffer, cancellationToken);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (cut is null && !_corrupt)
        {
            await connection.SendAsync(buffer);
            return;
        }

        byte[] bytes = buffer.ToArray();
        for (int start = 0; start < bytes.Length;)
        {
            byte type = bytes[start];
            int length = 5 + BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(start + 3));
            if (cut is { AfterClientFlight: false } && _records == cut.Records && (type != ChangeCipherSpecRecord || cut.Keep is KeptPart.Nothing))
            {
                await connection.SendAsync(bytes.AsMemory(0, start + Kept(cut.Keep, length)));
                throw Cut();
            }

            if (_corrupt && (type is ApplicationRecord || (type is HandshakeRecord && _changedCipher)))
            {
                bytes[start + length - 1] ^= 1;
                _corrupt = false;
            }

            if (type is ChangeCipherSpecRecord)
                _changedCipher = true;
            else
                _records++;
            start += length;
        }

        await connection.SendAsync(bytes);
    }

    public override void Flush()
    {
        // Nothing is buffered here.
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static int Kept(KeptPart keep, int recordLength) => keep switch
    {
        KeptPart.HalfHeader => 3,
        KeptPart.HalfBody => 5 + ((recordLength - 5) / 2),
        _ => 0,
    };

    private IOException Cut()
    {
        IsCut = true;
        return new IOException("The connection was cut on purpose.");
    }

    // Until the client's Finished: the first encrypted record, in TLS 1.3 of type 23, in 1.2 of type 22 after ChangeCipherSpec.
    private async Task ReadClientFlightAsync()
    {
        var header = new byte[5];
        bool changedCipher = false;
        while (true)
        {
            await FillAsync(header);
            await FillAsync(new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(3))]);
            switch (header[0])
            {
                case ApplicationRecord or AlertRecord:
                case HandshakeRecord when changedCipher:
                    return;
                case ChangeCipherSpecRecord:
                    changedCipher = true;
                    break;
            }
        }
    }

    private async Task FillAsync(Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int count = await connection.ReceiveAsync(buffer, connection.Stop);
            if (count == 0)
                throw new EndOfStreamException("The client went away.");
            buffer = buffer[count..];
        }
    }
}
