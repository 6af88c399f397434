using System.Net;
using TlsPathTools.Connections;
using TlsPathTools.Dns;
using TlsPathTools.Lab;
using TlsPathTools.Probing;

namespace TlsPathTools.Labs;

/// <summary>
/// A lab that runs in this session, and what it says for cmdlets. What looks for one keeps to this class and names none of the lab's own
/// types: a session without a lab then never loads the lab's assembly.
/// </summary>
internal sealed class RunningLab(TlsPathLabSession session, TlsPathLab lab)
{
    private readonly Lazy<PathAccess> _access = new(() => PathAccess.Of(lab));

    internal TlsPathLabSession Session { get; } = session;

    /// <summary>The port of its endpoint.</summary>
    internal int Port => lab.EndpointPort;

    /// <summary>Opens connections as its client does.</summary>
    internal IConnector Connector => lab.Connector;

    /// <summary>The proxy of its client.</summary>
    internal ProbeProxy? Proxy => lab.ClientProxy is { } proxy ? ProbeProxy.Parse(proxy.AbsoluteUri) : null;

    /// <summary>The access to its account and cluster.</summary>
    internal PathAccess Access => _access.Value;

    /// <summary>Asks the resolver of its client.</summary>
    internal ResolverOptions Apply(ResolverOptions options) => options with { Servers = [lab.ClientResolver], WireOnly = true };

    /// <summary>What its client trusts, where that is not what the machine does.</summary>
    internal CertificateTrust? Trust => lab.TrustedPemPath is { } path ? CertificateTrust.FromFile(path) : null;

    /// <summary>Whether all of these names and addresses are its own.</summary>
    internal bool Serves(IReadOnlyCollection<string> hostNames, IReadOnlyCollection<IPAddress> addresses) =>
        hostNames.All(Serves) && addresses.All(lab.Owns);

    internal async Task StopAsync()
    {
        if (_access.IsValueCreated)
            _access.Value.Dispose();
        await lab.DisposeAsync().ConfigureAwait(false);
    }

    private bool Serves(string hostName)
    {
        string name = hostName.TrimEnd('.');
        return name.Equals(lab.EndpointName, StringComparison.OrdinalIgnoreCase)
            || lab.ZoneNames.Any(zone => name.Equals(zone, StringComparison.OrdinalIgnoreCase) || name.EndsWith('.' + zone, StringComparison.OrdinalIgnoreCase));
    }
}
