using System.Net;
using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

/// <summary>Evidence for the pure functions, in few words.</summary>
internal static class ResolvedBy
{
    internal static ResolverAnswer Answer(string server, params string[] addresses) => new()
    {
        HostName = "relay.example",
        QueryName = "relay.example.",
        AddressFamily = addresses.Any(x => x.Contains(':', StringComparison.Ordinal)) ? IPFamily.IPv6 : IPFamily.IPv4,
        Server = server,
        Status = addresses.Length > 0 ? DnsStatus.Ok : DnsStatus.NoData,
        Rcode = 0,
        IPAddresses = addresses,
        TtlSeconds = 60,
        RecursionAvailable = true,
    };

    /// <summary>An answer of the zone's own server.</summary>
    internal static ResolverAnswer Zone(string server, params string[] addresses) =>
        Answer(server, addresses) with { Authoritative = true, RecursionAvailable = false };

    internal static ResolutionEvidence Evidence(params ResolverAnswer[] answers)
    {
        Assert.True(EndpointName.TryParse("relay.example:8443", 443, out EndpointName? name, out _));
        return new ResolutionEvidence
        {
            Name = name,
            Configuration = new DnsConfiguration { Source = "/etc/resolv.conf", Servers = [.. answers.Select(x => new IPEndPoint(IPAddress.Loopback, 53))] },
            ServersGiven = false,
            Answers = answers,
            Views = ResolverView.Of(answers),
        };
    }

    internal static IPAddress[] Parse(params string[] addresses) => [.. addresses.Select(IPAddress.Parse)];
}
