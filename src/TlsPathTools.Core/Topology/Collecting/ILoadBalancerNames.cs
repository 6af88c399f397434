namespace TlsPathTools.Topology.Collecting;

/// <summary>Resolves the DNS names of load balancers, as the path's client would.</summary>
public interface ILoadBalancerNames
{
    /// <summary>The addresses of a name; null where no resolver answered.</summary>
    Task<IReadOnlyList<string>?> ResolveAsync(string dnsName, CancellationToken cancellationToken);
}
