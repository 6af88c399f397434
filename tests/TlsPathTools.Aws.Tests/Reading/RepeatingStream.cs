using System.Text;

namespace TlsPathTools.Aws.Tests.Reading;

/// <summary>A beginning, and then a text again and again, made while it is read.</summary>
internal sealed class RepeatingStream(string beginning, string repeated, long times) : Stream
{
    private readonly byte[] _repeated = Encoding.UTF8.GetBytes(repeated);
    private byte[] _part = Encoding.UTF8.GetBytes(beginning);
    private int _at;
    private long _left = times;

    /// <summary>Bytes that were asked for.</summary>
    public long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            if (_at == _part.Length)
            {
                if (_left-- <= 0)
                    break;
                _part = _repeated;
                _at = 0;
            }

            int length = Math.Min(_part.Length - _at, buffer.Length - read);
            _part.AsSpan(_at, length).CopyTo(buffer[read..]);
            _at += length;
            read += length;
        }

        BytesRead += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
