using System.Text.Json;

namespace TlsPathTools.Aws.Tests.Models;

/// <summary>A type of a service's model.</summary>
internal sealed class ModelShape(BotocoreModel model, string name, JsonElement json)
{
    public string Name => name;

    /// <summary>structure, list, map, string, integer, long, double, boolean, timestamp, ….</summary>
    public string Type => json.GetProperty("type").GetString()!;

    public bool IsFlattened => json.TryGetProperty("flattened", out JsonElement flattened) && flattened.GetBoolean();

    public IEnumerable<string> Required => json.TryGetProperty("required", out JsonElement required) ? required.EnumerateArray().Select(item => item.GetString()!) : [];

    public IReadOnlyList<string> Enum => json.TryGetProperty("enum", out JsonElement values) ? [.. values.EnumerateArray().Select(item => item.GetString()!)] : [];

    public long? Min => Number("min");

    public long? Max => Number("max");

    public IEnumerable<ModelMember> Members => json.TryGetProperty("members", out JsonElement members)
        ? members.EnumerateObject().Select(member => new ModelMember(member.Name, member.Value, Of(member.Value)))
        : [];

    /// <summary>What a list holds.</summary>
    public ModelMember Item => new("member", json.GetProperty("member"), Of(json.GetProperty("member")));

    public ModelMember? Member(string member) => Members.FirstOrDefault(each => string.Equals(each.Name, member, StringComparison.OrdinalIgnoreCase));

    private ModelShape Of(JsonElement reference) => model.Shape(reference.GetProperty("shape").GetString()!);

    private long? Number(string property) => json.TryGetProperty(property, out JsonElement value) && value.TryGetInt64(out long number) ? number : null;
}

/// <summary>A member of a structure, or the member of a list.</summary>
internal sealed record ModelMember(string Name, JsonElement Json, ModelShape Shape)
{
    /// <summary>Its name in answers, and in requests of the query protocol.</summary>
    public string WireName => LocationName ?? Name;

    /// <summary>Its name in requests to EC2: <c>queryName</c>, else the name of answers with a capital.</summary>
    public string Ec2Name => Text("queryName") ?? (LocationName is { } location ? char.ToUpperInvariant(location[0]) + location[1..] : Name);

    public string? Location => Text("location");

    private string? LocationName => Text("locationName");

    private string? Text(string property) => Json.TryGetProperty(property, out JsonElement value) ? value.GetString() : null;
}
