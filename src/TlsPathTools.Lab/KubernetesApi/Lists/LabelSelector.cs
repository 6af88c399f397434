using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>How a requirement of a label selector compares.</summary>
internal enum LabelOperator
{
    /// <summary>=, == and in.</summary>
    In,

    /// <summary>!= and notin; a label that is missing matches.</summary>
    NotIn,

    /// <summary>The label is there.</summary>
    Exists,

    /// <summary>It is not.</summary>
    DoesNotExist,
}

/// <summary>A selector of labels, as queries write it (k8s.io/apimachinery, pkg/labels) and as objects hold it.</summary>
internal sealed class LabelSelector
{
    private readonly List<(string Key, LabelOperator Operator, IReadOnlyList<string> Values)> _requirements = [];

    private LabelSelector()
    {
    }

    public static LabelSelector Everything { get; } = new();

    public bool IsEmpty => _requirements.Count == 0;

    /// <summary>Reads the text of a query.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static LabelSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Everything;
        var selector = new LabelSelector();
        foreach (string part in Split(text))
            selector._requirements.Add(Requirement(part));
        return selector;
    }

    /// <summary>Reads the selector of a workload or a budget: matchLabels and matchExpressions. Null selects nothing, an empty one everything.</summary>
    public static LabelSelector? Of(JsonNode? item)
    {
        if (item is not JsonObject)
            return null;
        var selector = new LabelSelector();
        foreach ((string key, string value) in KubeObject.Map(item, "matchLabels"))
            selector._requirements.Add((key, LabelOperator.In, [value]));
        foreach (JsonObject expression in KubeObject.Items(item, "matchExpressions"))
        {
            string[] values = [.. (expression["values"] as JsonArray ?? []).Select(value => value?.GetValue<string>() ?? "")];
            if (Enum.TryParse(KubeObject.Text(expression, "operator"), out LabelOperator @operator))
                selector._requirements.Add((KubeObject.Text(expression, "key") ?? "", @operator, values));
        }

        return selector;
    }

    /// <summary>Whether an object's labels match.</summary>
    public bool Matches(JsonObject item)
    {
        if (_requirements.Count == 0)
            return true;
        var labels = KubeObject.At(item, "metadata", "labels") as JsonObject;
        return _requirements.TrueForAll(requirement =>
        {
            string? value = KubeObject.Text(labels, requirement.Key);
            return requirement.Operator switch
            {
                LabelOperator.In => value is not null && requirement.Values.Contains(value, StringComparer.Ordinal),
                LabelOperator.NotIn => value is null || !requirement.Values.Contains(value, StringComparer.Ordinal),
                LabelOperator.Exists => value is not null,
                _ => value is null,
            };
        });
    }

    /// <summary>Splits at the commas that are not within parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        int start = 0, depth = 0;
        for (int index = 0; index <= text.Length; index++)
        {
            if (index == text.Length || (text[index] == ',' && depth == 0))
            {
                yield return text[start..index].Trim();
                start = index + 1;
            }
            else
            {
                depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
            }
        }
    }

    private static (string, LabelOperator, IReadOnlyList<string>) Requirement(string part)
    {
        if (part.EndsWith(')') && part.IndexOf('(', StringComparison.Ordinal) is > 0 and int open)
        {
            string[] values = [.. part[(open + 1)..^1].Split(',').Select(value => value.Trim())];
            return part[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
            {
                [var key, "in"] => (Key(key), LabelOperator.In, values),
                [var key, "notin"] => (Key(key), LabelOperator.NotIn, values),
                _ => throw Bad($"found '{part}', expected: in, notin, =, ==, !=, gt, lt"),
            };
        }

        int mark = part.IndexOf("!=", StringComparison.Ordinal);
        if (mark > 0)
            return (Key(part[..mark]), LabelOperator.NotIn, [part[(mark + 2)..].Trim()]);
        mark = part.IndexOf('=', StringComparison.Ordinal);
        if (mark >= 0)
            return (Key(part[..mark]), LabelOperator.In, [part[(mark + 1)..].TrimStart('=').Trim()]);
        return part.StartsWith('!') ? (Key(part[1..]), LabelOperator.DoesNotExist, []) : (Key(part), LabelOperator.Exists, []);
    }

    private static string Key(string key)
    {
        key = key.Trim();
        return key.Length > 0 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/')
            ? key
            : throw Bad($"found '{key}', expected: identifier");
    }

    private static ApiException Bad(string what) =>
        ApiException.BadRequest($"unable to parse requirement: {what}");
}
