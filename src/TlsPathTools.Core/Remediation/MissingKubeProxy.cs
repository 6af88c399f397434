using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Remediation;

/// <summary>Why a node has no kube-proxy that is Ready, in the words of the pod itself, or why there is none.</summary>
internal sealed class MissingKubeProxy(IClusterReader reader, KubeProxyRestartPlan plan)
{
    /// <summary>A sentence.</summary>
    /// <param name="there">The kube-proxy pods that the node has.</param>
    /// <param name="pod">The new one; null for none.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<string> WhyAsync(IReadOnlyList<Pod> there, Pod? pod, CancellationToken cancellationToken)
    {
        if (pod is not null)
            return Why(pod);
        if (there.FirstOrDefault(one => one.Metadata?.Uid == plan.Pod!.Metadata!.Uid) is { Metadata.DeletionTimestamp: { } since })
            return string.Create(CultureInfo.InvariantCulture, $"the old one is still ending, since {since:u}: the node's kubelet has not said that its containers ended, and the daemon set waits for that.");
        Task<Reading<Pod>> unplaced = reader.ListAsync(ClusterResources.Pods, KubeProxySuccessor.System, KubeProxySuccessor.Selector, "spec.nodeName=", cancellationToken);
        Reading<Node> node = await reader.GetAsync(ClusterResources.Nodes, @namespace: null, plan.NodeName, cancellationToken).ConfigureAwait(false);
        Pod? waiting = (await unplaced.ConfigureAwait(false)).Items.FirstOrDefault(one => Array.Exists(one.Metadata?.OwnerReferences ?? [], owner => owner.Uid == plan.DaemonSet!.Metadata!.Uid));
        if (node.Gap is null or { Kind: GapKind.NotFound } && (node.Items is not [{ Metadata.Uid: { } uid }] || uid != plan.Node!.Metadata!.Uid))
            return "the node was deleted meanwhile.";
        return waiting is not null ? Why(waiting) : $"daemon set {SafeText.Escape(plan.DaemonSet!.Metadata?.Name)} has not made a new pod for the node.";
    }

    /// <summary>What a pod waits for, or how it ended.</summary>
    internal static string Why(Pod pod)
    {
        string name = SafeText.Escape(pod.Metadata?.Name) ?? "?";
        if (Array.Find(pod.Status?.Conditions ?? [], condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unplaced)
            return $"pod {name} is not scheduled: {Said(unplaced.Reason, unplaced.Message)}.";
        foreach (ContainerStatus container in pod.Status?.ContainerStatuses ?? [])
        {
            ContainerStateTerminated? ended = container.State?.Terminated ?? container.LastState?.Terminated;
            string last = ended is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Said(ended.Reason, ended.Message)}, exit code {ended.ExitCode}");
            if (container.State?.Waiting is { Reason: not null } waiting)
                return $"pod {name} waits: {Said(waiting.Reason, waiting.Message)}{(ended is null ? "" : $"; it last ended with {last}")}.";
            if (ended is not null && container.State?.Running is null)
                return $"pod {name} ended: {last}.";
            if (ended is not null)
                return $"pod {name} runs again and is not Ready; it last ended with {last}.";
        }

        return pod.Status?.Reason is { } reason ? $"pod {name} is {SafeText.Escape(pod.Status.Phase)}: {Said(reason, pod.Status.Message)}."
            : $"pod {name} is {SafeText.Escape(pod.Status?.Phase) ?? "of no known phase"} and not Ready.";
    }

    private static string Said(string? reason, string? message) => string.Join(": ", new[] { SafeText.Escape(reason), SafeText.Escape(message, 300)?.TrimEnd('.') }.Where(text => !string.IsNullOrEmpty(text)));
}
