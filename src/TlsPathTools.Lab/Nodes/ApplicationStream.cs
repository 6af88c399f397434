namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// The stream under an application's HTTP: a client that is silent for longer than the keep-alive time counts as gone, and head and body of an answer are
/// written apart (and so are records of their own under TLS), as servers do that flush their head first.
/// </summary>
internal sealed class ApplicationStream(Stream inner, TimeSpan keepAlive) : Stream
{
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
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(keepAlive);
        try
        {
            return await inner.ReadAsync(buffer, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int head = buffer.Span.IndexOf("\r\n\r\n"u8) + 4;
        if (head > 4 && head < buffer.Length)
        {
            await inner.WriteAsync(buffer[..head], cancellationToken).ConfigureAwait(false);
            buffer = buffer[head..];
        }

        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
