using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>How to delete: from the body of the request, or from its query.</summary>
/// <param name="GracePeriodSeconds">Null for the object's own.</param>
/// <param name="Uid">The uid that it must have, or null.</param>
/// <param name="Version">The version that it must have, or null.</param>
/// <param name="Orphan">Whether what it owns stays.</param>
/// <param name="DryRun">Whether nothing shall change.</param>
internal sealed record DeleteOptions(int? GracePeriodSeconds, string? Uid, string? Version, bool Orphan, bool DryRun)
{
    /// <summary>Nothing special.</summary>
    public static DeleteOptions Default { get; } = new(null, null, null, Orphan: false, DryRun: false);

    /// <summary>Reads them.</summary>
    /// <exception cref="ApiException">They cannot be read.</exception>
    public static DeleteOptions Read(HttpRequest request) =>
        Read(request, request.Body.Length > 0 ? RequestBody.ReadJson(request) : []);

    /// <summary>Reads them from an object: a body, or the part of an eviction.</summary>
    public static DeleteOptions Read(HttpRequest request, JsonObject body)
    {
        int? grace = KubeObject.Number(body, "gracePeriodSeconds");
        if (grace is null && int.TryParse(request.QueryValue("gracePeriodSeconds"), CultureInfo.InvariantCulture, out int asked))
            grace = asked;
        string? policy = KubeObject.Text(body, "propagationPolicy") ?? request.QueryValue("propagationPolicy");
        if (policy is not (null or "" or "Background" or "Foreground" or "Orphan"))
            throw ApiException.Invalid("meta.k8s.io", "DeleteOptions", "", "propagationPolicy", $"Unsupported value: \"{policy}\": supported values: \"Foreground\", \"Background\", \"Orphan\"", "FieldValueNotSupported");
        // A negative period is the default of Kubernetes for "at once, but orderly".
        return new(grace < 0 ? 1 : grace, KubeObject.Text(body, "preconditions", "uid"), KubeObject.Text(body, "preconditions", "resourceVersion"), policy == "Orphan", RequestBody.IsDryRun(request, body));
    }
}
