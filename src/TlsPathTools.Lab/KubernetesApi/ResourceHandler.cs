using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Access;
using TlsPathTools.Lab.KubernetesApi.Changes;
using TlsPathTools.Lab.KubernetesApi.Lists;
using TlsPathTools.Lab.KubernetesApi.Subresources;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>Answers one request about objects of a kind.</summary>
internal sealed class ResourceHandler(
    LabWorld world, ServiceAccountTokens tokens, ResourceKind kind, ResourcePath path, KubeUser user, HttpRequest request, HttpResponder responder)
{
    /// <summary>Kinds whose deletion is answered by the object; all others are answered by a Status.</summary>
    private static readonly ResourceKind[] s_answeredWhole = [ResourceKinds.Pods, ResourceKinds.Services, ResourceKinds.ServiceAccounts, ResourceKinds.Namespaces];

    private readonly ObjectChanges _changes = new(world);

    /// <summary>Answers it.</summary>
    public Task AnswerAsync(string verb, CancellationToken cancellationToken)
    {
        // Across namespaces there are lists only; what lies in none has no path in one.
        if (kind.Namespaced ? path.Namespace is null && path.Name is not null : path.Namespace is not null)
            throw ApiException.NoSuchPath();
        if (path.Subresource is not null)
            return AnswerPartAsync(path.Subresource, cancellationToken);
        return verb switch
        {
            "get" => SendAsync(200, Find(), cancellationToken),
            "list" => ListAsync(cancellationToken),
            "watch" => WatchAsync(cancellationToken),
            "create" when path.Name is null && (path.Namespace is not null || !kind.Namespaced) => SendAsync(201, Create(), cancellationToken),
            "update" when path.Name is not null => SendAsync(200, Update(part: null), cancellationToken),
            "patch" when path.Name is not null => SendAsync(200, Patch(part: null), cancellationToken),
            "delete" => DeleteAsync(cancellationToken),
            "deletecollection" when path.Namespace is not null || !kind.Namespaced => DeleteAllAsync(cancellationToken),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    private Task AnswerPartAsync(string name, CancellationToken cancellationToken)
    {
        Subresource part = Catalog.Find(kind, name) ?? throw ApiException.NoSuchPath();
        string @namespace = path.Namespace ?? "";
        switch (part.Name, request.Method)
        {
            case ("proxy", _):
                return new ApiProxy(world).AnswerAsync(ProxyTarget.Find(world.Cluster, kind, path.Namespace, path.Name!), path.Tail, request, responder, cancellationToken);
            case ("log", "GET"):
                return new PodLogs(world).AnswerAsync(@namespace, path.Name!, request, responder, cancellationToken);
            case ("eviction", "POST"):
                new Evictions(world).Evict(@namespace, path.Name!, request);
                Tell("evicted");
                return SendAsync(201, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["code"] = 201 }, cancellationToken);
            case ("token", "POST"):
                return SendAsync(201, new TokenRequests(world, tokens).Answer(@namespace, path.Name!, request), cancellationToken);
            case ("scale", "GET"):
                return SendAsync(200, Scales.Of(Find()), cancellationToken);
            case ("scale", "PUT" or "PATCH"):
                return SendAsync(200, Scale(@namespace), cancellationToken);
            case ("status", "GET"):
                return SendAsync(200, Find(), cancellationToken);
            case ("status", "PUT"):
                return SendAsync(200, Update("status"), cancellationToken);
            case ("status", "PATCH"):
                return SendAsync(200, Patch("status"), cancellationToken);
            default:
                throw ApiException.MethodNotAllowed();
        }
    }

    private JsonObject Find() => world.Cluster.Find(kind, path.Namespace, path.Name!) ?? throw ApiException.NotFound(kind, path.Name!);

    private JsonObject Create()
    {
        JsonObject created = _changes.Create(kind, path.Namespace, RequestBody.ReadObject(request, kind), RequestBody.IsDryRun(request));
        Tell("created", KubeObject.Name(created));
        return created;
    }

    private JsonObject Update(string? part)
    {
        JsonObject updated = _changes.Replace(kind, path.Namespace, path.Name!, part, RequestBody.ReadObject(request, kind), RequestBody.IsDryRun(request));
        Tell("updated");
        return updated;
    }

    private JsonObject Patch(string? part)
    {
        Action<JsonObject> patch = Patches.PatchBody.Read(request, kind.IsCustom);
        JsonObject patched = _changes.Change(kind, path.Namespace, path.Name!, part, patch, RequestBody.IsDryRun(request));
        Tell("patched");
        return patched;
    }

    private JsonObject Scale(string @namespace)
    {
        Action<JsonObject> change;
        if (request.Method == "PATCH")
        {
            change = Patches.PatchBody.Read(request, custom: false);
        }
        else
        {
            JsonObject wanted = RequestBody.ReadJson(request);
            change = scale =>
            {
                scale["spec"] = wanted["spec"]?.DeepClone();
                scale["metadata"] = wanted["metadata"]?.DeepClone();
            };
        }

        JsonObject scaled = new Scales(world).Change(kind, @namespace, path.Name!, change, RequestBody.IsDryRun(request));
        Tell("scaled");
        return scaled;
    }

    private Task DeleteAsync(CancellationToken cancellationToken)
    {
        DeleteOptions options = DeleteOptions.Read(request);
        JsonObject item = new Deletion(world).Delete(kind, path.Namespace, path.Name!, options);
        if (!options.DryRun)
            Tell("deleted");
        if (s_answeredWhole.Contains(kind) || (!options.DryRun && world.Cluster.Find(kind, path.Namespace, path.Name!) is not null))
            return SendAsync(200, item, cancellationToken);
        JsonObject details = ApiException.About(kind, path.Name);
        details["uid"] = KubeObject.Uid(item);
        return SendAsync(200, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details }, cancellationToken);
    }

    private async Task DeleteAllAsync(CancellationToken cancellationToken)
    {
        ListOptions options = ListOptions.Parse(request, kind, name: null);
        DeleteOptions how = DeleteOptions.Read(request);
        var deleted = new List<JsonObject>();
        lock (world.Gate)
        {
            foreach (JsonObject item in world.Cluster.List(kind, path.Namespace).Where(options.Matches))
                deleted.Add(new Deletion(world).Delete(kind, path.Namespace, KubeObject.Name(item), how));
        }

        if (!how.DryRun)
            Tell("deleted", $"{deleted.Count} of them");
        await SendListAsync(new(deleted, world.Cluster.Version, Continue: null, Remaining: null), cancellationToken).ConfigureAwait(false);
    }

    private Task ListAsync(CancellationToken cancellationToken) =>
        SendListAsync(new ListReader(world).Read(kind, path.Namespace, ListOptions.Parse(request, kind, path.Name)), cancellationToken);

    private Task WatchAsync(CancellationToken cancellationToken)
    {
        var objects = new ObjectWriter(kind, Representation.Of(request), world.Now);
        return new WatchStream(world, kind, path.Namespace, ListOptions.Parse(request, kind, path.Name), objects).RunAsync(responder, cancellationToken);
    }

    private async Task SendListAsync(ListPage page, CancellationToken cancellationToken)
    {
        var objects = new ObjectWriter(kind, Representation.Of(request), world.Now);
        using var answer = new JsonAnswer(responder, 200);
        objects.BeginList(answer.Writer, page);
        foreach (JsonObject item in page.Items)
        {
            objects.WriteItem(answer.Writer, item);
            await answer.SendIfLargeAsync(cancellationToken).ConfigureAwait(false);
        }

        ObjectWriter.EndList(answer.Writer);
        await answer.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendAsync(int status, JsonObject item, CancellationToken cancellationToken)
    {
        using var answer = new JsonAnswer(responder, status);
        // Tables are for objects of this kind; a Status or a Scale is sent as it is.
        if (KubeObject.Text(item, "kind") == kind.Kind)
            new ObjectWriter(kind, Representation.Of(request), world.Now).WriteOne(answer.Writer, item);
        else
            item.WriteTo(answer.Writer);
        await answer.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Tell(string what, string? name = null) => world.Log.Tell(world.Now, "kubernetesApi",
        $"{user.Name} {what} {path.FullResource} {(path.Namespace is null ? "" : path.Namespace + "/")}{name ?? path.Name}{(RequestBody.IsDryRun(request) ? " (dry run)" : "")}");
}
