using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>Reads the bodies of requests.</summary>
internal static class RequestBody
{
    /// <summary>The media type of a body, without parameters.</summary>
    public static string MediaType(HttpRequest request) => (request.Head["Content-Type"] ?? "").Split(';')[0].Trim();

    /// <summary>The object of a create or an update.</summary>
    /// <exception cref="ApiException">415 for another form than JSON, 400 for what is none of this kind.</exception>
    public static JsonObject ReadObject(HttpRequest request, ResourceKind kind)
    {
        JsonObject body = ReadJson(request);
        string? named = KubeObject.Text(body, "kind"), version = KubeObject.Text(body, "apiVersion");
        if ((named is not null && named != kind.Kind) || (version is not null && version != kind.ApiVersion))
            throw ApiException.BadRequest($"{named} in version \"{version}\" cannot be handled as a {kind.Kind}: the API version in the data ({version}) does not match the expected API version ({kind.ApiVersion}), or the kind does not");
        return body;
    }

    /// <summary>Any object: a review, an eviction.</summary>
    public static JsonObject ReadJson(HttpRequest request)
    {
        if (MediaType(request) is not ("application/json" or ""))
            throw ApiException.UnsupportedMediaType("application/json");
        return Parse(request.Body) as JsonObject ?? throw ApiException.BadRequest("the object provided is unrecognized: it is no JSON object");
    }

    /// <summary>JSON, or a refusal.</summary>
    public static JsonNode? Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Copy(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw ApiException.BadRequest($"the object provided is unrecognized: {exception.Message}");
        }
    }

    /// <summary>Nodes with nothing lazy in them, which complain late of names that come twice. The last one counts, as in Go.</summary>
    private static JsonNode? Copy(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                JsonObject item = [];
                foreach (JsonProperty property in element.EnumerateObject())
                    item[property.Name] = Copy(property.Value);
                return item;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(Copy)]);
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Null:
                return null;
            default:
                return JsonValue.Create(element.Clone());
        }
    }

    /// <summary>Whether nothing shall change.</summary>
    public static bool IsDryRun(HttpRequest request, JsonObject? body = null)
    {
        string? asked = request.QueryValue("dryRun") ?? (body?["dryRun"] as JsonArray)?.FirstOrDefault()?.ToString();
        return asked switch
        {
            null or "" => false,
            "All" => true,
            _ => throw ApiException.Invalid("meta.k8s.io", "UpdateOptions", "", "dryRun", $"Unsupported value: \"{asked}\": supported values: \"All\"", "FieldValueNotSupported"),
        };
    }
}
