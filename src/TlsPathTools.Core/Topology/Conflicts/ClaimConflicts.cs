using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>What can be read off the objects themselves, whether or not an event speaks of it: two that claim one thing.</summary>
internal sealed class ClaimConflicts(PathSnapshot snapshot, KnownLoadBalancers balancers, FailingAddressOwners owners)
{
    private const int MostClaimants = 20;

    public IEnumerable<LoadBalancerConflict> Of(ClusterState cluster, Claims claims) =>
        TwoControllers(cluster, claims).Concat(Names(cluster, claims)).Concat(NodePorts(cluster));

    /// <summary>Bindings of all clusters: two clusters may keep one target group as well.</summary>
    public IEnumerable<LoadBalancerConflict> TargetGroups()
    {
        var bindings = snapshot.Clusters.SelectMany(cluster => cluster.TargetGroupBindings.Select(binding => (cluster, binding)));
        foreach (var group in bindings.Where(pair => pair.binding.Spec?.TargetGroupARN is not null).GroupBy(pair => pair.binding.Spec!.TargetGroupARN!, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            KnownLoadBalancer[] inConflict = [.. snapshot.Clouds.SelectMany(cloud => cloud.TargetGroups).Where(one => one.TargetGroupArn == group.Key).SelectMany(one => one.LoadBalancerArns).Select(balancers.ByArn).OfType<KnownLoadBalancer>().Distinct()];
            bool many = group.Select(pair => pair.cluster.Name).Distinct(StringComparer.Ordinal).Skip(1).Any();
            string[] services = [.. group.Select(pair => $"{pair.binding.Metadata?.Namespace}/{pair.binding.Spec!.ServiceRef?.Name}").Distinct(StringComparer.Ordinal)];
            yield return Complete(
                LoadBalancerConflictKind.TargetGroup,
                group.Select(pair => $"TargetGroupBinding {pair.binding.Metadata}{(many ? $" of cluster {pair.cluster.Name}" : "")}"),
                inConflict,
                "Two bindings keep one target group: each takes out the targets of the other and puts in its own, again and again"
                    + (services.Length == 1 && !many ? ", though both name the same service." : ".")
                    + (many ? " (Unless both have multiClusterTargetGroup set, which is not read here.)" : ""),
                touches: many ? null : services.Length > 1) with
            {
                Controllers = [Controllers.Aws],
                Namespace = Same(group.Select(pair => pair.binding.Metadata?.Namespace)),
                TargetGroupArn = SafeText.Escape(group.Key),
            };
        }
    }

    private IEnumerable<LoadBalancerConflict> TwoControllers(ClusterState cluster, Claims claims)
    {
        ILookup<(string?, string?), KubeEvent> events = cluster.Events.Where(e => e.InvolvedObject?.Kind == "Service").ToLookup(e => (e.InvolvedObject!.Namespace ?? e.Metadata?.Namespace, e.InvolvedObject.Name));
        foreach (Service service in cluster.Services.Where(one => one.Spec?.Type == "LoadBalancer"))
        {
            Claim claim = claims.Of(service);
            string key = $"{service.Metadata?.Namespace}/{service.Metadata?.Name}";
            string? bySpec = Controllers.OfService(service);
            KubeEvent[] said = [.. events[(service.Metadata?.Namespace, service.Metadata?.Name)].Where(e => Controllers.OfEvent(e) is not null)];
            // What Auto Mode's controller signs with is not documented: on a service of its own, words of the open one's are no sign of a second.
            string?[] sayers = [.. said.Select(Controllers.OfEvent).Select(one => one == Controllers.Aws && bySpec == Controllers.AutoMode ? bySpec : one).Distinct(StringComparer.Ordinal)];
            string[] makers = [.. claim.Balancers.Select(one => one.Made).OfType<ControllerTags>().Where(made => made.Kind == "service" && made.Stack == key).Select(Controllers.OfTags).Distinct(StringComparer.Ordinal)];
            // Only what is decided by the object, acts now, or has left a load balancer behind.
            string[] all = [.. new[] { bySpec }.Concat(sayers).Concat(makers).OfType<string>().Distinct(StringComparer.Ordinal)];
            if (all.Length < 2)
                continue;
            string?[] signs =
            [
                bySpec is null ? "its class is none that is known here" : $"its class and annotations choose {bySpec}",
                sayers.Length == 0 ? null : $"events come from {string.Join(" and ", sayers)}",
                makers.Length == 0 ? null : $"load balancers that are tagged for it are from {string.Join(" and ", makers)}",
            ];
            yield return Complete(
                LoadBalancerConflictKind.TwoControllers,
                [claim.ToString()],
                claim.Balancers,
                $"{all.Length} controllers have to do with the service: {string.Join("; ", signs.OfType<string>())}."
                    + (claim.Balancers.Count > 1 ? $" It has {claim.Balancers.Count} load balancers ({string.Join(", ", claim.Balancers.Select(one => one.Name))}): whoever uses the other one's name is not served by what is kept in step." : "")
                    + " A change of class or annotation does not move a load balancer: it makes a second one.",
                touches: null) with
            {
                Controllers = all,
                Namespace = SafeText.Escape(service.Metadata?.Namespace),
                ServiceName = SafeText.Escape(service.Metadata?.Name),
                Count = said.Sum(ClusterEvents.CountOf),
                LastUtc = said.Max(ClusterEvents.LastOf),
                FirstUtc = said.Min(ClusterEvents.FirstOf),
            };
        }
    }

    // Names are unique in an account and region: whoever comes second fails, or takes the other's over.
    private IEnumerable<LoadBalancerConflict> Names(ClusterState cluster, Claims claims)
    {
        var wanted = cluster.Services.Where(one => one.Spec?.Type == "LoadBalancer" && Claims.WantedName(one) is not null)
            .Select(one => (Name: Claims.WantedName(one)!, Stack: $"service {one.Metadata}", Claim: claims.Of(one)))
            .Concat(cluster.Ingresses.Where(one => IngressSettings.BalancerName(one) is not null)
                .Select(one => (Name: IngressSettings.BalancerName(one)!, Stack: $"ingress {IngressSettings.Stack(one)}", Claim: claims.Of(one))));
        foreach (var group in wanted.GroupBy(one => one.Name, StringComparer.Ordinal).Where(group => group.Select(one => one.Stack).Distinct(StringComparer.Ordinal).Skip(1).Any()))
        {
            Claim[] all = [.. group.Select(one => one.Claim)];
            yield return Complete(
                LoadBalancerConflictKind.LoadBalancerName,
                all.Select(claim => claim.ToString()),
                [.. balancers.ByName(group.Key)],
                "They ask for one load balancer name, which can be one's alone: whoever came first has it, the others fail.",
                touches: false) with
            {
                LoadBalancerName = SafeText.Escape(group.Key),
                Controllers = [Controllers.Aws],
                Namespace = Same(all.Select(claim => claim.Namespace)),
                ServiceName = SafeText.Escape(Array.Find(all, claim => claim.Kind == "Service")?.Name),
                Port = all.Select(claim => claim.Ports).Aggregate((IEnumerable<int>)all[0].Ports, (both, more) => both.Intersect(more)).ToArray() is [var port] ? port : null,
            };
        }
    }

    // The runtime's own translation of a host port and kube-proxy's of a NodePort meet the same packets; which wins is a matter of order.
    private IEnumerable<LoadBalancerConflict> NodePorts(ClusterState cluster)
    {
        var nodePorts = cluster.Services.SelectMany(service => (service.Spec?.Ports ?? []).Where(port => port.NodePort is > 0).Select(port => (service, port)))
            .ToLookup(pair => (pair.port.NodePort!.Value, pair.port.Protocol ?? "TCP"));
        var hostPorts = cluster.Pods.Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"))
            .SelectMany(pod => (pod.Spec?.Containers ?? []).SelectMany(container => container.Ports)
                .Select(port => (pod, Number: port.HostPort ?? (pod.Spec!.HostNetwork == true ? port.Number : null), Protocol: port.Protocol ?? "TCP")))
            .Where(one => one.Number is > 0 && nodePorts.Contains((one.Number.Value, one.Protocol)))
            .GroupBy(one => (Number: one.Number!.Value, one.Protocol));
        foreach (var group in hostPorts)
        {
            foreach ((Service service, ServicePort port) in nodePorts[group.Key])
            {
                string[] nodes = [.. group.Select(one => one.pod.Spec?.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)];
                yield return Complete(
                    LoadBalancerConflictKind.NodePort,
                    group.Select(one => $"Pod {one.pod.Metadata}").Prepend($"Service {service.Metadata}"),
                    [],
                    $"Port {group.Key.Number}/{group.Key.Protocol} is a NodePort of the service and a port of the host for {(nodes.Length == 1 ? $"a pod on {nodes[0]}" : $"pods on {nodes.Length} nodes")}: there, one of the two gets the other's connections.",
                    touches: true,
                    tellOwner: false) with
                {
                    Namespace = SafeText.Escape(service.Metadata?.Namespace),
                    ServiceName = SafeText.Escape(service.Metadata?.Name),
                    NodePort = group.Key.Number,
                    Port = port.Port,
                };
            }
        }
    }

    private LoadBalancerConflict Complete(
        LoadBalancerConflictKind kind, IEnumerable<string> claimants, IReadOnlyCollection<KnownLoadBalancer> inConflict, string detail, bool? touches, bool tellOwner = true)
    {
        KnownLoadBalancer? only = inConflict.Count == 1 ? inConflict.First() : null;
        string[] all = [.. claimants.Distinct(StringComparer.Ordinal).Take(MostClaimants + 1).Select(claimant => SafeText.Escape(claimant)!)];
        var conflict = new LoadBalancerConflict
        {
            ConflictKind = kind,
            Claimants = all.Length > MostClaimants ? [.. all[..MostClaimants], "…"] : all,
            LoadBalancerArn = SafeText.Escape(only?.Arn),
            LoadBalancerName = SafeText.Escape(only?.Name),
            Detail = SafeText.Escape(detail, 1000)!,
            TouchesTraffic = touches,
        };
        return tellOwner ? owners.Complete(conflict, inConflict, complete: inConflict.Count > 0) : conflict;
    }

    private static string? Same(IEnumerable<string?> namespaces) => namespaces.Distinct(StringComparer.Ordinal).ToArray() is [var only] ? SafeText.Escape(only) : null;
}
