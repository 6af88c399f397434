using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;

namespace TlsPathTools.Reachability.Rules;

/// <summary>Addresses of one family from the first to the last, both included. Most are blocks; what is left of a block after a cut need not be one.</summary>
internal readonly record struct AddressRange(bool IPv6, UInt128 First, UInt128 Last)
{
    private int Bits => IPv6 ? 128 : 32;

    /// <summary>Every address of a family.</summary>
    public static AddressRange All(bool ipv6) => new(ipv6, UInt128.Zero, ipv6 ? UInt128.MaxValue : uint.MaxValue);

    /// <summary>One address. An IPv4 address in IPv6 clothes is an IPv4 address.</summary>
    public static AddressRange Of(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        UInt128 value = Value(plain);
        return new AddressRange(plain.AddressFamily == AddressFamily.InterNetworkV6, value, value);
    }

    /// <summary>
    /// A block as AWS and Kubernetes write it, or an address; null where the text is neither. Bits after the prefix do not count, as AWS cuts them off
    /// (docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html).
    /// </summary>
    public static AddressRange? Parse(string? text)
    {
        if (text is null)
            return null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (Address(slash < 0 ? text : text[..slash]) is not { } address)
            return null;
        var whole = Of(address);
        if (slash < 0)
            return whole;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
            return null;
        if (address.IsIPv4MappedToIPv6)
            length -= 96;
        if (length < 0 || length > whole.Bits)
            return null;
        UInt128 hosts = length == whole.Bits ? UInt128.Zero : All(whole.IPv6).Last >> length;
        return new AddressRange(whole.IPv6, whole.First & ~hosts, whole.First | hosts);
    }

    /// <summary>Whether it is one address.</summary>
    public bool IsOne => First == Last;

    /// <summary>Whether both have an address in common.</summary>
    public bool Overlaps(AddressRange other) => IPv6 == other.IPv6 && First <= other.Last && other.First <= Last;

    /// <summary>Whether every address of the other is one of these.</summary>
    public bool Contains(AddressRange other) => IPv6 == other.IPv6 && First <= other.First && other.Last <= Last;

    /// <summary>The length of the prefix of a block.</summary>
    public int PrefixLength => Bits - (int)(128 - UInt128.LeadingZeroCount(Last - First));

    /// <summary>The smallest block that holds all of these.</summary>
    public AddressRange Block
    {
        get
        {
            UInt128 differing = First ^ Last;
            UInt128 hosts = differing == UInt128.Zero ? UInt128.Zero : UInt128.MaxValue >> (int)UInt128.LeadingZeroCount(differing);
            return this with { First = First & ~hosts, Last = Last | hosts };
        }
    }

    /// <inheritdoc/>
    public override string ToString() => IsOne ? Text(First) : IsBlock ? string.Create(CultureInfo.InvariantCulture, $"{Text(First)}/{PrefixLength}") : $"{Text(First)}-{Text(Last)}";

    private bool IsBlock => Block == this;

    // Not every text that .NET takes for an address is one here: "10" and "010.0.0.1" would be other addresses than their writer meant.
    private static IPAddress? Address(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : text.AsSpan().IndexOfAny('[', '%') < 0) ? address : null;

    private static UInt128 Value(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return written == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private string Text(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (IPv6)
            BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        return new IPAddress(bytes[..(IPv6 ? 16 : 4)]).ToString();
    }
}
