using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.Parameters;
using TlsPathTools.Probing;

namespace TlsPathTools.Labs;

/// <summary>
/// What a running lab says for a cmdlet whose input belongs to it as a whole: port, resolver, proxy, trust and connector. Input that is not
/// the lab's, or not all of it, is treated as if no lab ran.
/// </summary>
internal sealed class LabDefaults
{
    private readonly RunningLab? _lab;

    private LabDefaults(RunningLab? lab) => _lab = lab;

    /// <summary>The port of the lab's endpoint; null without a lab.</summary>
    internal int? Port => _lab?.Port;

    /// <summary>Opens connections; null without a lab.</summary>
    internal IConnector? Connector => _lab?.Connector;

    /// <summary>For these names, as a user writes them.</summary>
    internal static LabDefaults OfNames(IEnumerable<string> names) => Of([.. names.Select(HostNameOf)], []);

    /// <summary>For names that are to be resolved, and addresses.</summary>
    internal static LabDefaults Of(IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses) =>
        new(RunningLabs.OfThisRunspace.Serving(hostNames, addresses));

    /// <summary>Asks the resolver of the lab's client.</summary>
    internal ResolverOptions Apply(ResolverOptions options) => _lab?.Apply(options) ?? options;

    /// <summary>Trusts what the lab's client trusts, beside what the options say.</summary>
    internal CertificateTrust Trust(CertificateTrust otherwise) => _lab?.Trust ?? otherwise;

    /// <summary>Goes through the proxy of the lab's client.</summary>
    internal ProbeProxy? Proxy => _lab?.Proxy;

    private static string HostNameOf(string text) => EndpointName.TryParse(text, ProbeInput.DefaultPort, out EndpointName? name, out _) ? name.HostName : text;
}
