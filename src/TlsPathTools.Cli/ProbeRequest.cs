using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli;

/// <summary>What `tlspath probe` was asked to do, checked.</summary>
internal sealed record ProbeRequest
{
    public required IReadOnlyList<EndpointName> Names { get; init; }

    /// <summary>The only addresses to test, under the SNI of every name; empty to resolve the names.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    public required ResolverOptions Resolver { get; init; }

    public required ProbeOptions Probing { get; init; }

    public bool Json { get; init; }

    public string? OutputPath { get; init; }

    public bool Verbose { get; init; }

    public bool NoColor { get; init; }

    /// <summary>What the user should know before the first probe.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
