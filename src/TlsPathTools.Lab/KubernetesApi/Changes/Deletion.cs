using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>
/// Deletes objects: pods get the time to end (their kubelet removes them), what has finalizers waits for them, all else goes at once. What it owned,
/// or what was in a namespace, is for the garbage collector to follow; owners do not wait for it: Foreground is served as Background.
/// </summary>
internal sealed class Deletion(LabWorld world)
{
    /// <summary>Deletes one.</summary>
    /// <returns>The object as it is now, or was last.</returns>
    /// <exception cref="ApiException">404; 409 when it is another one than expected.</exception>
    public JsonObject Delete(ResourceKind kind, string? @namespace, string name, DeleteOptions options)
    {
        lock (world.Gate)
        {
            JsonObject item = world.Cluster.Find(kind, @namespace, name) ?? throw ApiException.NotFound(kind, name);
            Check(kind, item, options);
            if (Later(kind, item, options) is { } grace)
                return Mark(kind, item, grace, options.DryRun);
            if (options.DryRun)
                return item;
            if (options.Orphan)
                Disown(KubeObject.Uid(item));
            return world.Cluster.Remove(kind, @namespace, name)!;
        }
    }

    private static void Check(ResourceKind kind, JsonObject item, DeleteOptions options)
    {
        string name = KubeObject.Name(item), uid = KubeObject.Uid(item), version = KubeObject.Version(item);
        if (options.Uid is not null && options.Uid != uid)
            throw ApiException.Conflict(kind, name, $"the UID in the precondition ({options.Uid}) does not match the UID in record ({uid}). The object might have been deleted and then recreated");
        if (options.Version is not null && options.Version != version)
            throw ApiException.Conflict(kind, name, $"the ResourceVersion in the precondition ({options.Version}) does not match the ResourceVersion in record ({version}). The object might have been modified");
    }

    /// <summary>The seconds that it still has; null when it goes at once.</summary>
    private static int? Later(ResourceKind kind, JsonObject item, DeleteOptions options)
    {
        bool held = KubeObject.At(item, "metadata", "finalizers") is JsonArray { Count: > 0 };
        if (kind != ResourceKinds.Pods)
            return held ? 0 : null;
        // A pod that no node has, or whose processes have ended, needs no time.
        bool idle = string.IsNullOrEmpty(KubeObject.Text(item, "spec", "nodeName")) || KubeObject.Text(item, "status", "phase") is "Succeeded" or "Failed";
        int grace = idle ? 0 : options.GracePeriodSeconds ?? KubeObject.Number(item, "spec", "terminationGracePeriodSeconds") ?? 30;
        return grace > 0 || held ? grace : null;
    }

    private JsonObject Mark(ResourceKind kind, JsonObject item, int grace, bool dryRun)
    {
        // Who is already dying can only be hurried.
        if (KubeObject.IsTerminating(item) && (KubeObject.Number(item, "metadata", "deletionGracePeriodSeconds") ?? 0) <= grace)
            return item;
        return world.Cluster.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), marked =>
        {
            JsonObject metadata = KubeObject.Metadata(marked);
            metadata["deletionTimestamp"] = KubeObject.Timestamp(world.Now.AddSeconds(grace));
            metadata["deletionGracePeriodSeconds"] = grace;
        }, dryRun: dryRun);
    }

    /// <summary>Whoever belongs to it belongs to nobody from now on.</summary>
    private void Disown(string uid)
    {
        foreach (ResourceKind kind in ResourceKinds.All.Where(kind => kind != ResourceKinds.Events))
        {
            foreach (JsonObject item in world.Cluster.List(kind).Where(item => Owners(item).Any(reference => KubeObject.Text(reference, "uid") == uid)))
            {
                world.Cluster.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), dependent => KubeObject.Metadata(dependent)["ownerReferences"] =
                    new JsonArray([.. Owners(dependent).Where(reference => KubeObject.Text(reference, "uid") != uid).Select(reference => reference.DeepClone())]));
            }
        }
    }

    private static IEnumerable<JsonObject> Owners(JsonObject item) => KubeObject.Items(item, "metadata", "ownerReferences");
}
