using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>What a <see cref="SquidProxy"/> is to be.</summary>
public sealed record SquidOptions
{
    /// <summary>How it asks for credentials.</summary>
    public ProxyLogin Login { get; init; }

    /// <summary>The user it knows.</summary>
    public string User { get; init; } = "user";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "p:ss w%rd";

    /// <summary>Whether CONNECT to an address literal is answered with 403.</summary>
    public bool DenyAddressLiterals { get; init; }

    /// <summary>The names that it can resolve; no DNS server is asked.</summary>
    public IReadOnlyDictionary<string, IPAddress> Hosts { get; init; } = new Dictionary<string, IPAddress>(StringComparer.Ordinal);

    /// <summary>How long it waits for the server to accept, in whole seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a silent tunnel lives, in whole seconds.</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(60);
}
