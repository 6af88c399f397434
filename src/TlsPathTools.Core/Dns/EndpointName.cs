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

    /// <summary>Reads what a user wrote.</summary>
    /// <param name="text">The text.</param>
    /// <param name="defaultPort">The port where the text names none.</param>
    /// <param name="name">The result.</param>
    /// <param name="problem">Otherwise: what is wrong and what to write instead, safe to show.</param>
    public static bool TryParse(string? text, int defaultPort, [NotNullWhen(true)] out EndpointName? name, [NotNullWhen(false)] out string? problem)
        => throw new NotSupportedException("Follows.");
}
