using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>The controllers of EndpointSlices and Endpoints: what a Service's pods are, and how they are.</summary>
internal sealed class EndpointSlices(LabWorld world) : IController
{
    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.Services, ResourceKinds.Pods, ResourceKinds.EndpointSlices, ResourceKinds.Endpoints))
            return;
        // Only Services of namespaces where something changed: the others' endpoints are as they were.
        HashSet<string> touched = [.. pass.Changes
            .Where(change => change.Kind == ResourceKinds.Services || change.Kind == ResourceKinds.Pods || change.Kind == ResourceKinds.EndpointSlices || change.Kind == ResourceKinds.Endpoints)
            .Select(change => KubeObject.Namespace(change.Object) ?? "")];
        foreach (JsonObject service in pass.Store.List(ResourceKinds.Services).Where(service => touched.Count == 0 || touched.Contains(KubeObject.Namespace(service) ?? "")))
            Reconcile(pass, service);
    }

    private void Reconcile(Pass pass, JsonObject service)
    {
        IReadOnlyDictionary<string, string> selector = KubeObject.Map(service, "spec", "selector");
        if (selector.Count == 0 || KubeObject.IsTerminating(service))
            return;
        string @namespace = KubeObject.Namespace(service) ?? "";
        List<JsonObject> endpoints = EndpointSliceFactory.Endpoints(
            service,
            pass.PodsByNamespace[@namespace].Where(pod => Selectors.Match(selector, pod)),
            node => KubeObject.Text(pass.Nodes.GetValueOrDefault(node), "metadata", "labels", "topology.kubernetes.io/zone"));
        var wanted = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonObject slice in EndpointSliceFactory.Slices(world, service, endpoints, KubeObject.Timestamp(world.Now)))
        {
            wanted.Add(KubeObject.Name(slice));
            Put(pass, ResourceKinds.EndpointSlices, slice, "endpoints", "ports");
        }

        Put(pass, ResourceKinds.Endpoints, EndpointSliceFactory.EndpointsObject(world, service, endpoints), "subsets");
        foreach (JsonObject slice in pass.Store.List(ResourceKinds.EndpointSlices, @namespace))
        {
            if (PodFactory.Controller(slice).Uid == KubeObject.Uid(service) && !wanted.Contains(KubeObject.Name(slice)))
                pass.Remove(ResourceKinds.EndpointSlices, slice);
        }
    }

    private static void Put(Pass pass, ResourceKind kind, JsonObject item, params string[] parts)
    {
        lock (pass.World.Gate)
        {
            if (pass.Store.Find(kind, KubeObject.Namespace(item), KubeObject.Name(item)) is null)
            {
                pass.Store.Create(kind, item);
                return;
            }

            pass.Store.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), current =>
            {
                bool changed = false;
                foreach (string part in parts)
                {
                    if (JsonNode.DeepEquals(current[part], item[part]))
                        continue;
                    changed = true;
                    current[part] = item[part]?.DeepClone();
                    if (current[part] is null)
                        current.Remove(part);
                }

                if (changed && KubeObject.Text(item, "metadata", "annotations", EndpointSliceFactory.ChangeAnnotation) is { } when && KubeObject.Metadata(current)["annotations"] is JsonObject annotations)
                    annotations[EndpointSliceFactory.ChangeAnnotation] = when;
                if (changed && KubeObject.Number(current, "metadata", "generation") is { } generation)
                    KubeObject.Metadata(current)["generation"] = generation + 1;
            });
        }
    }
}
