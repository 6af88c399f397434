using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>Reads a request in CBOR (RFC 8949) as the JSON that would say the same; times (tag 1) become numbers.</summary>
internal ref struct CborReader(ReadOnlySpan<byte> data)
{
    private const int MaxDepth = 32;

    private ReadOnlySpan<byte> _rest = data;

    /// <summary>Reads one item.</summary>
    /// <exception cref="FormatException">Not CBOR, or more deeply nested than any request.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> data) => new CborReader(data).Read(0);

    private JsonNode? Read(int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("The request is nested too deeply.");
        byte initial = Take(1)[0];
        int major = initial >> 5;
        int info = initial & 0x1F;
        if (major == 7)
            return Simple(info);
        bool indefinite = info == 31;
        ulong argument = indefinite ? ulong.MaxValue : Argument(info);
        switch (major)
        {
            case 0:
                return JsonValue.Create((long)argument);
            case 1:
                return JsonValue.Create(-1 - (long)argument);
            case 2:
                return JsonValue.Create(Convert.ToBase64String(Take(argument)));
            case 3:
                return JsonValue.Create(indefinite ? Chunks() : Encoding.UTF8.GetString(Take(argument)));
            case 4:
                var array = new JsonArray();
                for (ulong i = 0; i < argument && !Ended(indefinite); i++)
                    array.Add(Read(depth + 1));
                return array;
            case 5:
                var map = new JsonObject();
                for (ulong i = 0; i < argument && !Ended(indefinite); i++)
                    map[Read(depth + 1)?.ToString() ?? ""] = Read(depth + 1);
                return map;
            default:
                return Read(depth + 1);
        }
    }

    private JsonValue? Simple(int info) => info switch
    {
        20 => JsonValue.Create(false),
        21 => JsonValue.Create(true),
        22 or 23 => null,
        25 => JsonValue.Create((double)BinaryPrimitives.ReadHalfBigEndian(Take(2))),
        26 => JsonValue.Create((double)BinaryPrimitives.ReadSingleBigEndian(Take(4))),
        27 => JsonValue.Create(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
        _ => throw new FormatException("The request holds a value that CBOR does not have."),
    };

    private ulong Argument(int info) => info switch
    {
        < 24 => (ulong)info,
        24 => Take(1)[0],
        25 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        26 => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        27 => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        _ => throw new FormatException("The request holds a length that CBOR does not have."),
    };

    private string Chunks()
    {
        var text = new StringBuilder();
        while (!Ended(indefinite: true))
            text.Append(Read(MaxDepth)?.ToString());
        return text.ToString();
    }

    private bool Ended(bool indefinite)
    {
        if (!indefinite || _rest.IsEmpty || _rest[0] != 0xFF)
            return false;
        _rest = _rest[1..];
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
            throw new FormatException("The request ends too early.");
        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
