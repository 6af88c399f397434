using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Which servers are asked, and for which full names.</summary>
internal sealed record DnsConfiguration
{
    /// <summary>Where this comes from, for messages.</summary>
    public required string Source { get; init; }

    public IReadOnlyList<IPEndPoint> Servers { get; init; } = [];
    public IReadOnlyList<string> Search { get; init; } = [];
    public int Ndots { get; init; } = 1;

    /// <summary>Whether names with dots go through the search list as well: C libraries do that, Windows does not.</summary>
    public bool SearchesDottedNames { get; init; } = true;

    /// <summary>The servers behind a local stub (systemd-resolved), so that a user can ask them without it.</summary>
    public IReadOnlyList<IPEndPoint> BehindStub { get; init; } = [];

    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The servers that a user named: they are compared about one and the same name, so there is no search list.</summary>
    internal static DnsConfiguration Explicit(IEnumerable<IPEndPoint> servers) =>
        new() { Source = "the servers given", Servers = [.. servers.Distinct()] };

    /// <summary>The full names to try for a name, in order, with trailing dot.</summary>
    internal IReadOnlyList<string> Candidates(EndpointName name)
    {
        string whole = name.HostName + ".";
        if (name.IsFullyQualified)
            return [whole];

        int dots = name.HostName.Count(c => c == '.');
        IEnumerable<string> searched = dots == 0 || SearchesDottedNames
            ? Search.Select(domain => $"{whole}{domain}.").Where(x => DnsName.Encode(x) is not null)
            : [];
        return [.. (dots >= Ndots ? searched.Prepend(whole) : searched.Append(whole)).Distinct(StringComparer.Ordinal)];
    }
}
