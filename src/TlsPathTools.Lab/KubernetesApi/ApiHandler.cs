using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Access;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.KubernetesApi.Changes;
using TlsPathTools.Lab.KubernetesApi.Discovery;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>Answers requests: who is it, is it allowed, and what is it about. Everything about objects is <see cref="ResourceHandler"/>'s.</summary>
internal sealed class ApiHandler(LabWorld world, AuditLog audit, string clusterName, string adminToken)
{
    private readonly Catalog _catalog = new(world);
    private readonly Authenticator _authenticator = new(world, clusterName, adminToken);
    private readonly Authorizer _authorizer = new(world);

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        string id = Guid.NewGuid().ToString();
        DateTimeOffset received = world.Now;
        KubeUser? user = null;
        responder.Fields.Add(new("Audit-Id", id));
        responder.Fields.Add(new("Cache-Control", "no-cache, private"));
        try
        {
            user = _authenticator.Identify(request);
            if (IsThrottled(request))
            {
                responder.Fields.Add(new("Retry-After", "1"));
                await TextAsync(responder, 429, "Too many requests, please try again later.\n", cancellationToken).ConfigureAwait(false);
            }
            else if (ResourcePath.Parse(request.RawPath) is { } path)
            {
                await AnswerResourceAsync(path, user, request, responder, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Authorizer.DemandPath(user, Verb(request, hasName: true), request.RawPath);
                await AnswerPathAsync(request, responder, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ApiException refusal) when (!responder.Started)
        {
            await RefuseAsync(refusal, responder, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            audit.Add(AuditEvent.Of(id, received, world.Now, Verb(request), request, user, responder.Status));
        }
    }

    // Of parts of an object, and of paths that name none, as access rules see them.
    private static string Verb(HttpRequest request) => ResourcePath.Parse(request.RawPath) is { } path ? Verb(request, path) : Verb(request, hasName: true);

    // Parts of an object are not watched: follow=true of a log is a get.
    private static string Verb(HttpRequest request, ResourcePath path) =>
        path.Subresource is null ? Verb(request, path.Name is not null) : Verb(request, hasName: true).Replace("watch", "get", StringComparison.Ordinal);

    /// <summary>The verb of access rules that a request means.</summary>
    private static string Verb(HttpRequest request, bool hasName) => request.Method switch
    {
        "GET" or "HEAD" when Lists.ListOptions.IsWatch(request) => "watch",
        "GET" or "HEAD" => hasName ? "get" : "list",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => hasName ? "delete" : "deletecollection",
        _ => "",
    };

    private async Task AnswerResourceAsync(ResourcePath path, KubeUser user, HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        string verb = Verb(request, path);
        // A namespace lies in itself.
        string? where = path.Resource == "namespaces" ? path.Name : path.Namespace;
        _authorizer.Demand(user, new(verb, path.Group, path.FullResource, where, path.Name));

        if (request.Method == "POST" && Catalog.Reviews.FirstOrDefault(known => known.Group == path.Group && known.Version == path.Version && known.Name == path.Resource) is { } review)
        {
            JsonObject answer = new Reviews(world, _catalog, _authenticator, _authorizer).Answer(review, RequestBody.ReadJson(request), user);
            await JsonAsync(responder, 201, answer, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_catalog.Find(path.Group, path.Version, path.Resource) is not { } kind)
        {
            await NotFoundAsync(request, responder, cancellationToken).ConfigureAwait(false);
            return;
        }

        var resource = new ResourceHandler(world, _authenticator.ServiceAccounts, kind, path, user, request, responder);
        await resource.AnswerAsync(verb, cancellationToken).ConfigureAwait(false);
    }

    private Task AnswerPathAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken)
    {
        string path = request.RawPath;
        if (request.Method is not ("GET" or "HEAD"))
            throw ApiException.MethodNotAllowed();
        if (path.TrimEnd('/') == "/version")
            return JsonAsync(responder, 200, VersionDocument.Of(world), cancellationToken);
        if (Authorizer.IsPublic(path))
            return TextAsync(responder, 200, "ok", cancellationToken);
        // kubectl before 1.27 reads this one, and in this form only: a document without definitions is an empty message.
        if (path == "/openapi/v2" && (request.Head["Accept"] ?? "").Contains("proto-openapi", StringComparison.Ordinal))
            return responder.SendAsync(200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", ReadOnlyMemory<byte>.Empty, cancellationToken);
        return (DiscoveryDocuments.Find(_catalog, path, $"{request.Local}") ?? OpenApiDocuments.Find(_catalog, path)) is { } document
            ? JsonAsync(responder, 200, document, cancellationToken)
            : NotFoundAsync(request, responder, cancellationToken);
    }

    /// <summary>Requests that last are let through, as are those that ask after the server's health.</summary>
    private bool IsThrottled(HttpRequest request) =>
        world.Apis.Kubernetes.ThrottleShare > 0 && !Lists.ListOptions.IsWatch(request) && request.QueryValue("follow") is null && !Authorizer.IsPublic(request.RawPath)
        && Random.Shared.NextDouble() < world.Apis.Kubernetes.ThrottleShare;

    private Task NotFoundAsync(HttpRequest request, HttpResponder responder, CancellationToken cancellationToken) =>
        _catalog.IsOwnGroup(request.RawPath) ? throw ApiException.NoSuchPath() : TextAsync(responder, 404, "404 page not found\n", cancellationToken);

    private static Task RefuseAsync(ApiException refusal, HttpResponder responder, CancellationToken cancellationToken)
    {
        if (KubeObject.Number(refusal.Details, "retryAfterSeconds") is { } seconds)
            responder.Fields.Add(new("Retry-After", $"{seconds}"));
        return JsonAsync(responder, refusal.Code, refusal.ToStatus(), cancellationToken);
    }

    private static Task TextAsync(HttpResponder responder, int status, string text, CancellationToken cancellationToken) =>
        responder.SendAsync(status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text), cancellationToken);

    private static async Task JsonAsync(HttpResponder responder, int status, JsonObject document, CancellationToken cancellationToken)
    {
        using var answer = new JsonAnswer(responder, status);
        document.WriteTo(answer.Writer);
        await answer.EndAsync(cancellationToken).ConfigureAwait(false);
    }
}
