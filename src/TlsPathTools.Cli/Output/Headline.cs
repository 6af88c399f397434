using TlsPathTools.Cli.Probe;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>What is probed and how, in a line.</summary>
internal static class Headline
{
    /// <summary>"relay.example.org:443"; addresses that were given without a name are compared with each other.</summary>
    public static string Name(string? hostName, int port) => hostName is null ? $"Port {port} without a name" : $"{hostName}:{port}";

    public static string Of(ProbePlan plan)
    {
        ProbeOptions o = plan.Request.Probing;
        string what = o.Proxy is { ConnectByName: true }
            ? Words.Count(plan.Request.Names.Count, "name")
            : Words.Count(plan.Targets.Select(t => t.Address).Distinct().Count(), "address", "addresses");
        return string.Join(", ", [what, Amount(o), $"at most {Words.Number(o.AttemptsPerSecond)} a second each", Way(o), Depth(o), .. Variants(plan.Request)]) + ".";
    }

    private static string Amount(ProbeOptions o) => o switch
    {
        { Duration: { } time } => $"attempts for {Words.Duration(time)}",
        { UntilConfident: true } => $"attempts until each is decided, at most {o.MaxCount}",
        _ => $"{Words.Count(o.Count, "attempt")} each",
    };

    private static string Way(ProbeOptions o) => o switch
    {
        { Proxy: null } => "direct",
        { CompareDirect: true } => $"through {o.Proxy} and direct",
        { Proxy.ConnectByName: true } => $"through {o.Proxy}, which resolves the name itself",
        _ => $"through {o.Proxy}",
    };

    private static string Depth(ProbeOptions o) => o.Depth switch
    {
        ProbeDepth.ServerHello => "up to the server's first answer",
        ProbeDepth.Handshake => "up to the TLS handshake",
        _ => o.Path is { } path ? $"GET {path}" : "HEAD /",
    };

    private static IEnumerable<string> Variants(ProbeRequest request)
    {
        ProbeOptions o = request.Probing;
        if (o.Idle is { } idle)
            yield return $"{Words.Duration(idle)} idle before the request";
        if (o.FirstFlight != FirstFlight.Default)
            yield return o.FirstFlight == FirstFlight.Small ? "small first flight" : "large first flight";
        if (o.TlsVersion != TlsVersion.Any)
            yield return o.TlsVersion == TlsVersion.Tls12 ? "TLS 1.2 only" : "TLS 1.3 only";
        if (request.Resolver.AddressFamily is { } family)
            yield return family == IPFamily.IPv4 ? "IPv4 only" : "IPv6 only";
    }
}
