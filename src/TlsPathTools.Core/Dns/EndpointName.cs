using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace TlsPathTools.Dns;

/// <summary>A host to look at, as a user writes it: a name, name:port, an address literal, [v6]:port, or a URL.</summary>
public sealed record EndpointName
{
    /// <summary>Lower-case ASCII (IDN as A-labels) without trailing dot; for a literal, the address.</summary>
    public required string HostName { get; init; }

    /// <summary>The port that was written, or the default.</summary>
    public required int Port { get; init; }

    /// <summary>The address, when a literal was given: nothing to resolve.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name ended in a dot: the search list is not used.</summary>
    public bool IsFullyQualified { get; init; }

    /// <summary>The readable form of an internationalized name, safe to show beside <see cref="HostName"/>; null for all others.</summary>
    public string? UnicodeName => Address is null ? HostText.Readable(HostName) : null;

    /// <summary>Reads what a user wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultPort">The port where the text names none. The scheme of a URL names one: 443 for https, 80 for http.</param>
    /// <param name="name">The result.</param>
    /// <param name="problem">Otherwise: what is wrong and what to write instead, safe to show.</param>
    public static bool TryParse(string? text, int defaultPort, [NotNullWhen(true)] out EndpointName? name, [NotNullWhen(false)] out string? problem)
    {
        problem = Read((text ?? "").Trim(), defaultPort, out name);
        return name is not null;
    }

    private static string? Read(string text, int port, out EndpointName? name)
    {
        name = null;
        string? problem = HostText.Unusable(text)
            ?? TakeUrl(ref text, ref port)
            ?? HostText.SplitPort(text, ref port, out text);
        if (problem is not null)
            return problem;

        if (HostText.TryAddress(text, out IPAddress? address))
        {
            name = new EndpointName { HostName = address.ToString(), Port = port, Address = address };
            return null;
        }

        problem = HostText.ReadName(text, out string? ascii, out bool qualified);
        if (problem is null)
            name = new EndpointName { HostName = ascii!, Port = port, IsFullyQualified = qualified };
        return problem;
    }

    // System.Uri is not used: it reads 1.2.3 as 1.2.0.3, decodes percent signs and knows nothing of underscores.
    private static string? TakeUrl(ref string text, ref int port)
    {
        int scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            if (text.Contains('@', StringComparison.Ordinal))
                return "A user name before '@' does not belong here: write the host alone, like 'relay.example.org:8443'.";
            return text.Contains('/', StringComparison.Ordinal)
                ? $"'{HostText.Show(text)}' holds a path: write the host alone, or the whole URL, like 'https://relay.example.org/path'."
                : null;
        }

        switch (text[..scheme].ToUpperInvariant())
        {
            case "HTTPS" or "WSS":
                port = 443;
                break;
            case "HTTP" or "WS":
                port = 80;
                break;
            default:
                return $"The port of '{HostText.Show(text[..scheme])}://' is not known here: write 'name:port' instead.";
        }

        string authority = text[(scheme + 3)..];
        int end = authority.AsSpan().IndexOfAny("/?#\\");
        authority = end < 0 ? authority : authority[..end];
        // Whatever stands before '@' may hold a password: it is dropped unseen.
        text = authority[(authority.LastIndexOf('@') + 1)..];
        return text.Length == 0 ? "The URL names no host: write it like 'https://relay.example.org/'." : null;
    }
}
