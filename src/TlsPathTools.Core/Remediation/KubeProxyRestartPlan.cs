using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Remediation;

/// <summary>What a restart would do, and what was found when everything about it was checked. Making it changes nothing.</summary>
public sealed record KubeProxyRestartPlan
{
    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Its kube-proxy as it was; null where the node is not known.</summary>
    public NodeKubeProxy? Before { get; init; }

    /// <summary>The checks.</summary>
    public required RemediationCheck[] Checks { get; init; }

    /// <summary>Whether every check that has to passed.</summary>
    public bool MayProceed => Array.TrueForAll(Checks, check => check.Passed == true || !check.Stops);

    /// <summary>The uid of the node that is meant; null where the cluster has none.</summary>
    public string? NodeUid => Node?.Metadata?.Uid;

    internal Node? Node { get; init; }

    internal Pod? Pod { get; init; }

    internal DaemonSet? DaemonSet { get; init; }

    /// <summary>What is done, in a sentence.</summary>
    public string Action => Pod is null ? $"nothing on node {SafeText.Escape(NodeName)}" : $"delete pod {SafeText.Escape($"{Pod.Metadata}")} of node {SafeText.Escape(NodeName)}, and wait until its daemon set has put another in its place that has written its rules";

    /// <inheritdoc/>
    public override string ToString() => $"{SafeText.Escape(NodeName)}: {(MayProceed ? Action : string.Join(" ", Checks.Where(check => check.Passed != true && check.Stops)))}";
}
