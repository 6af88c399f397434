using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>A selector of fields: of those alone that Kubernetes offers for a kind (pkg/apis/*/v1/conversion.go, and each registry's strategy).</summary>
internal sealed class FieldSelector
{
    private readonly List<(string Field, string Value, bool Equal)> _terms = [];

    private FieldSelector()
    {
    }

    public static FieldSelector Everything { get; } = new();

    public bool IsEmpty => _terms.Count == 0;

    /// <summary>The one name that it asks for, if it does.</summary>
    public string? Name => _terms.Find(term => term is { Field: "metadata.name", Equal: true }).Value;

    /// <summary>Reads the text of a query.</summary>
    /// <exception cref="ApiException">400: it is none, or the kind does not offer the field.</exception>
    public static FieldSelector Parse(string? text, ResourceKind kind)
    {
        if (string.IsNullOrEmpty(text))
            return Everything;
        var selector = new FieldSelector();
        foreach (string term in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            int mark = term.IndexOf('=', StringComparison.Ordinal);
            if (mark <= 0)
                throw ApiException.BadRequest($"invalid selector: '{text}'; can't understand '{term}'");
            bool equal = term[mark - 1] != '!';
            string field = term[..(equal ? mark : mark - 1)];
            if (!IsOffered(kind, field))
                throw Unknown(kind, field);
            selector._terms.Add((field, term[(mark + 1)..].TrimStart('=').Replace("\\,", ",", StringComparison.Ordinal), equal));
        }

        return selector;
    }

    /// <summary>Whether an object's fields match.</summary>
    public bool Matches(JsonObject item) => _terms.TrueForAll(term => (Value(item, term.Field) == term.Value) == term.Equal);

    /// <summary>Kinds with fields of their own say less than those that have just the two of all kinds.</summary>
    private static ApiException Unknown(ResourceKind kind, string field) => ApiException.BadRequest(
        kind.IsCustom || kind.Kind is "Pod" or "Node" or "Event" or "Service" or "Secret" or "Namespace" or "ReplicaSet"
            ? $"field label not supported: {field}"
            : $"\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");

    private static bool IsOffered(ResourceKind kind, string field) => field switch
    {
        "metadata.name" => true,
        "metadata.namespace" => kind.Namespaced || !kind.IsCustom,
        _ when kind == ResourceKinds.Pods => field is "spec.nodeName" or "spec.restartPolicy" or "spec.schedulerName" or "spec.serviceAccountName" or "spec.hostNetwork"
            or "status.phase" or "status.podIP" or "status.nominatedNodeName",
        _ when kind == ResourceKinds.Nodes => field == "spec.unschedulable",
        _ when kind == ResourceKinds.Events => field is "reason" or "type" or "source" or "reportingComponent" || (field.StartsWith("involvedObject.", StringComparison.Ordinal)
            && field["involvedObject.".Length..] is "kind" or "namespace" or "name" or "uid" or "apiVersion" or "resourceVersion" or "fieldPath"),
        _ when kind == ResourceKinds.Services => field is "spec.clusterIP" or "spec.type",
        _ when kind == ResourceKinds.Secrets => field == "type",
        _ when kind == ResourceKinds.Namespaces => field == "status.phase",
        _ when kind == ResourceKinds.ReplicaSets => field == "status.replicas",
        _ => false,
    };

    private static string Value(JsonObject item, string field)
    {
        // Events of newer reporters have no source; Kubernetes offers their controller instead.
        if (field == "source")
            return KubeObject.Text(item, "source", "component") ?? KubeObject.Text(item, "reportingComponent") ?? "";
        JsonNode? value = KubeObject.At(item, field.Split('.'));
        return value switch
        {
            null => field is "spec.unschedulable" or "spec.hostNetwork" ? "false" : field == "status.replicas" ? "0" : "",
            JsonValue text when text.TryGetValue(out string? known) => known,
            _ => value.ToJsonString(),
        };
    }
}
