using System.Text;

namespace TlsPathTools.Dns;

/// <summary>
/// Domain names on the wire (RFC 1035 sections 3.1 and 4.1.4). Compression pointers may only go strictly backwards, at
/// most 127 of them, and a name has at most 255 octets: a hostile message can neither loop nor make long work.
/// </summary>
internal static class DnsName
{
    private const int MaxOctets = 255;
    private const int MaxPointers = 127;
    private const int HeaderLength = 12;

    /// <summary>Plain lower-case ASCII text, with or without trailing dot, as labels; null when it is no name.</summary>
    internal static byte[]? Encode(string text)
    {
        string name = text.EndsWith('.') ? text[..^1] : text;
        if (name.Length is 0 or > MaxOctets - 2 || !Ascii.IsValid(name))
            return null;

        byte[] wire = new byte[name.Length + 2];
        int position = 0;
        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > 63)
                return null;
            wire[position] = (byte)label.Length;
            position += 1 + Encoding.ASCII.GetBytes(label, wire.AsSpan(position + 1));
        }

        return wire;
    }

    /// <summary>Checks the name at a position and moves behind it.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    internal static string? Skip(ReadOnlySpan<byte> message, ref int position)
    {
        int at = position, lowest = position, octets = 1, pointers = 0, end = -1;
        while (true)
        {
            if (at >= message.Length)
                return "a name runs past the end of the message";
            int length = message[at];
            if (length == 0)
                break;

            switch (length & 0xC0)
            {
                case 0x00:
                    at += 1 + length;
                    octets += 1 + length;
                    if (octets > MaxOctets)
                        return "a name has more than 255 octets";
                    break;
                case 0xC0:
                    if (at + 1 >= message.Length)
                        return "a compression pointer is cut off";
                    int target = PointerAt(message, at);
                    if (target >= lowest || target < HeaderLength)
                        return "a compression pointer does not go backwards";
                    if (++pointers > MaxPointers)
                        return "a name has more than 127 compression pointers";
                    end = end < 0 ? at + 2 : end;
                    at = lowest = target;
                    break;
                default:
                    return "a label has an unknown type";
            }
        }

        position = end < 0 ? at + 1 : end;
        return null;
    }

    /// <summary>Whether two names that <see cref="Skip"/> has passed are the same; letter case does not count.</summary>
    internal static bool Same(ReadOnlySpan<byte> message, int left, int right)
    {
        while (true)
        {
            ReadOnlySpan<byte> a = NextLabel(message, ref left);
            ReadOnlySpan<byte> b = NextLabel(message, ref right);
            if (!EqualsIgnoreCase(a, b))
                return false;
            if (a.IsEmpty)
                return true;
        }
    }

    /// <summary>
    /// A name that <see cref="Skip"/> has passed as text, lower-case, without trailing dot; the root is ".". Dots and backslashes
    /// in labels, and all octets that do not print, are escaped (RFC 1035 section 5.1).
    /// </summary>
    internal static string Text(ReadOnlySpan<byte> message, int position)
    {
        var text = new StringBuilder();
        while (NextLabel(message, ref position) is { IsEmpty: false } label)
        {
            text.Append(text.Length > 0 ? "." : "");
            foreach (byte octet in label)
            {
                if (octet is (byte)'.' or (byte)'\\')
                    text.Append('\\').Append((char)octet);
                else if (octet is > 32 and < 127)
                    text.Append(char.ToLowerInvariant((char)octet));
                else
                    text.Append('\\').Append((char)('0' + (octet / 100))).Append((char)('0' + (octet / 10 % 10))).Append((char)('0' + (octet % 10)));
            }
        }

        return text.Length == 0 ? "." : text.ToString();
    }

    /// <summary>Octets that are equal but for the case of ASCII letters.</summary>
    internal static bool EqualsIgnoreCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (Lower(left[i]) != Lower(right[i]))
                return false;
        }

        return true;
    }

    private static ReadOnlySpan<byte> NextLabel(ReadOnlySpan<byte> message, ref int position)
    {
        while ((message[position] & 0xC0) == 0xC0)
            position = PointerAt(message, position);
        int length = message[position];
        ReadOnlySpan<byte> label = message.Slice(position + 1, length);
        position += length == 0 ? 0 : 1 + length;
        return label;
    }

    private static int PointerAt(ReadOnlySpan<byte> message, int position) => ((message[position] & 0x3F) << 8) | message[position + 1];

    private static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
}
