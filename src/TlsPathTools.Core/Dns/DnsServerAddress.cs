using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Reads the address of a DNS server as users write it: <c>8.8.8.8</c>, <c>8.8.8.8:5353</c>, <c>::1</c>, <c>[::1]:53</c>.</summary>
public static class DnsServerAddress
{
    /// <summary>The port of DNS over UDP and TCP.</summary>
    public const int DefaultPort = 53;

    /// <summary>Reads what a user wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="server">The address and port.</param>
    /// <param name="problem">Otherwise: what is wrong and what to write instead, safe to show.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out IPEndPoint? server, [NotNullWhen(false)] out string? problem)
    {
        server = null;
        problem = Read((text ?? "").Trim(), ref server);
        return server is not null;
    }

    private static string? Read(string text, ref IPEndPoint? server)
    {
        if (text.Length == 0)
            return "No DNS server is given: write its address, like '192.0.2.53' or '[2001:db8::53]:53'.";
        if (text.Contains("://", StringComparison.Ordinal))
            return $"'{HostText.Show(text)}' is a URL: DNS is asked over UDP and TCP here; write the server's address, like '192.0.2.53'.";

        int port = DefaultPort;
        string? problem = HostText.Unusable(text) ?? HostText.SplitPort(text, ref port, out text);
        if (problem is not null)
            return problem;
        if (!HostText.TryAddress(text, out IPAddress? address))
        {
            return $"'{HostText.Show(text)}' is not an address: a DNS server is given by address, like '192.0.2.53', so that no other resolver has a say in the answer. "
                + "Resolve its name first.";
        }

        server = new IPEndPoint(address, port);
        return null;
    }
}
