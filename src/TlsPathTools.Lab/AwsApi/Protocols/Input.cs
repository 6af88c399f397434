using System.Globalization;
using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>
/// The members of a request, whatever protocol it came in. Forms are a tree as well: <c>Filter.1.Value.2</c> is the second value of the
/// first filter, with the layer <c>member</c> that most services have between a list and its numbers taken out.
/// </summary>
internal readonly struct Input(JsonObject members)
{
    private const int MaxDepth = 16;

    /// <summary>Reads a form.</summary>
    public static Input FromForm(IEnumerable<KeyValuePair<string, string>> form)
    {
        var root = new JsonObject();
        foreach ((string name, string value) in form)
        {
            string[] path = [.. name.Split('.').Where(part => part != "member")];
            if (path.Length is 0 or > MaxDepth)
                continue;
            JsonObject place = root;
            foreach (string part in path[..^1])
            {
                if (place[part] is not JsonObject next)
                    place[part] = next = [];
                place = next;
            }

            place[path[^1]] = value;
        }

        return new Input(root);
    }

    /// <summary>A text, or null when it is not there.</summary>
    public string? Text(string name) => members[name] is JsonValue value ? value.ToString() : null;

    /// <summary>A text that has to be there.</summary>
    public string Required(string name) => Text(name) is { Length: > 0 } text ? text : throw Missing(name);

    /// <summary>A whole number, or null when it is not there.</summary>
    public int? Number(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw new AwsException("InvalidParameterValue", $"Invalid value '{text}' for {name}. Must be a number.");
    }

    /// <summary>A yes or no, or null when it is not there.</summary>
    public bool? Flag(string name) => Text(name) is not { Length: > 0 } text
        ? null
        : bool.TryParse(text, out bool flag) ? flag : throw new AwsException("InvalidParameterValue", $"Invalid value '{text}' for {name}. Must be true or false.");

    /// <summary>A time, as text or as seconds since 1970, or null when it is not there.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { Length: > 0 } text)
            return null;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && Math.Abs(seconds) < 2e11)
            return DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw new AwsException("InvalidParameterValue", $"timestamp must follow ISO8601, but '{text}' does not");
    }

    /// <summary>A structure; without members when it is not there.</summary>
    public Input Object(string name) => new(members[name] as JsonObject ?? []);

    /// <summary>A list of structures.</summary>
    public IReadOnlyList<Input> Items(string name) => [.. Nodes(name).OfType<JsonObject>().Select(item => new Input(item))];

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => [.. Nodes(name).OfType<JsonValue>().Select(item => item.ToString())];

    /// <summary>Whether a member is there at all.</summary>
    public bool Has(string name) => members.ContainsKey(name);

    /// <summary>What EC2 says about a missing member; other services differ in nothing that clients look at.</summary>
    public static AwsException Missing(string name) => new("MissingParameter", $"The request must contain the parameter {name}");

    private IEnumerable<JsonNode?> Nodes(string name) => members[name] switch
    {
        JsonArray array => array,
        JsonObject numbered => numbered
            .OrderBy(pair => int.TryParse(pair.Key, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : int.MaxValue)
            .Select(pair => pair.Value),
        _ => [],
    };
}
