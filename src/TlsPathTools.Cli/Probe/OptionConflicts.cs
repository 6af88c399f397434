using System.CommandLine;

namespace TlsPathTools.Cli.Probe;

/// <summary>Options that make no sense together, or not without another.</summary>
internal static class OptionConflicts
{
    /// <summary>The first conflict in words; null when there is none.</summary>
    public static string? Find(ProbeArguments a, ParseResult parsed)
    {
        (Option First, Option Second, string Why)[] exclusive =
        [
            (a.IPv4, a.IPv6, "Leave both out to test both families."),
            (a.Count, a.Duration, "A run ends by number or by time."),
            (a.Count, a.UntilConfident, "The cap of --until-confident is --max-count."),
            (a.Duration, a.UntilConfident, "A run ends by time or by confidence."),
            (a.HandshakeOnly, a.ServerHelloOnly, "An attempt ends at one place."),
            (a.HandshakeOnly, a.Path, "There is no request without a path, and none after the handshake only."),
            (a.HandshakeOnly, a.ExpectStatus, "There is no response to judge."),
            (a.HandshakeOnly, a.Idle, "The pause lies between handshake and request."),
            (a.ServerHelloOnly, a.Path, "There is no request."),
            (a.ServerHelloOnly, a.ExpectStatus, "There is no response to judge."),
            (a.ServerHelloOnly, a.Idle, "The pause lies between handshake and request."),
            (a.ProxyConnectByName, a.Addresses, "The proxy chooses the address."),
            (a.Insecure, a.CaFile, "A certificate is judged or it is not."),
        ];
        foreach ((Option first, Option second, string why) in exclusive)
        {
            if (Given(first) && Given(second))
                return $"{first.Name} and {second.Name} cannot be joined. {why}";
        }

        (Option Dependent, Option Needed)[] dependent =
        [
            (a.MaxCount, a.UntilConfident),
            (a.ProxyUser, a.Proxy),
            (a.ProxyConnectByName, a.Proxy),
            (a.CompareDirect, a.Proxy),
            (a.ClientKey, a.ClientCertificate),
        ];
        foreach ((Option option, Option needed) in dependent)
        {
            if (Given(option) && !Given(needed))
                return $"{option.Name} needs {needed.Name}.";
        }

        bool isSmall = Given(a.FirstFlight) && parsed.GetValue(a.FirstFlight) == Probing.FirstFlight.Small;
        Option? afterHello = isSmall ? Array.Find<Option>([a.HandshakeOnly, a.Path, a.ExpectStatus, a.Idle], Given) : null;
        return afterHello is null
            ? null
            : $"{afterHello.Name} cannot be joined with --first-flight small, which ends at the server's first answer.";

        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
    }
}
