using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Controllers;

/// <summary>What belongs to something that was deleted goes as well (ownerReferences, background), and so does what was in a namespace, or on a node.</summary>
internal sealed class GarbageCollector : IController
{
    private static readonly ResourceKind[] s_owned =
    [
        ResourceKinds.ReplicaSets, ResourceKinds.Pods, ResourceKinds.ControllerRevisions, ResourceKinds.EndpointSlices, ResourceKinds.Leases,
        ResourceKinds.CertificateRequests, ResourceKinds.Orders, ResourceKinds.Challenges, ResourceKinds.Secrets,
    ];

    public void Reconcile(Pass pass)
    {
        foreach (StoreChange change in pass.Changes.Where(change => change.Type == StoreChangeType.Deleted && change.Kind != ResourceKinds.Pods && change.Kind != ResourceKinds.Events))
            Follow(pass, change);
    }

    private static void Follow(Pass pass, StoreChange change)
    {
        string uid = KubeObject.Uid(change.Object);
        foreach (ResourceKind kind in s_owned)
        {
            foreach (JsonObject item in pass.Store.List(kind).Where(item => KubeObject.Items(item, "metadata", "ownerReferences").Any(owner => KubeObject.Text(owner, "uid") == uid)))
                Delete(pass, kind, item);
        }

        if (change.Kind == ResourceKinds.Services && pass.Store.Find(ResourceKinds.Endpoints, KubeObject.Namespace(change.Object), KubeObject.Name(change.Object)) is { } endpoints)
            pass.Remove(ResourceKinds.Endpoints, endpoints);
        // Pods of a node that is no more: there is no kubelet to ask.
        if (change.Kind == ResourceKinds.Nodes && !pass.Nodes.ContainsKey(KubeObject.Name(change.Object)))
        {
            foreach (JsonObject pod in pass.PodsByNode[KubeObject.Name(change.Object)])
                pass.Remove(ResourceKinds.Pods, pod);
        }

        if (change.Kind != ResourceKinds.Namespaces)
            return;
        foreach (ResourceKind kind in ResourceKinds.All.Where(kind => kind.Namespaced))
        {
            foreach (JsonObject item in pass.Store.List(kind, KubeObject.Name(change.Object)))
                Delete(pass, kind, item);
        }
    }

    private static void Delete(Pass pass, ResourceKind kind, JsonObject item)
    {
        if (kind == ResourceKinds.Pods)
            pass.Delete(item);
        else
            pass.Remove(kind, item);
    }
}
