using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>A load balancer with what its tags and names say of its makers.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Name">Its name.</param>
/// <param name="DnsName">Its DNS name.</param>
/// <param name="Tags">Its tags; null where they were not read.</param>
internal sealed record KnownLoadBalancer(string Arn, string? Name, string? DnsName, IReadOnlyDictionary<string, string>? Tags)
{
    /// <summary>The controller that made it and what for; null where its tags are no controller's, or were not read.</summary>
    public ControllerTags? Made { get; } = Tags is null ? null : ControllerTags.Of(Tags);

    /// <summary>Whether its tags are those of no controller, nor of a cluster that owns it; null where they were not read.</summary>
    public bool? IsNobodys => Tags is null ? null : Made is null && !Tags.Keys.Any(key => key.StartsWith("kubernetes.io/cluster/", StringComparison.Ordinal));
}

/// <summary>The load balancers of a snapshot, and whose they are.</summary>
internal sealed class KnownLoadBalancers
{
    private readonly Dictionary<string, KnownLoadBalancer> _byArn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KnownLoadBalancer> _byDnsName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<(string? Kind, string? Stack), KnownLoadBalancer> _byMaker;

    public KnownLoadBalancers(PathSnapshot snapshot)
    {
        foreach (CloudState cloud in snapshot.Clouds)
        {
            var tags = cloud.Tags.DistinctBy(one => one.Arn, StringComparer.Ordinal).ToDictionary(one => one.Arn, one => one.Values, StringComparer.Ordinal);
            foreach (var balancer in cloud.LoadBalancers.Where(one => one.LoadBalancerArn is not null))
            {
                var known = new KnownLoadBalancer(balancer.LoadBalancerArn!, balancer.LoadBalancerName, balancer.DNSName, tags.GetValueOrDefault(balancer.LoadBalancerArn!));
                _byArn[known.Arn] = known;
                // A controller writes "dualstack." or "internal-" names as AWS gives them.
                if (known.DnsName is { } name)
                    _byDnsName[name] = known;
            }
        }

        _byMaker = _byArn.Values.Where(one => one.Made?.Stack is not null).ToLookup(one => (one.Made!.Kind, one.Made.Stack));
    }

    public KnownLoadBalancer? ByArn(string? arn) => arn is null ? null : _byArn.GetValueOrDefault(arn);

    public IEnumerable<KnownLoadBalancer> ByName(string name) => _byArn.Values.Where(one => one.Name == name);

    public KnownLoadBalancer? ByHostName(string? name) => name is null ? null : _byDnsName.GetValueOrDefault(name.TrimEnd('.'));

    /// <summary>Those made for a service, by tag, by the name that a controller gives, or by the service's status.</summary>
    public IReadOnlyList<KnownLoadBalancer> OfService(Cluster.Service service)
    {
        var found = new List<KnownLoadBalancer>(_byMaker[("service", $"{service.Metadata?.Namespace}/{service.Metadata?.Name}")]);
        found.AddRange((service.Status?.LoadBalancer?.Ingress ?? []).Select(one => ByHostName(one.Hostname)).OfType<KnownLoadBalancer>());
        return [.. found.Distinct()];
    }

    /// <summary>Those made for an ingress or its group.</summary>
    public IReadOnlyList<KnownLoadBalancer> OfIngress(Cluster.Ingress ingress, string stack)
    {
        var found = new List<KnownLoadBalancer>(_byMaker[("ingress", stack)]);
        found.AddRange((ingress.Status?.LoadBalancer?.Ingress ?? []).Select(one => ByHostName(one.Hostname)).OfType<KnownLoadBalancer>());
        return [.. found.Distinct()];
    }
}
