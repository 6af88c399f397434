using System.Net.Sockets;

namespace TlsPathTools.Probing.Wire;

/// <summary>
/// The stream between socket and SslStream: passes bytes on unchanged and keeps what the exceptions of a TLS library
/// hide: which record was the last, and whether FIN, RST or silence ended the connection.
/// </summary>
internal sealed class WireObserver : AsyncOnlyStream
{
    /// <summary>More than the largest sane certificate flight; OpenSSL itself gives up at about 100 kB of certificates.</summary>
    internal const int MaxHandshakeBytes = 256 * 1024;

    private readonly Stream _inner;
    private ReadOnlyMemory<byte> _prefix;
    private int _enoughRecords = int.MaxValue;

    /// <summary>An observer of a connection that stays the caller's to close.</summary>
    /// <param name="inner">The connection.</param>
    /// <param name="prefix">Bytes that were read already (sent by a fast server together with the proxy's answer).</param>
    internal WireObserver(Stream inner, ReadOnlyMemory<byte> prefix = default)
    {
        _inner = inner;
        _prefix = prefix;
        Outgoing = new TlsRecordReader(Incoming);
    }

    internal TlsRecordReader Incoming { get; } = new();

    internal TlsRecordReader Outgoing { get; }

    internal StreamEnd ReadEnd { get; private set; }

    internal StreamEnd WriteEnd { get; private set; }

    /// <summary>The socket error that ended it.</summary>
    internal SocketError? Error { get; private set; }

    /// <summary>Whether the handshake is complete: its bound on bytes no longer holds then.</summary>
    internal bool HandshakeDone { get; set; }

    /// <summary>The reader was told that the stream has ended because enough had come; the peer has closed nothing.</summary>
    internal bool SaidEnough { get; private set; }

    /// <summary>
    /// Once more than this many encrypted records came, the reader is told that the stream has ended when it asks for
    /// more. So a read of SslStream returns after it has understood what came (an alert it throws before it asks for
    /// more), and without the price of a cancellation.
    /// </summary>
    internal void EndAfter(int records) => _enoughRecords = records;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Incoming.ApplicationRecords > _enoughRecords && Incoming is { PartialHeader: 0, PartialBody: null })
        {
            SaidEnough = true;
            return 0;
        }

        if (!_prefix.IsEmpty)
        {
            int taken = Math.Min(buffer.Length, _prefix.Length);
            _prefix[..taken].CopyTo(buffer);
            _prefix = _prefix[taken..];
            Take(buffer.Span[..taken]);
            return taken;
        }

        try
        {
            int count = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            // SslStream waits with zero-byte reads; their 0 is no end of stream.
            if (count > 0)
                Take(buffer.Span[..count]);
            else if (buffer.Length > 0)
                ReadEnd = StreamEnd.Fin;
            return count;
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            ReadEnd = Judge(inner.SocketErrorCode);
            throw;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Outgoing.Feed(buffer.Span);
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            WriteEnd = Judge(inner.SocketErrorCode);
            throw;
        }
    }

    // The inner stream belongs to the attempt, which still reads TCP_INFO from its socket after SslStream is gone.

    private void Take(ReadOnlySpan<byte> bytes)
    {
        Incoming.Feed(bytes);
        if (Incoming.Defect != RecordDefect.None)
            throw new MalformedTlsException("The peer's bytes are not TLS records.");
        if (!HandshakeDone && Incoming.Bytes > MaxHandshakeBytes)
            throw new MalformedTlsException($"The peer's handshake is larger than {MaxHandshakeBytes / 1024} KiB.");
    }

    private StreamEnd Judge(SocketError error)
    {
        Error = error;
        // A write after a reset gives EPIPE (Shutdown) on Linux, and "aborted" on Windows.
        return error is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
            ? StreamEnd.Rst
            : StreamEnd.Error;
    }
}
