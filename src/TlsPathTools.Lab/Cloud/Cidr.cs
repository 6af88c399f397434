using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Cloud;

/// <summary>A block of addresses. (System.Net.IPNetwork refuses blocks with host bits, which AWS shows in some places.)</summary>
internal readonly record struct Cidr(IPAddress Address, int Length)
{
    /// <summary>All of IPv4.</summary>
    public static Cidr Any { get; } = new(IPAddress.Any, 0);

    /// <summary>Whether it holds an address. Blocks of the other family hold none.</summary>
    public bool Contains(IPAddress address)
    {
        if (address.AddressFamily != Address.AddressFamily)
            return false;
        Span<byte> block = stackalloc byte[16];
        Span<byte> bytes = stackalloc byte[16];
        Address.TryWriteBytes(block, out _);
        address.TryWriteBytes(bytes, out _);
        (int whole, int bits) = (Length >> 3, Length & 7);
        return block[..whole].SequenceEqual(bytes[..whole]) && (bits == 0 || (block[whole] ^ bytes[whole]) >> (8 - bits) == 0);
    }

    /// <summary>Reads <c>10.0.0.0/16</c> or <c>::/0</c>.</summary>
    public static bool TryParse(string text, out Cidr cidr)
    {
        cidr = default;
        if (text.Split('/') is not [var first, var second] || !IPAddress.TryParse(first, out IPAddress? address)
            || !int.TryParse(second, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int length)
            || length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            return false;
        }

        cidr = new Cidr(address, length);
        return true;
    }

    /// <summary>Reads a block that is known to be well written.</summary>
    public static Cidr Parse(string text) => TryParse(text, out Cidr cidr) ? cidr : throw new FormatException($"'{text}' is no block of addresses.");

    public override string ToString() => $"{Address}/{Length}";
}
