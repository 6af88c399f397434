using System.Text.Json.Nodes;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Access;

namespace TlsPathTools.Lab.KubernetesApi.Audit;

/// <summary>One request to the Kubernetes API and what became of it, at the level Metadata of audit.k8s.io/v1: neither bodies nor credentials.</summary>
/// <param name="Id">Its id, which the answer's Audit-Id says too.</param>
/// <param name="Received">When it came.</param>
/// <param name="Completed">When its answer ended.</param>
/// <param name="Verb">The verb of access rules.</param>
/// <param name="Uri">The path with its query.</param>
/// <param name="User">Who; null where that was not found out.</param>
/// <param name="UserAgent">What the client calls itself.</param>
/// <param name="From">Where from.</param>
/// <param name="Resource">What it is about; null for other paths.</param>
/// <param name="Code">The answer's status; 0 where there was none.</param>
internal sealed record AuditEvent(
    string Id, DateTimeOffset Received, DateTimeOffset Completed, string Verb, string Uri, KubeUser? User, string? UserAgent, string From, ResourcePath? Resource, int Code)
{
    /// <summary>Of a request that has its answer.</summary>
    public static AuditEvent Of(string id, DateTimeOffset received, DateTimeOffset completed, string verb, HttpRequest request, KubeUser? user, int code) =>
        new(id, received, completed, verb, request.Target, user, request.Head["User-Agent"], $"{request.Remote?.Address}", ResourcePath.Parse(request.RawPath), code);

    /// <summary>Whether it may change something. A review is made by POST and changes nothing.</summary>
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection" && Resource?.Group is not ("authorization.k8s.io" or "authentication.k8s.io");

    /// <summary>As a line of an API server's audit log.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["kind"] = "Event",
            ["apiVersion"] = "audit.k8s.io/v1",
            ["level"] = "Metadata",
            ["auditID"] = Id,
            ["stage"] = "ResponseComplete",
            ["requestURI"] = Uri,
            ["verb"] = Verb,
            ["user"] = (User ?? KubeUser.Anonymous).ToUserInfo(),
            ["sourceIPs"] = new JsonArray(From),
        };
        if (UserAgent is not null)
            json["userAgent"] = UserAgent;
        if (Resource is { } about)
            json["objectRef"] = Reference(about);
        json["responseStatus"] = new JsonObject { ["metadata"] = new JsonObject(), ["code"] = Code };
        json["requestReceivedTimestamp"] = Time(Received);
        json["stageTimestamp"] = Time(Completed);
        return json;
    }

    private static JsonObject Reference(ResourcePath path)
    {
        var reference = new JsonObject { ["resource"] = path.Resource };
        Add("namespace", path.Namespace);
        Add("name", path.Name);
        Add("apiGroup", path.Group);
        Add("apiVersion", path.Version);
        Add("subresource", path.Subresource);
        return reference;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                reference[name] = value;
        }
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
