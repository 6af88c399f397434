using System.Net;

namespace TlsPathTools.Dns;

/// <summary>How a name is resolved.</summary>
public sealed record ResolverOptions
{
    /// <summary>The resolvers to ask, each by itself, and to compare; empty for those of this machine.</summary>
    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];

    /// <summary>Only this family; null for both.</summary>
    public IPFamily? AddressFamily { get; init; }

    /// <summary>
    /// The limit of one question to one resolver, over all its tries. A repeat over TCP (truncation) or without EDNS has the
    /// same limit for itself.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a question without an answer is sent in all, evenly over the limit.</summary>
    public int Tries { get; init; } = 2;

    /// <summary>Leave hosts file and system resolver out.</summary>
    public bool WireOnly { get; init; }
}
