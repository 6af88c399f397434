using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>Selectors against labels (kubernetes.io/docs/concepts/overview/working-with-objects/labels, "Resources that support set-based requirements").</summary>
internal static class LabelMatching
{
    /// <summary>Whether all that a selector asks for holds. One that is absent or asks for nothing selects everything.</summary>
    public static Match Matches(LabelSelector? selector, IReadOnlyDictionary<string, string> labels)
    {
        Match all = Match.Yes;
        if (selector is null)
            return all;
        foreach ((string key, string value) in selector.MatchLabels)
            all = all.And(Match.Of(labels.GetValueOrDefault(key) == value));
        foreach (LabelSelectorRequirement requirement in selector.MatchExpressions)
            all = all.And(Holds(requirement, labels));
        return all;
    }

    /// <summary>The keys that a selector asks about.</summary>
    public static IEnumerable<string> Keys(LabelSelector selector) => selector.MatchLabels.Keys.Concat(selector.MatchExpressions.Select(requirement => requirement.Key ?? ""));

    private static Match Holds(LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        string? value = labels.GetValueOrDefault(requirement.Key ?? "");
        return requirement.Operator switch
        {
            "In" => Match.Of(value is not null && requirement.Values.Contains(value, StringComparer.Ordinal)),
            // A label that is missing is not one of the values.
            "NotIn" => Match.Of(value is null || !requirement.Values.Contains(value, StringComparer.Ordinal)),
            "Exists" => Match.Of(value is not null),
            "DoesNotExist" => Match.Of(value is null),
            _ => Match.Unknown($"what the operator '{SafeText.Escape(requirement.Operator)}' of a selector means"),
        };
    }
}
