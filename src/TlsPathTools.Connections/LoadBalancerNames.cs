using TlsPathTools.Dns;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Connections;

/// <summary>Resolves the names of load balancers with the resolvers that the path's names are resolved with.</summary>
public sealed class LoadBalancerNames(ResolverOptions options) : ILoadBalancerNames
{
    private readonly EndpointResolver _resolver = new(options with { WireOnly = true });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>?> ResolveAsync(string dnsName, CancellationToken cancellationToken)
    {
        // A trailing dot: the search list has no business with a name of AWS's.
        if (!EndpointName.TryParse(dnsName.TrimEnd('.') + ".", 443, out EndpointName? name, out _))
            return null;
        Resolution resolution = await _resolver.ResolveAsync(name, cancellationToken).ConfigureAwait(false);
        bool answered = resolution.Answers.Any(answer => answer.Status is DnsStatus.Ok or DnsStatus.NoData or DnsStatus.NxDomain);
        return answered ? [.. resolution.Addresses.Select(address => address.IPAddress)] : null;
    }
}
