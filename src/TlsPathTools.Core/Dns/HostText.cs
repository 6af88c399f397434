using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TlsPathTools.Dns;

/// <summary>How people write hosts, ports and addresses. A method that returns text returns what is wrong, or null.</summary>
internal static class HostText
{
    // IDNA's other dots: ideographic, fullwidth and halfwidth full stop.
    private static readonly char[] s_otherDots = ['\u3002', '\uFF0E', '\uFF61'];

    // Underscores are no host name characters, but DNS has them and people use them.
    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <summary>The text as messages show it: escaped, short, and without what stands before '@' (it may be a password).</summary>
    internal static string Show(string text) => SafeText.Escape(text[(text.LastIndexOf('@') + 1)..], 80)!;

    /// <summary>What no form of host can hold.</summary>
    internal static string? Unusable(string text)
    {
        if (text.Length == 0)
            return "No host is given: write a name, an address or a URL, like 'relay.example.org' or 'relay.example.org:8443'.";
        if (text.Length > 2048)
            return $"'{Show(text)}' is too long for a host or a URL: write the name alone.";
        if (text.Any(char.IsControl))
            return $"'{Show(text)}' holds a control character: write the name without it.";
        return text.Any(char.IsWhiteSpace)
            ? $"'{Show(text)}' holds a blank: write one name without blanks; several names are several values."
            : null;
    }

    /// <summary>Takes ":port" off "host:port", "[v6]:port", "[v6]"; a bare IPv6 address has no port.</summary>
    internal static string? SplitPort(string text, ref int port, out string host)
    {
        host = text;
        string? written = null;
        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || (close + 1 < text.Length && text[close + 1] != ':'))
                return $"'{Show(text)}' has unpaired brackets: write '[2001:db8::1]:443'.";
            host = text[1..close];
            if (!TryIPv6(host, out _))
                return $"'{Show(host)}' is no IPv6 address: brackets hold one, like '[2001:db8::1]:443'.";
            written = close + 1 < text.Length ? text[(close + 2)..] : null;
        }
        else if (text.Count(c => c == ':') is var colons and > 0)
        {
            if (colons > 1)
            {
                return TryIPv6(text, out _)
                    ? null
                    : $"'{Show(text)}' is no IPv6 address and has more than one colon: write 'name:port' or '[2001:db8::1]:443'.";
            }

            int colon = text.IndexOf(':', StringComparison.Ordinal);
            (host, written) = (text[..colon], text[(colon + 1)..]);
            if (host.Length == 0)
                return $"'{Show(text)}' has no name before the port: write 'name:port'.";
        }

        return written is null ? null : ReadPort(written, ref port);
    }

    /// <summary>An address literal: a strict dotted quad or IPv6 without brackets.</summary>
    internal static bool TryAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        TryIPv4(text, out address) || TryIPv6(text, out address);

    /// <summary>Lower-case ASCII without trailing dot.</summary>
    internal static string? ReadName(string text, out string? ascii, out bool qualified)
    {
        ascii = null;
        foreach (char dot in s_otherDots)
            text = text.Replace(dot, '.');
        qualified = text.EndsWith('.');
        string name = qualified ? text[..^1] : text;
        if (name.Length == 0)
            return "'.' is the root of DNS, not a host: write a name like 'relay.example.org'.";

        var labels = new StringBuilder(name.Length);
        foreach (string label in name.Split('.'))
        {
            string? problem = ReadLabel(label, text, out string encoded);
            if (problem is not null)
                return problem;
            labels.Append(labels.Length > 0 ? "." : "").Append(encoded);
        }

        // Checked after mapping: a fullwidth digit is a digit as well.
        string mapped = labels.ToString();
        if (LooksLikeAddress(mapped))
            return $"'{Show(text)}' looks like an IPv4 address but is none: write four numbers from 0 to 255 without leading zeros, like '192.0.2.1', or a name.";
        if (mapped.Length > 253)
            return $"'{Show(text)}' has {mapped.Length} characters: a DNS name has at most 253.";

        ascii = mapped;
        return null;
    }

    /// <summary>The readable form where it differs; null when it does not, or cannot be made.</summary>
    internal static string? Readable(string ascii)
    {
        if (!ascii.Contains("xn--", StringComparison.Ordinal))
            return null;
        try
        {
            string unicode = s_idn.GetUnicode(ascii);
            return string.Equals(unicode, ascii, StringComparison.Ordinal) ? null : SafeText.Escape(unicode);
        }
        catch (ArgumentException)
        {
            // "xn--" and then no valid Punycode: DNS does not mind.
            return null;
        }
    }

    private static string? ReadLabel(string label, string whole, out string encoded)
    {
        encoded = label;
        if (label.Length == 0)
            return $"'{Show(whole)}' has an empty part: write exactly one dot between the parts of a name.";
        if (string.Equals(label, "*", StringComparison.Ordinal))
            return $"'{Show(whole)}' is a wildcard: write a real name that it covers.";

        if (!Ascii.IsValid(label))
        {
            try
            {
                encoded = s_idn.GetAscii(label);
            }
            catch (ArgumentException)
            {
                return $"'{Show(label)}' cannot be written as an internationalized DNS label (invalid characters, or over 63 octets): check the spelling.";
            }
        }

        encoded = encoded.ToLowerInvariant();
        if (encoded.Length > 63)
            return $"The part '{Show(label)}' has {encoded.Length} characters: a part of a DNS name has at most 63.";
        int bad = encoded.AsSpan().IndexOfAnyExcept(s_nameCharacters);
        return bad < 0
            ? null
            : $"'{Show(whole)}' holds '{Show(encoded[bad].ToString())}', which no host name has: write letters, digits, '-', '_' and dots.";
    }

    private static readonly System.Buffers.SearchValues<char> s_nameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");

    // A name cannot end in a number or 0x… (no such top-level domain, RFC 3696 section 2): C libraries read those as addresses.
    private static bool LooksLikeAddress(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..];
        return last.All(char.IsAsciiDigit)
            || (last.StartsWith("0x", StringComparison.Ordinal) && last.Skip(2).All(char.IsAsciiHexDigit));
    }

    private static bool TryIPv4(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        string[] parts = text.Split('.');
        if (parts.Length != 4)
            return false;

        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < 4; i++)
        {
            // "010" is 8 to some programs and 10 to others: not an address here.
            if (parts[i].Length is 0 or > 3 || (parts[i].Length > 1 && parts[i][0] == '0')
                || !byte.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return false;
            }
        }

        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryIPv6(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // IPAddress.TryParse would also take brackets and a port.
        bool isIPv6 = text.AsSpan().IndexOfAny("[]/") < 0 & IPAddress.TryParse(text, out address)
            && address!.AddressFamily == AddressFamily.InterNetworkV6;
        address = isIPv6 ? address : null;
        return isIPv6;
    }

    private static string? ReadPort(string text, ref int port)
    {
        if (text.Length == 0)
            return "The port after ':' is missing: write 'name:443', or the name alone.";
        bool usable = text.Length <= 5 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
        return usable ? null : $"'{Show(text)}' is no port: write a number from 1 to 65535.";
    }
}
