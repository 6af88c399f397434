using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Discovery;

/// <summary>What /version answers.</summary>
internal static class VersionDocument
{
    /// <summary>The version that EKS says the cluster has.</summary>
    public static JsonObject Of(LabWorld world)
    {
        string version;
        lock (world.Gate)
            version = world.Cloud.EksClusters.Values.FirstOrDefault()?.Version ?? "1.31";
        string[] parts = version.Split('.');
        // Nodes know the patch that EKS keeps to itself.
        string? node = world.Cluster.List(ResourceKinds.Nodes).Select(item => KubeObject.Text(item, "status", "nodeInfo", "kubeletVersion"))
            .FirstOrDefault(known => known is not null && known.StartsWith($"v{version}.", StringComparison.Ordinal));
        return new JsonObject
        {
            ["major"] = parts[0], ["minor"] = parts.ElementAtOrDefault(1) ?? "", ["gitVersion"] = node ?? $"v{version}.0-eks-lab",
            ["gitCommit"] = new string('0', 40), ["gitTreeState"] = "clean", ["buildDate"] = "2025-01-01T00:00:00Z",
            ["goVersion"] = "go1.22.0", ["compiler"] = "gc", ["platform"] = "linux/amd64",
        };
    }
}
