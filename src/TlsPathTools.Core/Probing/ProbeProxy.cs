using System.Net;

namespace TlsPathTools.Probing;

/// <summary>An explicit HTTP proxy and the credentials for it. <see cref="ToString"/> never shows the credentials.</summary>
public sealed class ProbeProxy
{
    /// <summary>A proxy.</summary>
    /// <param name="uri">http://host:port or https://host:port; credentials in it are taken out.</param>
    /// <param name="credential">Name and password; null for those in the address, or none.</param>
    public ProbeProxy(Uri uri, NetworkCredential? credential = null)
    {
        if (!uri.IsAbsoluteUri || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw new ArgumentException("A proxy is written http://host:port or https://host:port.", nameof(uri));

        if (credential is null && uri.UserInfo.Length > 0)
        {
            string[] parts = uri.UserInfo.Split(':', 2);
            credential = new NetworkCredential(
                Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "");
        }

        Host = uri.IdnHost;
        Port = uri.Port;
        IsTls = uri.Scheme == "https";
        Credential = credential;
    }

    /// <summary>The proxy's name or address.</summary>
    public string Host { get; }

    /// <summary>The proxy's port.</summary>
    public int Port { get; }

    /// <summary>Whether the connection to the proxy itself is TLS.</summary>
    public bool IsTls { get; }

    /// <summary>Name and password for Basic authentication; null for none. Never written anywhere.</summary>
    internal NetworkCredential? Credential { get; }

    /// <summary>
    /// Ask the proxy for the host name instead of the address: shows the address that the proxy itself would use, and
    /// tests that one only.
    /// </summary>
    public bool ConnectByName { get; init; }

    /// <summary>Reads what a user writes: a URL, or host:port (http).</summary>
    /// <exception cref="FormatException">The text is no proxy address; the message says how to write one and holds no password.</exception>
    public static ProbeProxy Parse(string text, NetworkCredential? credential = null, bool connectByName = false)
    {
        string candidate = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        bool valid = Uri.TryCreate(candidate, UriKind.Absolute, out Uri? uri)
            && uri.Scheme is "http" or "https" && uri is { Host.Length: > 0, Port: > 0, PathAndQuery: "/" };
        if (!valid)
            throw new FormatException("A proxy is written http://host:port or https://host:port (SOCKS is not supported).");
        return new ProbeProxy(uri!, credential) { ConnectByName = connectByName };
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        string host = Host.Contains(':', StringComparison.Ordinal) && !Host.StartsWith('[') ? $"[{Host}]" : Host;
        return $"{(IsTls ? "https" : "http")}://{host}:{Port}";
    }
}
