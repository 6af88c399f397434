using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Cli.Parsing;

/// <summary>Reads one value of an option; a problem says what to write instead and leaves the value aside.</summary>
internal delegate bool ValueReader<T>(string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem);

/// <summary>The kinds of values that options take.</summary>
internal static class Values
{
    public static bool Text(string text, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? problem) =>
        Read(text.Length > 0, text, "It is empty.", out value, out problem);

    public static bool Integer(string text, out int value, [NotNullWhen(false)] out string? problem) =>
        Read(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number), number, "Write a whole number.", out value, out problem);

    public static bool Port(string text, out int value, [NotNullWhen(false)] out string? problem) =>
        Read(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535, port,
            "A port lies between 1 and 65535.", out value, out problem);

    public static bool Rate(string text, out double value, [NotNullWhen(false)] out string? problem) =>
        Read(double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate), rate,
            "Write a number of attempts a second, for example 10 or 0.5.", out value, out problem);

    public static bool Duration(string text, out TimeSpan value, [NotNullWhen(false)] out string? problem) =>
        Read(DurationText.TryParse(text, out TimeSpan duration), duration,
            "Write a length of time such as 90s, 10m, 1h30m, 0:10:00, or a number of seconds.", out value, out problem);

    /// <summary>An address literal as resolvers and logs write it: 010.1, 1.2.3 and 0x7f.1 are refused, since programs read them differently.</summary>
    public static bool Address(string text, [NotNullWhen(true)] out IPAddress? value, [NotNullWhen(false)] out string? problem)
    {
        string bare = text is ['[', .. var inner, ']'] ? inner : text;
        bool valid = IPAddress.TryParse(bare, out IPAddress? address)
            // The parser would also take [2001:db8::7]:53, and drop the port.
            && (address.AddressFamily == AddressFamily.InterNetworkV6 && !bare.Contains(']', StringComparison.Ordinal)
                || string.Equals(address.ToString(), bare, StringComparison.Ordinal));
        return Read(valid, address!, "Write an address such as 198.51.100.7 or 2001:db8::7.", out value, out problem);
    }

    /// <summary>A DNS server: an address, or address:port.</summary>
    public static bool DnsServer(string text, [NotNullWhen(true)] out IPEndPoint? value, [NotNullWhen(false)] out string? problem)
    {
        const int DnsPort = 53;
        if (Address(text, out IPAddress? address, out _))
            return Read(valid: true, new IPEndPoint(address, DnsPort), "", out value, out problem);

        int colon = text.LastIndexOf(':');
        bool valid = Address(colon < 0 ? "" : text[..colon], out address, out _)
            & Port(text[(colon + 1)..], out int port, out _)
            // 2001:db8::1:53 without brackets never gets here: it is an address as a whole.
            && (address!.AddressFamily == AddressFamily.InterNetwork || text[0] == '[');
        return Read(valid, valid ? new IPEndPoint(address!, port) : null!, "Write the resolver's address, with a port if it is not 53: 10.0.0.2, 10.0.0.2:5353, [2001:db8::53]:5353.", out value, out problem);
    }

    /// <summary>One of a few words.</summary>
    public static ValueReader<T> OneOf<T>(params (string Word, T Value)[] words) => (string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem) =>
    {
        (string? word, T? found) = Array.Find(words, w => string.Equals(w.Word, text, StringComparison.OrdinalIgnoreCase));
        bool known = word is not null;
        value = found;
        problem = known ? null : $"Write {string.Join(" or ", words.Select(w => w.Word))}.";
        return known;
    };

    private static bool Read<T>(bool valid, T read, string otherwise, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? problem)
    {
        value = valid ? read : default;
        problem = valid ? null : otherwise;
        return valid;
    }
}
