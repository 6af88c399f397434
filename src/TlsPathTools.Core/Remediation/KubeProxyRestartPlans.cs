using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Remediation;

/// <summary>Would a restart of a node's kube-proxy be safe? A pure function of what was read.</summary>
internal static class KubeProxyRestartPlans
{
    /// <summary>The plan for a node.</summary>
    /// <param name="snapshot">The cluster, with its kube-proxies.</param>
    /// <param name="nodeName">The node.</param>
    /// <param name="instanceId">The instance that it is thought to be; null where nothing was said.</param>
    /// <param name="images">Its images.</param>
    /// <param name="others">What was found of the lock and of permissions.</param>
    public static KubeProxyRestartPlan Of(PathSnapshot snapshot, string nodeName, string? instanceId, Reading<NodeImages> images, IReadOnlyList<RemediationCheck> others)
    {
        ClusterState? cluster = snapshot.Clusters is [var only, ..] ? only : null;
        Node? node = cluster is null ? null : Array.Find(cluster.Nodes, one => one.Metadata?.Name == nodeName);
        RemediationCheck known = NodeIs(cluster, snapshot, node, nodeName, instanceId);
        if (known.Passed != true)
            return new KubeProxyRestartPlan { NodeName = nodeName, Checks = [known] };

        NodeKubeProxy? before = NodeKubeProxies.Find(snapshot, [nodeName]) is [var row, ..] ? row : null;
        Pod[] proxies = [.. cluster!.Pods.Where(pod => pod.Metadata?.Namespace == "kube-system" && pod.Metadata.Labels.GetValueOrDefault("k8s-app") == "kube-proxy")];
        Pod? pod = proxies.Where(one => one.Spec?.NodeName == nodeName).OrderBy(one => one.Metadata?.DeletionTimestamp is not null).ThenByDescending(one => one.Metadata?.CreationTimestamp).FirstOrDefault();
        DaemonSet? set = pod is null ? null : Array.Find(cluster.DaemonSets, one => one.Metadata?.Uid is { } uid && Array.Exists(pod.Metadata?.OwnerReferences ?? [], owner => owner is { Kind: "DaemonSet", Controller: true } && owner.Uid == uid));
        RemediationCheck there = ProxyIs(pod, set, before, nodeName);
        RemediationCheck[] checks = there.Passed != true ? [known, there] : [known, there, Revision(pod!, set!, proxies), Image(pod!, set!, images), Suspect(before), .. others];
        return new KubeProxyRestartPlan { NodeName = nodeName, Before = before, Checks = checks, Node = node, Pod = pod, DaemonSet = set };
    }

    private static RemediationCheck NodeIs(ClusterState? cluster, PathSnapshot snapshot, Node? node, string nodeName, string? instanceId)
    {
        if (node is null)
        {
            SnapshotGap? gap = Array.Find(snapshot.Gaps, one => one.Operation == "list nodes");
            return cluster is null || gap is not null ? new(CheckNames.NodeIsKnown, Passed: null, $"Nodes could not be read: {Sentences.End(gap?.Reason ?? "no cluster answered.")}")
                : new(CheckNames.NodeIsKnown, Passed: false, $"No node {SafeText.Escape(nodeName)} is in cluster {SafeText.Escape(cluster.Name)}.");
        }

        if (node.Metadata?.Uid is null)
            return new(CheckNames.NodeIsKnown, Passed: null, "The node has no uid by which it could be told from another of its name.");
        string? own = SafeText.Escape(NodeFacts.InstanceId(node));
        if (instanceId is not null && own != SafeText.Escape(instanceId))
        {
            return own is null ? new(CheckNames.NodeIsKnown, Passed: null, $"Whether node {SafeText.Escape(nodeName)} is instance {SafeText.Escape(instanceId)} is not known: it does not say which it is.")
                : new(CheckNames.NodeIsKnown, Passed: false, $"Node {SafeText.Escape(nodeName)} is instance {own} now, and not {SafeText.Escape(instanceId)}: it was replaced.");
        }

        return new(CheckNames.NodeIsKnown, Passed: true, $"Node {SafeText.Escape(nodeName)} is instance {own ?? "not known"}, uid {SafeText.Escape(node.Metadata.Uid)}.");
    }

    private static RemediationCheck ProxyIs(Pod? pod, DaemonSet? set, NodeKubeProxy? before, string nodeName)
    {
        if (pod is null)
            return new(CheckNames.ProxyIsThere, Passed: before?.SyncState is SyncState.Absent ? false : null, $"There is nothing to restart on {SafeText.Escape(nodeName)}: {Sentences.End(before?.Detail ?? "its kube-proxy was not found")}");
        if (pod.Metadata?.Uid is null || pod.Metadata.Name is null)
            return new(CheckNames.ProxyIsThere, Passed: null, "Its kube-proxy's pod has no uid by which it could be told from another.");
        if (pod.Metadata.DeletionTimestamp is { } going)
            return new(CheckNames.ProxyIsThere, Passed: false, string.Create(CultureInfo.InvariantCulture, $"Pod {SafeText.Escape(pod.Metadata.Name)} is already being deleted, since {going:u}."));
        return set is null
            ? new(CheckNames.ProxyIsThere, Passed: null, $"Pod {SafeText.Escape(pod.Metadata.Name)} belongs to no daemon set that was read: nobody is known to put another in its place.")
            : new(CheckNames.ProxyIsThere, Passed: true, $"Pod {SafeText.Escape(pod.Metadata.Name)} of daemon set {SafeText.Escape(set.Metadata?.Name)} runs on it.");
    }

    // The new pod is made from the template as it is now: where no sibling runs that, a working old process may come back broken.
    private static RemediationCheck Revision(Pod pod, DaemonSet set, Pod[] proxies)
    {
        string? wanted = ImageOf(set.Spec?.Template?.Spec);
        Pod[] siblings = [.. proxies.Where(one => one.Metadata?.Uid != pod.Metadata?.Uid && one.Metadata?.DeletionTimestamp is null)];
        if (siblings.Length == 0)
            return new(CheckNames.RevisionRunsElsewhere, Passed: null, "There is no sibling whose kube-proxy shows that the daemon set's present version works.", Stops: false);
        long present = PresentGeneration(set) ?? siblings.Append(pod).Max(Generation);
        int ready = siblings.Count(one => ImageOf(one.Spec) == wanted && IsReady(one) && Generation(one) == present);
        string changed = ImageOf(pod.Spec) == wanted ? "" : $" The new pod will run {SafeText.Escape(wanted)}, the old one ran {SafeText.Escape(ImageOf(pod.Spec))}.";
        return ready > 0
            ? new(CheckNames.RevisionRunsElsewhere, Passed: true, string.Create(CultureInfo.InvariantCulture, $"{ready} of {siblings.Length} siblings are Ready with the daemon set's present version.{changed}"))
            : new(CheckNames.RevisionRunsElsewhere, Passed: false, $"No sibling is Ready with the daemon set's present version ({SafeText.Escape(wanted)}): the new pod may not come up.{changed}");
    }

    // The controller notes the template's generation at the set and at each pod that it makes from it (k8s.io/kubernetes/pkg/controller/daemon); where the
    // set does not say, the highest that any pod has is the present one.
    private static long? PresentGeneration(DaemonSet set) =>
        long.TryParse(set.Metadata?.Annotations.GetValueOrDefault("deprecated.daemonset.template.generation"), NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? generation : null;

    private static long Generation(Pod pod) => long.TryParse(pod.Metadata?.Labels.GetValueOrDefault("pod-template-generation"), NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? generation : 0;

    private static RemediationCheck Image(Pod pod, DaemonSet set, Reading<NodeImages> images)
    {
        string? wanted = ImageOf(set.Spec?.Template?.Spec);
        if (wanted is null)
            return new(CheckNames.ImageIsPresent, Passed: null, "The image of the daemon set was not read.", Stops: false);
        if (ImageOf(pod.Spec) == wanted && pod.Status?.ContainerStatuses.Any(one => one.State?.Running is not null) == true)
            return new(CheckNames.ImageIsPresent, Passed: true, "The node has the image: the old pod runs it.");
        if (images.Gap is { } gap)
            return new(CheckNames.ImageIsPresent, Passed: null, $"Whether the node has the image is not known: {Sentences.End(gap.Reason)}", Stops: false);
        return images.Items.SelectMany(one => one.Status?.Images ?? []).SelectMany(image => image.Names).Contains(wanted, StringComparer.Ordinal)
            ? new(CheckNames.ImageIsPresent, Passed: true, "The node has the image.")
            : new(CheckNames.ImageIsPresent, Passed: null, $"The node does not name {SafeText.Escape(wanted)} among its images (it names the largest fifty): it may have to be pulled.", Stops: false);
    }

    private static RemediationCheck Suspect(NodeKubeProxy? before) => before?.SyncState switch
    {
        SyncState.Stale or SyncState.Failing => new(CheckNames.SyncIsTheSuspect, Passed: true, $"Its rules do not follow the cluster: {Sentences.End(before.Detail)}", Stops: false),
        SyncState.Fresh => new(CheckNames.SyncIsTheSuspect, Passed: false, "Its rules follow the cluster: a restart will hardly change how the node forwards.", Stops: false),
        _ => new(CheckNames.SyncIsTheSuspect, Passed: null, $"Whether its rules follow the cluster cannot be seen: {Sentences.End(before?.Detail)}", Stops: false),
    };

    internal static bool IsReady(Pod pod) => Array.Exists(pod.Status?.Conditions ?? [], condition => condition is { Type: "Ready", Status: "True" });

    internal static string? ImageOf(PodSpec? spec) => (Array.Find(spec?.Containers ?? [], one => one.Name == "kube-proxy") ?? (spec?.Containers is [var first, ..] ? first : null))?.Image;
}
