using System.Net.Sockets;
using System.Text;

namespace TlsPathTools.Probing;

/// <summary>The one request of an attempt.</summary>
internal static class HttpRequest
{
    /// <summary>What servers see in their logs: the tool, so that its traffic can be told from users'.</summary>
    internal const string UserAgent = "TlsPathTools/0.1";

    /// <summary><c>HEAD /</c>, or GET with a path; the connection is to be closed after the response.</summary>
    internal static byte[] Create(ProbeTarget target, ProbeOptions options)
    {
        string host = target.HostName
            ?? (target.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{target.Address}]" : target.Address.ToString());
        if (target.Port != 443)
            host = $"{host}:{target.Port}";
        string line = options.Path is { } path ? $"GET {path}" : "HEAD /";
        return Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {UserAgent}\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }
}
