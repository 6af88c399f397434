using System.Text.Json.Nodes;
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
        return new JsonObject
        {
            ["major"] = parts[0], ["minor"] = parts.ElementAtOrDefault(1) ?? "", ["gitVersion"] = $"v{parts[0]}.{parts.ElementAtOrDefault(1)}.0-eks-lab",
            ["gitCommit"] = new string('0', 40), ["gitTreeState"] = "clean", ["buildDate"] = "2025-01-01T00:00:00Z",
            ["goVersion"] = "go1.22.0", ["compiler"] = "gc", ["platform"] = "linux/amd64",
        };
    }
}
