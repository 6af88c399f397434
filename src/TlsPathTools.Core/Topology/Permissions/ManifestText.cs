using System.Text;

namespace TlsPathTools.Topology.Permissions;

/// <summary>Verbs on resources → roles of RBAC, one for all namespaces and one for each that is named, and their bindings to a group.</summary>
internal static class ManifestText
{
    private const string Group = "tlspathtools";

    public static string Of(string name, IEnumerable<PermissionNeed> needs)
    {
        var text = new StringBuilder();
        foreach (var role in needs.Where(need => need is { System: PermissionSystem.Kubernetes, GrantedToAll: false }).GroupBy(need => need.Namespace, StringComparer.Ordinal).OrderBy(role => role.Key, StringComparer.Ordinal))
        {
            string kind = role.Key is null ? "ClusterRole" : "Role";
            if (text.Length > 0)
                text.Append("---\n");
            Head(text, kind, name, role.Key).Append("rules:\n");
            Rules(text, role);
            text.Append("---\n");
            Head(text, kind + "Binding", name, role.Key)
                .Append("roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ").Append(kind).Append("\n  name: ").Append(name)
                .Append("\nsubjects:\n  - apiGroup: rbac.authorization.k8s.io\n    kind: Group\n    name: ").Append(Group).Append('\n');
        }

        return text.ToString();
    }

    private static StringBuilder Head(StringBuilder text, string kind, string name, string? @namespace)
    {
        text.Append("apiVersion: rbac.authorization.k8s.io/v1\nkind: ").Append(kind).Append("\nmetadata:\n  name: ").Append(name).Append('\n');
        return @namespace is null ? text : text.Append("  namespace: ").Append(@namespace).Append('\n');
    }

    // Resources of one group with the same verbs are one rule.
    private static void Rules(StringBuilder text, IEnumerable<PermissionNeed> needs)
    {
        var resources = needs.GroupBy(need => (need.Group, Resource: need.Subresource is null ? need.Resource : $"{need.Resource}/{need.Subresource}"))
            .Select(resource => (resource.Key.Group, resource.Key.Resource, Verbs: string.Join(", ", resource.Select(need => $"\"{need.Verb}\"").Distinct(StringComparer.Ordinal))));
        foreach (var rule in resources.GroupBy(resource => (resource.Group, resource.Verbs)).OrderBy(rule => rule.Key.Group, StringComparer.Ordinal).ThenBy(rule => rule.Key.Verbs, StringComparer.Ordinal))
        {
            text.Append("  - apiGroups: [\"").Append(rule.Key.Group).Append("\"]\n    resources: [")
                .AppendJoin(", ", rule.Select(resource => $"\"{resource.Resource}\"")).Append("]\n    verbs: [").Append(rule.Key.Verbs).Append("]\n");
        }
    }
}
