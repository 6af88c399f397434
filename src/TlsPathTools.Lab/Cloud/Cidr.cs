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
        byte[] block = Address.GetAddressBytes();
        byte[] bytes = address.GetAddressBytes();
        for (int bit = 0; bit < Length; bit++)
        {
            int mask = 0x80 >> (bit & 7);
            if (((block[bit >> 3] ^ bytes[bit >> 3]) & mask) != 0)
                return false;
        }

        return true;
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
