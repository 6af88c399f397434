using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>A request that is answered by a Status of failure, in the words of k8s.io/apimachinery (pkg/api/errors).</summary>
internal sealed class ApiException(int code, string reason, string message, JsonObject? details = null) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Code { get; } = code;

    /// <summary>The reason for programs: NotFound, Conflict, ….</summary>
    public string Reason { get; } = reason;

    /// <summary>What it is about; null for a Status without details.</summary>
    public JsonObject? Details { get; } = details;

    /// <summary>A token to go on with after all (lists that expired).</summary>
    public string? Continue { get; init; }

    public static ApiException NotFound(ResourceKind kind, string name) =>
        new(404, "NotFound", $"{kind.GroupResource} \"{name}\" not found", About(kind, name));

    /// <summary>A path of a known group that leads nowhere.</summary>
    public static ApiException NoSuchPath() => new(404, "NotFound", "the server could not find the requested resource", []);

    public static ApiException MethodNotAllowed() => new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", []);

    public static ApiException BadRequest(string message) => new(400, "BadRequest", message);

    public static ApiException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static ApiException AlreadyExists(ResourceKind kind, string name) =>
        new(409, "AlreadyExists", $"{kind.GroupResource} \"{name}\" already exists", About(kind, name));

    public static ApiException Conflict(ResourceKind kind, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {kind.GroupResource} \"{name}\": {why}", About(kind, name));

    public static ApiException Modified(ResourceKind kind, string name) =>
        Conflict(kind, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>An object with something wrong in a field. The kind may be one of the API's own, such as ListOptions.</summary>
    public static ApiException Invalid(string group, string kind, string name, string field, string what, string cause = "FieldValueInvalid")
    {
        JsonObject details = [];
        if (name.Length > 0)
            details["name"] = name;
        if (group.Length > 0)
            details["group"] = group;
        details["kind"] = kind;
        details["causes"] = new JsonArray(new JsonObject { ["reason"] = cause, ["message"] = what, ["field"] = field });
        string groupKind = group.Length == 0 ? kind : $"{kind}.{group}";
        return new(422, "Invalid", $"{groupKind} \"{name}\" is invalid: {field}: {what}", details);
    }

    /// <summary>A version of the store that is not kept any more.</summary>
    public static ApiException Expired(string message, string? continueToken = null) => new(410, "Expired", message) { Continue = continueToken };

    /// <summary>A version that the store has not come to; clients wait a second and ask again.</summary>
    public static ApiException FutureVersion(long wanted, long current) => new(504, "Timeout",
        string.Create(CultureInfo.InvariantCulture, $"Timeout: Too large resource version: {wanted}, current: {current}"),
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ResourceVersionTooLarge", ["message"] = "Too large resource version" }),
            ["retryAfterSeconds"] = 1,
        });

    public static ApiException Internal(string message) => new(500, "InternalError", $"Internal error occurred: {message}",
        new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["message"] = message }) });

    public static ApiException ServiceUnavailable(string message) => new(503, "ServiceUnavailable", message);

    public static ApiException UnsupportedMediaType(params string[] accepted) => new(415, "UnsupportedMediaType",
        $"the body of the request was in an unknown format - accepted media types include: {string.Join(", ", accepted)}");

    /// <summary>What the store did not take.</summary>
    public static ApiException Of(StoreException refusal, ResourceKind kind, string name) => refusal.Refusal switch
    {
        StoreRefusal.AlreadyExists => AlreadyExists(kind, name),
        StoreRefusal.NotFound => NotFound(kind, name),
        _ => Modified(kind, name),
    };

    /// <summary>The details of a Status: name, group and kind, which is the plural here.</summary>
    public static JsonObject About(ResourceKind kind, string? name)
    {
        JsonObject details = [];
        if (!string.IsNullOrEmpty(name))
            details["name"] = name;
        if (kind.Group.Length > 0)
            details["group"] = kind.Group;
        details["kind"] = kind.Plural;
        return details;
    }

    /// <summary>The Status.</summary>
    public JsonObject ToStatus()
    {
        JsonObject metadata = [];
        if (Continue is not null)
            metadata["continue"] = Continue;
        var status = new JsonObject
        {
            ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = metadata, ["status"] = "Failure", ["message"] = Message, ["reason"] = Reason,
        };
        if (Details is not null)
            status["details"] = Details.DeepClone();
        status["code"] = Code;
        return status;
    }
}
