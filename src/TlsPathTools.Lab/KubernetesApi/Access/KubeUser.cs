using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.KubernetesApi.Access;

/// <summary>Who sends a request.</summary>
internal sealed record KubeUser(string Name, string Uid, IReadOnlyList<string> Groups)
{
    /// <summary>Who shows no credentials.</summary>
    public static KubeUser Anonymous { get; } = new("system:anonymous", "", ["system:unauthenticated"]);

    /// <summary>Who has the lab's administrator token.</summary>
    public static KubeUser Admin { get; } = new("kubernetes-admin", "", ["system:masters", "system:authenticated"]);

    public bool IsAnonymous => Name == Anonymous.Name;

    /// <summary>UserInfo as reviews show it.</summary>
    public JsonObject ToUserInfo()
    {
        var info = new JsonObject { ["username"] = Name };
        if (Uid.Length > 0)
            info["uid"] = Uid;
        info["groups"] = new JsonArray([.. Groups.Select(group => (JsonNode)group)]);
        return info;
    }
}
