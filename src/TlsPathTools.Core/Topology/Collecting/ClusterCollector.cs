using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Reads what one cluster has to do with a path. What does not depend on the cloud is asked while the cloud is read.</summary>
internal sealed class ClusterCollector(IClusterReader reader, SnapshotRequest request, GapList gaps, TimeProvider time)
{
    // Of so many services by themselves; more are read with all of theirs at once.
    private const int ServicesOneByOne = 5;

    // The VPC CNI plugin's own settings: whether it enforces network policies is one of them.
    private const string VpcCniConfigMap = "amazon-vpc-cni";

    private readonly NetworkPolicyReader _policies = new(reader, gaps);

    private bool Wants(SnapshotParts part) => (request.Parts & part) != 0;

    private bool NamesNothing => request.Addresses.Count + request.LoadBalancerArns.Count + request.TargetGroupArns.Count == 0 && request.Namespace is null;

    public async Task<ClusterState> CollectAsync(Task<ClusterHints> cloud, CancellationToken cancellationToken)
    {
        DateTime began = time.GetUtcNow().UtcDateTime;
        Task<IReadOnlyList<string>> version = gaps.ItemsAsync(reader.GetVersionAsync(cancellationToken));
        // Clusters before Kubernetes 1.27 refuse it or do not know it, and nothing rests on it: no gap.
        Task<Reading<string>> caller = reader.GetCallerAsync(cancellationToken);
        Task<IReadOnlyList<Node>> nodes = ListAsync(SnapshotParts.Nodes | SnapshotParts.KubeProxies, ClusterResources.Nodes, cancellationToken);
        Task<IReadOnlyList<Service>> services = ListAsync(SnapshotParts.Services | SnapshotParts.Conflicts, ClusterResources.Services, cancellationToken);
        Task<IReadOnlyList<TargetGroupBinding>> bindings = ListAsync(SnapshotParts.Services | SnapshotParts.Conflicts, ClusterResources.TargetGroupBindings, cancellationToken, optional: true);
        Task<IReadOnlyList<Ingress>> ingresses = ListAsync(SnapshotParts.Conflicts, ClusterResources.Ingresses, cancellationToken);
        Task<IReadOnlyList<KubeEvent>> events = ListAsync(SnapshotParts.Conflicts | SnapshotParts.Certificates, ClusterResources.Events, cancellationToken);
        Task<IReadOnlyList<Pod>> proxyPods = ListAsync(SnapshotParts.KubeProxies, ClusterResources.Pods, cancellationToken, KubeProxyReader.Namespace, KubeProxyReader.LabelSelector);
        Task<IReadOnlyList<Pod>> pluginPods = Wants(SnapshotParts.Network) ? _policies.ReadPluginsAsync(cancellationToken) : Nothing<Pod>();
        Task<IReadOnlyList<DaemonSet>> daemonSets = ListAsync(SnapshotParts.KubeProxies | SnapshotParts.Network, ClusterResources.DaemonSets, cancellationToken, KubeProxyReader.Namespace);
        Task<IReadOnlyList<ConfigMap>> proxySettings = SettingsAsync(SnapshotParts.KubeProxies, KubeProxyReader.ConfigMap, cancellationToken);
        Task<IReadOnlyList<ConfigMap>> pluginSettings = SettingsAsync(SnapshotParts.Network, VpcCniConfigMap, cancellationToken);
        Task<IReadOnlyList<Lease>> leases = ListAsync(SnapshotParts.Network, ClusterResources.Leases, cancellationToken, "kube-node-lease");
        Task<IReadOnlyList<PodDisruptionBudget>> budgets = ListAsync(SnapshotParts.Network, ClusterResources.PodDisruptionBudgets, cancellationToken);
        Task<CertificateReading> certificates = Wants(SnapshotParts.Certificates)
            ? new CertificateReader(reader, request.Namespace, gaps).ReadAsync(cancellationToken)
            : Task.FromResult(new CertificateReading());

        ClusterHints hints = await cloud.ConfigureAwait(false);
        Service[] known = [.. await services.ConfigureAwait(false)];
        Service[] relevant = Relevant(known, await bindings.ConfigureAwait(false), hints);
        (IReadOnlyList<EndpointSlice> slices, IReadOnlyList<Pod> pods) = Wants(SnapshotParts.Services) ? await ReadServicesAsync(relevant, hints, cancellationToken).ConfigureAwait(false) : ([], []);
        NetworkPolicyReading policies = Wants(SnapshotParts.Network) ? await _policies.ReadAsync(Namespaces(relevant, pods, hints), cancellationToken).ConfigureAwait(false) : new NetworkPolicyReading();
        IReadOnlyList<Pod> proxies = await proxyPods.ConfigureAwait(false);
        IReadOnlyList<Node> all = await nodes.ConfigureAwait(false);
        IReadOnlyList<KubeProxyObservation> observed = Wants(SnapshotParts.KubeProxies)
            ? await new KubeProxyReader(reader, gaps, time).ReadAsync(NodesToAsk(all, hints), proxies, request.KubeProxyLimit, cancellationToken).ConfigureAwait(false)
            : [];
        CertificateReading renewal = await certificates.ConfigureAwait(false);
        return new ClusterState
        {
            Name = reader.Name,
            Server = reader.Server,
            Version = await version.ConfigureAwait(false) is [var told, ..] ? told : null,
            Caller = (await caller.ConfigureAwait(false)).Items is [var who, ..] ? who : null,
            BeganUtc = began,
            EndedUtc = time.GetUtcNow().UtcDateTime,
            Nodes = [.. all],
            Pods = [.. pods.Concat(proxies).Concat(await pluginPods.ConfigureAwait(false)).DistinctBy(pod => (pod.Metadata?.Namespace, pod.Metadata?.Name))],
            Services = known,
            EndpointSlices = [.. slices],
            Ingresses = [.. await ingresses.ConfigureAwait(false)],
            Events = [.. await events.ConfigureAwait(false)],
            DaemonSets = [.. await daemonSets.ConfigureAwait(false)],
            ConfigMaps = [.. await proxySettings.ConfigureAwait(false), .. await pluginSettings.ConfigureAwait(false)],
            NetworkPolicies = policies.Policies,
            NetworkPolicyNamespaces = policies.WholeNamespaces,
            Namespaces = policies.Namespaces,
            Leases = [.. await leases.ConfigureAwait(false)],
            PodDisruptionBudgets = [.. await budgets.ConfigureAwait(false)],
            TargetGroupBindings = [.. await bindings.ConfigureAwait(false)],
            KubeProxies = [.. observed],
            Certificates = renewal.Certificates,
            CertificateRequests = renewal.Requests,
            Orders = renewal.Orders,
            Challenges = renewal.Challenges,
            Issuers = renewal.Issuers,
            Secrets = renewal.Secrets,
        };
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(
        SnapshotParts part, ClusterResource<T> resource, CancellationToken cancellationToken, string? @namespace = null, string? labels = null, bool optional = false)
    {
        if (!Wants(part))
            return Nothing<T>();
        Task<Reading<T>> reading = reader.ListAsync(resource, @namespace, labels, null, cancellationToken);
        return optional ? OptionalAsync(reading) : gaps.ItemsAsync(reading);
    }

    private Task<IReadOnlyList<ConfigMap>> SettingsAsync(SnapshotParts part, string name, CancellationToken cancellationToken) =>
        Wants(part) ? gaps.ItemsAsync(reader.GetAsync(ClusterResources.ConfigMaps, KubeProxyReader.Namespace, name, cancellationToken)) : Nothing<ConfigMap>();

    // Where the pods of the path are: those of its services, and those that are targets themselves.
    private string[] Namespaces(Service[] services, IReadOnlyList<Pod> pods, ClusterHints hints)
    {
        IEnumerable<Pod> targets = pods.Where(pod => pod.Status?.PodIP is { } address && hints.PodAddresses.Contains(address));
        IEnumerable<string?> all = services.Select(service => service.Metadata?.Namespace).Concat(targets.Select(pod => pod.Metadata?.Namespace)).Append(request.Namespace);
        return [.. all.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    // A cluster without the controller has nothing of it: that is an answer, not a gap.
    private async Task<IReadOnlyList<T>> OptionalAsync<T>(Task<Reading<T>> reading)
    {
        Reading<T> read = await reading.ConfigureAwait(false);
        if (read.Gap is { Kind: not GapKind.NotSupported } gap)
            gaps.Add(gap);
        return read.Items;
    }

    private Service[] Relevant(Service[] services, IReadOnlyList<TargetGroupBinding> bindings, ClusterHints hints)
    {
        bool IsBound(Service service) => hints.PodAddresses.Count > 0 && bindings.Any(binding =>
            binding.Metadata?.Namespace == service.Metadata?.Namespace && binding.Spec?.ServiceRef?.Name == service.Metadata?.Name);
        bool IsAsked(Service service) => request.Namespace is { } @namespace && service.Metadata?.Namespace == @namespace
            && (request.ServiceName is null || service.Metadata?.Name == request.ServiceName);
        return [.. services.Where(service => IsAsked(service) || IsBound(service) || Array.Exists(service.Spec?.Ports ?? [], port => port.NodePort is { } nodePort && hints.NodePorts.Contains(nodePort)))];
    }

    private async Task<(IReadOnlyList<EndpointSlice>, IReadOnlyList<Pod>)> ReadServicesAsync(Service[] services, ClusterHints hints, CancellationToken cancellationToken)
    {
        // Pods that are registered by address and belong to no service known here are found among all.
        if (services.Length > ServicesOneByOne || (services.Length == 0 && hints.PodAddresses.Count > 0))
        {
            Task<IReadOnlyList<EndpointSlice>> everySlice = gaps.ItemsAsync(reader.ListAsync(ClusterResources.EndpointSlices, cancellationToken: cancellationToken));
            IReadOnlyList<Pod> everyPod = await gaps.ItemsAsync(reader.ListAsync(ClusterResources.Pods, cancellationToken: cancellationToken)).ConfigureAwait(false);
            return (await everySlice.ConfigureAwait(false), everyPod);
        }

        // A kube-proxy is judged by what changed for it: of all services, where no path says which. With no change to compare with, stale rules would look
        // fresh. Slices say when they changed; the pods of a whole cluster would be read for nothing more.
        if (services.Length == 0 && Wants(SnapshotParts.KubeProxies) && NamesNothing)
            return (await gaps.ItemsAsync(reader.ListAsync(ClusterResources.EndpointSlices, cancellationToken: cancellationToken)).ConfigureAwait(false), []);

        Task<IReadOnlyList<EndpointSlice>[]> slices = Task.WhenAll(services.Select(service => gaps.ItemsAsync(reader.ListAsync(
            ClusterResources.EndpointSlices, service.Metadata?.Namespace, $"kubernetes.io/service-name={service.Metadata?.Name}", null, cancellationToken))));
        IReadOnlyList<Pod>[] pods = await Task.WhenAll(services.Where(service => service.Spec?.Selector is { Count: > 0 }).Select(service => gaps.ItemsAsync(reader.ListAsync(
            ClusterResources.Pods, service.Metadata?.Namespace, string.Join(',', service.Spec!.Selector.Select(pair => $"{pair.Key}={pair.Value}")), null, cancellationToken)))).ConfigureAwait(false);
        return ([.. (await slices.ConfigureAwait(false)).SelectMany(some => some)], [.. pods.SelectMany(some => some)]);
    }

    private HashSet<string> NodesToAsk(IReadOnlyList<Node> nodes, ClusterHints hints)
    {
        var asked = new HashSet<string>(request.NodeNames, StringComparer.Ordinal);
        asked.UnionWith(nodes.Where(node => node.Spec?.ProviderID is { } provider && hints.InstanceIds.Contains(provider[(provider.LastIndexOf('/') + 1)..])).Select(node => node.Metadata?.Name).OfType<string>());
        if (asked.Count == 0)
            asked.UnionWith(nodes.Select(node => node.Metadata?.Name).OfType<string>());
        return asked;
    }

    private static Task<IReadOnlyList<T>> Nothing<T>() => Task.FromResult<IReadOnlyList<T>>([]);
}
