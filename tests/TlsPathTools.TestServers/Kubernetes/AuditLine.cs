using System.Text.Json.Nodes;

namespace TlsPathTools.TestServers;

/// <summary>A request that the API server noted down.</summary>
/// <param name="Verb">delete, patch, ….</param>
/// <param name="Resource">pods, selfsubjectaccessreviews, …; with the subresource after a slash.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Code">The HTTP status.</param>
/// <param name="UserAgent">Who it was.</param>
public sealed record AuditLine(string Verb, string? Resource, string? Name, int Code, string? UserAgent)
{
    /// <summary>Whether it changed something, had it been allowed.</summary>
    public bool IsWrite => Verb is not ("get" or "list" or "watch") && Resource?.StartsWith("selfsubject", StringComparison.Ordinal) != true;

    internal static AuditLine Of(JsonNode line)
    {
        JsonNode? about = line["objectRef"];
        string? sub = about?["subresource"]?.GetValue<string>();
        return new(
            line["verb"]!.GetValue<string>(), about?["resource"]?.GetValue<string>() + (sub is null ? "" : $"/{sub}"), about?["name"]?.GetValue<string>(),
            line["responseStatus"]?["code"]?.GetValue<int>() ?? 0, line["userAgent"]?.GetValue<string>());
    }
}
