using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Changes;
using TlsPathTools.Lab.KubernetesApi.Tables;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>The scale of deployments and replica sets: their number of replicas, seen as an object of its own.</summary>
internal sealed class Scales(LabWorld world)
{
    private readonly ObjectChanges _changes = new(world);

    /// <summary>The scale of an object.</summary>
    public static JsonObject Of(JsonObject item)
    {
        var metadata = new JsonObject();
        foreach (string property in (string[])["name", "namespace", "uid", "resourceVersion", "creationTimestamp"])
            metadata[property] = KubeObject.At(item, "metadata", property)?.DeepClone();
        string selector = Cells.Selector(item, "spec", "selector");
        return new JsonObject
        {
            ["kind"] = "Scale", ["apiVersion"] = "autoscaling/v1", ["metadata"] = metadata,
            ["spec"] = new JsonObject { ["replicas"] = KubeObject.Number(item, "spec", "replicas") ?? 1 },
            ["status"] = new JsonObject { ["replicas"] = KubeObject.Number(item, "status", "replicas") ?? 0, ["selector"] = selector == Cells.None ? "" : selector },
        };
    }

    /// <summary>Changes it.</summary>
    /// <param name="kind">The kind of what is scaled.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="change">Changes the scale.</param>
    /// <param name="dryRun">Only says what would become of it.</param>
    public JsonObject Change(ResourceKind kind, string @namespace, string name, Action<JsonObject> change, bool dryRun) =>
        Of(_changes.Change(kind, @namespace, name, part: null, item =>
        {
            JsonObject scale = Of(item);
            change(scale);
            if (KubeObject.Version(scale) is { Length: > 0 } version && version != KubeObject.Version(item))
                throw ApiException.Modified(kind, name);
            int replicas = KubeObject.Number(scale, "spec", "replicas") ?? 0;
            if (replicas < 0)
                throw ApiException.Invalid("autoscaling", "Scale", name, "spec.replicas", $"Invalid value: {replicas}: must be greater than or equal to 0");
            item["spec"]!["replicas"] = replicas;
        }, dryRun));
}
