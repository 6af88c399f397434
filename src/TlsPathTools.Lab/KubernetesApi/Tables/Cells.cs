using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>Words that several tables share.</summary>
internal static class Cells
{
    public const string None = "<none>";

    /// <summary>A text, or that there is none.</summary>
    public static string OrNone(string? text) => string.IsNullOrEmpty(text) ? None : text;

    /// <summary>The first three, and how many follow.</summary>
    public static string Some(IReadOnlyCollection<string> all, string none)
    {
        const int Most = 3;
        if (all.Count == 0)
            return none;
        string shown = string.Join(',', all.Take(Most));
        return all.Count > Most ? $"{shown} + {all.Count - Most} more..." : shown;
    }

    /// <summary>Labels: a=b,c=d.</summary>
    public static string Labels(JsonNode? item, params string[] path) =>
        OrNone(string.Join(',', KubeObject.Map(item, path).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}")));

    /// <summary>A selector of labels with its expressions.</summary>
    public static string Selector(JsonObject item, params string[] path)
    {
        JsonNode? selector = KubeObject.At(item, path);
        IEnumerable<string> labels = KubeObject.Map(selector, "matchLabels").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value}");
        IEnumerable<string> expressions = KubeObject.Items(selector, "matchExpressions").Select(Expression);
        return OrNone(string.Join(',', labels.Concat(expressions)));
    }

    /// <summary>The values of a property of all containers of a pod's template.</summary>
    public static string Containers(JsonObject item, string property) =>
        string.Join(',', KubeObject.Items(item, "spec", "template", "spec", "containers").Select(container => KubeObject.Text(container, property)));

    private static string Expression(JsonObject expression)
    {
        string key = KubeObject.Text(expression, "key") ?? "";
        string values = string.Join(',', (expression["values"] as JsonArray ?? []).Select(value => value?.ToString()));
        return KubeObject.Text(expression, "operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key,
        };
    }
}
