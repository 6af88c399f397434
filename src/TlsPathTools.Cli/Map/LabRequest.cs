using TlsPathTools.Cli.Probe;
using TlsPathTools.Dns;
using TlsPathTools.Lab;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Map;

/// <summary>A probe as the client of a lab makes it: its resolver, its proxy, its trust and its port, where the command line does not say otherwise.</summary>
internal static class LabRequest
{
    public static ProbeRequest Of(ProbeRequest request, TlsPathLab lab, bool portIsGiven) => request with
    {
        Names = [.. request.Names.Select(name => portIsGiven || !IsEndpoint(name, lab) ? name : name with { Port = lab.EndpointPort })],
        Resolver = request.Resolver.Servers.Count > 0 ? request.Resolver : request.Resolver with { Servers = [lab.ClientResolver], WireOnly = true },
        Probing = request.Probing with
        {
            Trust = request.Probing.Trust == CertificateTrust.System && lab.TrustedPemPath is { } roots ? CertificateTrust.FromFile(roots) : request.Probing.Trust,
            Proxy = request.Probing.Proxy ?? (lab.ClientProxy is { } proxy ? ProbeProxy.Parse(proxy.AbsoluteUri) : null),
            Path = request.Probing.Path ?? (request.Probing.Depth == ProbeDepth.Response ? lab.Scenario.Endpoint.Path : null),
        },
    };

    private static bool IsEndpoint(EndpointName name, TlsPathLab lab) => string.Equals(name.HostName, lab.EndpointName, StringComparison.OrdinalIgnoreCase);
}
