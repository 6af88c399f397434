using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// One round of all controllers: what they look at, read once and only where somebody asks. What a controller changes is seen in the next round, which
/// follows at once.
/// </summary>
internal sealed class Pass(LabWorld world, EventRecorder events, IReadOnlyList<StoreChange> changes, bool first)
{
    private readonly HashSet<ResourceKind> _kinds = [.. changes.Select(change => change.Kind)];
    private IReadOnlyList<JsonObject>? _pods;
    private ILookup<string, JsonObject>? _podsByOwner;
    private ILookup<string, JsonObject>? _podsByNode;
    private ILookup<string, JsonObject>? _podsByNamespace;
    private Dictionary<string, JsonObject>? _nodes;
    private Dictionary<string, Instance>? _machines;

    public LabWorld World { get; } = world;

    public ClusterStore Store { get; } = world.Cluster;

    public EventRecorder Events { get; } = events;

    public DateTimeOffset Now { get; } = world.Now;

    public IReadOnlyList<StoreChange> Changes { get; } = changes;

    /// <summary>When somebody wants the next pass at the latest.</summary>
    public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

    public IReadOnlyList<JsonObject> Pods => _pods ??= Store.List(ResourceKinds.Pods);

    /// <summary>Pods by the uid of their controller.</summary>
    public ILookup<string, JsonObject> PodsByOwner => _podsByOwner ??= Pods.ToLookup(pod => PodFactory.Controller(pod).Uid, StringComparer.Ordinal);

    /// <summary>Pods by the name of their node; empty for those on none.</summary>
    public ILookup<string, JsonObject> PodsByNode => _podsByNode ??= Pods.ToLookup(pod => KubeObject.Text(pod, "spec", "nodeName") ?? "", StringComparer.Ordinal);

    public ILookup<string, JsonObject> PodsByNamespace => _podsByNamespace ??= Pods.ToLookup(pod => KubeObject.Namespace(pod) ?? "", StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonObject> Nodes => _nodes ??= Store.List(ResourceKinds.Nodes).ToDictionary(KubeObject.Name, StringComparer.Ordinal);

    /// <summary>The machines that run now, by the names of their nodes.</summary>
    public IReadOnlyDictionary<string, Instance> Machines
    {
        get
        {
            if (_machines is not null)
                return _machines;
            _machines = new(StringComparer.Ordinal);
            lock (World.Gate)
            {
                foreach (Instance instance in World.Cloud.Instances.Values)
                {
                    if (instance is { State: "running", NodeName: { } node })
                        _machines[node] = instance;
                }
            }

            return _machines;
        }
    }

    /// <summary>Whether something of these kinds changed since the last pass.</summary>
    public bool Changed(params ReadOnlySpan<ResourceKind> kinds)
    {
        if (first)
            return true;
        foreach (ResourceKind kind in kinds)
        {
            if (_kinds.Contains(kind))
                return true;
        }

        return false;
    }

    /// <summary>Asks for a pass at a time.</summary>
    public void DueAt(DateTimeOffset when)
    {
        if (when < Due)
            Due = when;
    }

    /// <summary>Whether a time has come; if not, a pass comes then.</summary>
    public bool HasCome(DateTimeOffset when)
    {
        if (when <= Now)
            return true;
        DueAt(when);
        return false;
    }

    /// <summary>Changes an object if it is still the one that was looked at.</summary>
    /// <returns>The object as it is now; null when it is gone.</returns>
    public JsonObject? Update(ResourceKind kind, JsonObject item, Action<JsonObject> change)
    {
        string uid = KubeObject.Uid(item);
        lock (World.Gate)
        {
            JsonObject? current = Store.Find(kind, KubeObject.Namespace(item), KubeObject.Name(item));
            return current is null || KubeObject.Uid(current) != uid ? null : Store.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), change);
        }
    }

    /// <summary>Takes an object out if it is still the one that was looked at.</summary>
    public void Remove(ResourceKind kind, JsonObject item)
    {
        lock (World.Gate)
        {
            if (Store.Find(kind, KubeObject.Namespace(item), KubeObject.Name(item)) is { } current && KubeObject.Uid(current) == KubeObject.Uid(item))
                Store.Remove(kind, KubeObject.Namespace(item), KubeObject.Name(item));
        }
    }

    /// <summary>Deletes a pod as a client would: its kubelet ends it; one that no kubelet has goes at once.</summary>
    public void Delete(JsonObject pod)
    {
        if (KubeObject.IsTerminating(pod))
            return;
        if (KubeObject.Text(pod, "spec", "nodeName") is null)
        {
            Remove(ResourceKinds.Pods, pod);
            return;
        }

        int grace = KubeObject.Number(pod, "spec", "terminationGracePeriodSeconds") ?? 30;
        Update(ResourceKinds.Pods, pod, current =>
        {
            KubeObject.Metadata(current)["deletionTimestamp"] = KubeObject.Timestamp(Now.AddSeconds(grace));
            KubeObject.Metadata(current)["deletionGracePeriodSeconds"] = grace;
        });
    }
}
