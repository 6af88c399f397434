using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>Creates and changes objects as the API server does: what is the server's own in them stays.</summary>
internal sealed class ObjectChanges(LabWorld world)
{
    private static readonly string[] s_ownMetadata =
        ["name", "generateName", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "selfLink", "managedFields"];

    /// <summary>Creates one.</summary>
    /// <exception cref="ApiException">409 when there is one of its name; 400, 404 and 422 when it does not fit.</exception>
    public JsonObject Create(ResourceKind kind, string? @namespace, JsonObject body, bool dryRun)
    {
        JsonObject metadata = KubeObject.Metadata(body);
        if (kind.Namespaced)
        {
            if (KubeObject.Namespace(body) is { Length: > 0 } named && named != @namespace)
                throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            if (world.Cluster.Find(ResourceKinds.Namespaces, null, @namespace!) is null)
                throw ApiException.NotFound(ResourceKinds.Namespaces, @namespace!);
            metadata["namespace"] = @namespace;
        }

        if (KubeObject.Name(body).Length == 0)
        {
            metadata["name"] = KubeObject.Text(metadata, "generateName") is { Length: > 0 } prefix
                ? prefix + RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5)
                : throw ApiException.Invalid(kind.Group, kind.Kind, "", "metadata.name", "Required value: name or generateName is required", "FieldValueRequired");
        }

        Defaults.Begin(world, kind, body);
        try
        {
            return world.Cluster.Create(kind, body, dryRun);
        }
        catch (StoreException refusal)
        {
            throw ApiException.Of(refusal, kind, KubeObject.Name(body));
        }
    }

    /// <summary>Puts another object, or only another status, in the place of one.</summary>
    public JsonObject Replace(ResourceKind kind, string? @namespace, string name, string? part, JsonObject body, bool dryRun)
    {
        if (KubeObject.Name(body) is { Length: > 0 } named && named != name)
            throw ApiException.BadRequest($"the name of the object ({named}) does not match the name on the URL ({name})");
        if (kind.IsCustom && KubeObject.Version(body).Length == 0)
            throw ApiException.Invalid(kind.Group, kind.Kind, name, "metadata.resourceVersion", "Invalid value: 0x0: must be specified for an update");
        return Change(kind, @namespace, name, part, item =>
        {
            // In an object that is put, a uid is a precondition; in a patch it is a change of what cannot change.
            if (KubeObject.Uid(body) is { Length: > 0 } uid && uid != KubeObject.Uid(item))
                throw ApiException.Conflict(kind, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {KubeObject.Uid(item)}");
            item.Clear();
            foreach ((string property, JsonNode? value) in body)
                item[property] = value?.DeepClone();
        }, dryRun);
    }

    /// <summary>Changes an object, or only its status.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="namespace">Its namespace, or null.</param>
    /// <param name="name">Its name.</param>
    /// <param name="part">status, or null for everything else.</param>
    /// <param name="change">Changes a copy as the client wants it.</param>
    /// <param name="dryRun">Only says what would become of it.</param>
    /// <exception cref="ApiException">404; 409 when the result names another version than the object has; 422 when another uid.</exception>
    public JsonObject Change(ResourceKind kind, string? @namespace, string name, string? part, Action<JsonObject> change, bool dryRun)
    {
        try
        {
            lock (world.Gate)
            {
                JsonObject changed = world.Cluster.Update(kind, @namespace, name, item =>
                {
                    var before = (JsonObject)item.DeepClone();
                    change(item);
                    Check(kind, before, item);
                    Keep(kind, part, before, item);
                }, dryRun: dryRun);
                // An object that only waited for its last finalizer goes with it; pods wait for their kubelet.
                if (!dryRun && kind != ResourceKinds.Pods && KubeObject.IsTerminating(changed) && KubeObject.At(changed, "metadata", "finalizers") is not JsonArray { Count: > 0 })
                    world.Cluster.Remove(kind, @namespace, name);
                return changed;
            }
        }
        catch (StoreException refusal)
        {
            throw ApiException.Of(refusal, kind, name);
        }
    }

    private static void Check(ResourceKind kind, JsonObject before, JsonObject after)
    {
        string name = KubeObject.Name(before);
        if (KubeObject.Version(after) is { Length: > 0 } version && version != KubeObject.Version(before))
            throw ApiException.Modified(kind, name);
        if (KubeObject.Uid(after) is { Length: > 0 } uid && uid != KubeObject.Uid(before))
            throw ApiException.Invalid(kind.Group, kind.Kind, name, "metadata.uid", $"Invalid value: \"{uid}\": field is immutable");
        if (KubeObject.Name(after) is { Length: > 0 } renamed && renamed != name)
            throw ApiException.BadRequest($"the name of the object ({renamed}) does not match the name on the URL ({name})");
    }

    private void Keep(ResourceKind kind, string? part, JsonObject before, JsonObject after)
    {
        JsonObject was = KubeObject.Metadata(before), metadata = KubeObject.Metadata(after);
        if (part is not null)
        {
            // The status alone changes.
            JsonNode? status = after["status"]?.DeepClone();
            Restore(before, after);
            Set(after, "status", status);
            return;
        }

        foreach (string own in s_ownMetadata)
            Set(metadata, own, was[own]?.DeepClone());
        Set(metadata, "resourceVersion", was["resourceVersion"]?.DeepClone());
        after["apiVersion"] = kind.ApiVersion;
        after["kind"] = kind.Kind;
        if (Catalog.HasStatus(kind))
            Set(after, "status", before["status"]?.DeepClone());
        // The scenario's own workloads are not complete: to complete them with another change would roll them out anew.
        if (kind == ResourceKinds.Services || kind == ResourceKinds.Secrets)
            Defaults.Complete(world, kind, after);
        if (kind == ResourceKinds.DaemonSets)
            TemplateGeneration.Note(before, after);
        if (KubeObject.Number(was, "generation") is { } generation && !JsonNode.DeepEquals(before["spec"], after["spec"]))
            metadata["generation"] = generation + 1;
    }

    private static void Restore(JsonObject before, JsonObject after)
    {
        after.Clear();
        foreach ((string property, JsonNode? value) in before)
            after[property] = value?.DeepClone();
    }

    private static void Set(JsonObject item, string property, JsonNode? value)
    {
        if (value is null)
            item.Remove(property);
        else
            item[property] = value;
    }
}
