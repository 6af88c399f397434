using System.Management.Automation;

namespace TlsPathTools.Parameters;

/// <summary>Which parameters of Test-TlsPerIP exclude or need each other. A parameter that would do nothing is refused, not ignored.</summary>
internal static class ParameterRules
{
    /// <summary>Pairs that contradict each other.</summary>
    internal static readonly (string One, string Other)[] Exclusive =
    [
        ("HandshakeOnly", "ServerHelloOnly"),
        ("HandshakeOnly", "Path"),
        ("HandshakeOnly", "ExpectStatus"),
        ("HandshakeOnly", "IdleSeconds"),
        ("ServerHelloOnly", "Path"),
        ("ServerHelloOnly", "ExpectStatus"),
        ("ServerHelloOnly", "IdleSeconds"),
        ("CaFile", "SkipCertificateCheck"),
        ("NoProxy", "Proxy"),
        ("NoProxy", "CompareDirect"),
        ("Count", "Duration"),
        ("Count", "UntilConfident"),
        ("Duration", "UntilConfident"),
    ];

    /// <summary>Parameters that mean something only beside another.</summary>
    internal static readonly (string Parameter, string Needed)[] Dependent =
    [
        ("MaxCount", "UntilConfident"),
        ("ProxyCredential", "Proxy"),
        ("ProxyConnectByName", "Proxy"),
    ];

    /// <summary>The first rule that is broken, in words; null when none is.</summary>
    internal static string? ConflictOf(IReadOnlyDictionary<string, object> given)
    {
        foreach ((string one, string other) in Exclusive)
        {
            if (IsGiven(given, one) && IsGiven(given, other))
                return $"-{one} and -{other} exclude each other.";
        }

        foreach ((string parameter, string needed) in Dependent)
        {
            if (IsGiven(given, parameter) && !IsGiven(given, needed))
                return $"-{parameter} means nothing without -{needed}.";
        }

        return null;
    }

    // A switch that was set to false, or a parameter that was splatted as null, is as good as absent.
    private static bool IsGiven(IReadOnlyDictionary<string, object> given, string name) =>
        given.TryGetValue(name, out object? value) && value is not (null or SwitchParameter { IsPresent: false });
}
