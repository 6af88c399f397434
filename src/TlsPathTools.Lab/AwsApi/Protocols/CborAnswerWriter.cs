using System.Buffers.Binary;
using System.Text;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>Answers in CBOR (RFC 8949), with maps and lists of indefinite length. (The runtime's own writer is a package.)</summary>
internal sealed class CborAnswerWriter : AnswerWriter
{
    private const byte Break = 0xFF;

    private readonly MemoryStream _buffer = new();

    public CborAnswerWriter() => _buffer.WriteByte(0xBF);

    public override string ContentType => "application/cbor";

    public override ReadOnlyMemory<byte> End()
    {
        _buffer.WriteByte(Break);
        return _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
    }

    public override void Dispose() => _buffer.Dispose();

    protected override void OpenObject(string? name) => Open(name, 0xBF);

    protected override void CloseObject() => _buffer.WriteByte(Break);

    protected override void OpenList(string? name) => Open(name, 0x9F);

    protected override void CloseList() => _buffer.WriteByte(Break);

    protected override void Value(string? name, string value)
    {
        Name(name);
        WriteText(value);
    }

    protected override void Value(string? name, long value)
    {
        Name(name);
        if (value >= 0)
            Head(0, (ulong)value);
        else
            Head(1, (ulong)(-1 - value));
    }

    protected override void Value(string? name, double value)
    {
        Name(name);
        WriteDouble(value);
    }

    protected override void Value(string? name, bool value)
    {
        Name(name);
        _buffer.WriteByte(value ? (byte)0xF5 : (byte)0xF4);
    }

    // Tag 1: seconds since 1970.
    protected override void Value(string? name, DateTimeOffset value)
    {
        Name(name);
        Head(6, 1);
        WriteDouble(value.ToUnixTimeMilliseconds() / 1000d);
    }

    private void Open(string? name, byte initial)
    {
        Name(name);
        _buffer.WriteByte(initial);
    }

    private void Name(string? name)
    {
        if (name is not null)
            WriteText(name);
    }

    private void WriteText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Head(3, (ulong)bytes.Length);
        _buffer.Write(bytes);
    }

    private void WriteDouble(double value)
    {
        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = 0xFB;
        BinaryPrimitives.WriteDoubleBigEndian(bytes[1..], value);
        _buffer.Write(bytes);
    }

    private void Head(int major, ulong argument)
    {
        if (argument < 24)
        {
            _buffer.WriteByte((byte)((major << 5) | (int)argument));
            return;
        }

        Span<byte> bytes = stackalloc byte[9];
        bytes[0] = (byte)((major << 5) | 27);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], argument);
        _buffer.Write(bytes);
    }
}
