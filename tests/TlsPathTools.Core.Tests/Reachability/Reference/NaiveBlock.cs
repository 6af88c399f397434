using System.Globalization;

namespace TlsPathTools.Core.Tests.Reachability.Reference;

/// <summary>A CIDR block by its bits. Shares nothing with the code under test, nor with the framework's own parser.</summary>
internal sealed class NaiveBlock
{
    private readonly byte[] _bytes;
    private readonly int _length;

    private NaiveBlock(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    public int Length => _length;

    public static NaiveBlock? Read(string? text)
    {
        if (text is null)
            return null;
        string[] parts = text.Split('/');
        byte[]? bytes = Bytes(parts[0]);
        if (bytes is null)
            return null;
        int length = bytes.Length * 8;
        return parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) ? new NaiveBlock(bytes, length) : null;
    }

    /// <summary>"A CIDR block holds the addresses whose first bits are its own."</summary>
    public bool Holds(byte[] address)
    {
        if (address.Length != _bytes.Length)
            return false;
        int whole = _length / 8;
        for (int i = 0; i < whole; i++)
        {
            if (address[i] != _bytes[i])
                return false;
        }

        for (int bit = whole * 8; bit < _length; bit++)
        {
            if (((address[bit / 8] ^ _bytes[bit / 8]) >> (7 - (bit % 8)) & 1) != 0)
                return false;
        }

        return true;
    }

    public bool HoldsAllOf(NaiveBlock other) => other._length >= _length && Holds(other._bytes);

    public static byte[]? Bytes(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal))
        {
            string[] parts = text.Split('.');
            return parts.Length != 4 || !parts.All(part => byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _)) ? null
                : [.. parts.Select(part => byte.Parse(part, CultureInfo.InvariantCulture))];
        }

        string[] halves = text.Split("::");
        ushort[] left = Groups(halves[0]);
        ushort[] right = halves.Length == 2 ? Groups(halves[1]) : [];
        ushort[] all = [.. left, .. new ushort[8 - left.Length - right.Length], .. right];
        return [.. all.SelectMany(group => new[] { (byte)(group >> 8), (byte)group })];
    }

    private static ushort[] Groups(string text) =>
        text.Length == 0 ? [] : [.. text.Split(':').Select(group => ushort.Parse(group, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
}
