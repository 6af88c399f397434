using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>An object of a cluster that wants something of a load balancer.</summary>
/// <param name="Kind">Ingress, Service, TargetGroupBinding, ….</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record Claim(string Kind, string? Namespace, string? Name)
{
    /// <summary>The ports of its listeners.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Its load balancers, as far as tags, names and status say.</summary>
    public IReadOnlyList<KnownLoadBalancer> Balancers { get; init; } = [];

    public override string ToString() => SafeText.Escape($"{Kind} {(Namespace is null ? "" : Namespace + "/")}{Name}")!;
}

/// <summary>The objects of a cluster that want load balancers.</summary>
internal sealed class Claims(ClusterState cluster, KnownLoadBalancers balancers)
{
    private readonly Dictionary<(string?, string?), Service> _services = Index(cluster.Services, one => one.Metadata);
    private readonly Dictionary<(string?, string?), Ingress> _ingresses = Index(cluster.Ingresses, one => one.Metadata);

    public Claim Of(Service service) => new("Service", service.Metadata?.Namespace, service.Metadata?.Name)
    {
        Ports = [.. (service.Spec?.Ports ?? []).Select(port => port.Port).OfType<int>().Distinct()],
        Balancers = service.Spec?.Type != "LoadBalancer" ? []
            : [.. balancers.OfService(service).Concat(Names(service).SelectMany(balancers.ByName)).Distinct()],
    };

    public Claim Of(Ingress ingress) => new("Ingress", ingress.Metadata?.Namespace, ingress.Metadata?.Name)
    {
        Ports = IngressSettings.Ports(ingress),
        Balancers = [.. balancers.OfIngress(ingress, IngressSettings.Stack(ingress)).Concat(IngressSettings.BalancerName(ingress) is { } name ? balancers.ByName(name) : []).Distinct()],
    };

    /// <summary>The object that an event is about.</summary>
    public Claim Of(KubeEvent e)
    {
        ObjectReference? about = e.InvolvedObject;
        string? @namespace = about?.Namespace ?? e.Metadata?.Namespace;
        if (about?.Kind == "Service" && _services.TryGetValue((@namespace, about.Name), out Service? service))
            return Of(service);
        return about?.Kind == "Ingress" && _ingresses.TryGetValue((@namespace, about.Name), out Ingress? ingress)
            ? Of(ingress)
            : new Claim(about?.Kind ?? "object", @namespace, about?.Name);
    }

    /// <summary>The name that a service asks for.</summary>
    public static string? WantedName(Service service) => service.Metadata?.Annotations.GetValueOrDefault("service.beta.kubernetes.io/aws-load-balancer-name") is { Length: > 0 } name ? name : null;

    // The cloud provider calls its load balancers "a" and the service's uid without dashes, 32 characters.
    private static IEnumerable<string> Names(Service service)
    {
        if (WantedName(service) is { } wanted)
            yield return wanted;
        if (service.Metadata?.Uid?.Replace("-", "", StringComparison.Ordinal) is { Length: >= 31 } uid)
            yield return "a" + uid[..31];
    }

    private static Dictionary<(string?, string?), T> Index<T>(IEnumerable<T> items, Func<T, ObjectMeta?> metadata) =>
        items.DistinctBy(item => (metadata(item)?.Namespace, metadata(item)?.Name)).ToDictionary(item => (metadata(item)?.Namespace, metadata(item)?.Name));
}
