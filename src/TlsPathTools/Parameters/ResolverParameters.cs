using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Net;
using TlsPathTools.Dns;

namespace TlsPathTools.Parameters;

/// <summary>Parameters about resolvers → options of the engine.</summary>
internal static class ResolverParameters
{
    internal static bool TryRead(
        string[]? servers, double timeoutSeconds, [NotNullWhen(true)] out ResolverOptions? options, [NotNullWhen(false)] out ErrorRecord? error)
    {
        options = null;
        var endpoints = new List<IPEndPoint>();
        foreach (string server in servers ?? [])
        {
            if (!DnsServerAddress.TryParse(server, out IPEndPoint? endpoint, out string? problem))
            {
                error = Errors.ServerIsNotUsable(server, problem);
                return false;
            }

            endpoints.Add(endpoint);
        }

        TimeSpan timeout = Durations.FromSeconds(timeoutSeconds);
        if (timeout <= TimeSpan.Zero || timeout > TimeSpan.FromHours(1))
        {
            error = Errors.OptionsAreNotUsable("The timeout must lie between 0 and 3,600 seconds.");
            return false;
        }

        error = null;
        options = new ResolverOptions { Servers = endpoints, Timeout = timeout };
        return true;
    }

    /// <summary>The family that a record type belongs to; null for both.</summary>
    internal static IPFamily? FamilyOf(string? type) => type?.ToUpperInvariant() switch
    {
        "A" => IPFamily.IPv4,
        "AAAA" => IPFamily.IPv6,
        _ => null,
    };

    /// <summary>What is wrong when family and type are both given and say different things.</summary>
    internal static string? ConflictOf(IPFamily? family, string? type) =>
        family is not null && type is not null && FamilyOf(type) != family
            ? $"-Type {type} and -AddressFamily {family} contradict each other."
            : null;
}
