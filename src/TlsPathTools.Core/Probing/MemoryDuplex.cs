using System.Threading.Channels;

namespace TlsPathTools.Probing;

/// <summary>Two streams in memory, each the other's peer.</summary>
internal sealed class MemoryDuplex : Wire.AsyncOnlyStream
{
    private readonly ChannelReader<byte[]> _incoming;
    private readonly ChannelWriter<byte[]> _outgoing;
    private ReadOnlyMemory<byte> _rest;

    private MemoryDuplex(ChannelReader<byte[]> incoming, ChannelWriter<byte[]> outgoing)
    {
        _incoming = incoming;
        _outgoing = outgoing;
    }

    internal static (MemoryDuplex Near, MemoryDuplex Far) Pair()
    {
        var there = Channel.CreateUnbounded<byte[]>();
        var back = Channel.CreateUnbounded<byte[]>();
        return (new MemoryDuplex(back.Reader, there.Writer), new MemoryDuplex(there.Reader, back.Writer));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty)
        {
            if (!await _incoming.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                return 0;
            if (_incoming.TryRead(out byte[]? next))
                _rest = next;
        }

        int count = Math.Min(buffer.Length, _rest.Length);
        _rest[..count].CopyTo(buffer);
        _rest = _rest[count..];
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _outgoing.WriteAsync(buffer.ToArray(), cancellationToken);

    protected override void Dispose(bool disposing)
    {
        _outgoing.TryComplete();
        base.Dispose(disposing);
    }
}
