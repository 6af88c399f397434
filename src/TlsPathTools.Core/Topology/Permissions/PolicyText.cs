using System.Text;

namespace TlsPathTools.Topology.Permissions;

/// <summary>Actions → a policy of IAM.</summary>
internal static class PolicyText
{
    public static string Of(string sid, IEnumerable<PermissionNeed> needs, PermissionAccess access)
    {
        string[] actions = [.. needs.Where(need => need.System == PermissionSystem.Aws && need.Access == access && !need.GrantedToAll).Select(need => need.Name).Order(StringComparer.Ordinal)];
        var text = new StringBuilder();
        text.Append("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n");
        text.Append("      \"Sid\": \"").Append(sid).Append("\",\n      \"Effect\": \"Allow\",\n      \"Action\": [\n");
        text.AppendJoin(",\n", actions.Select(action => $"        \"{action}\""));
        return text.Append("\n      ],\n      \"Resource\": \"*\"\n    }\n  ]\n}\n").ToString();
    }
}
