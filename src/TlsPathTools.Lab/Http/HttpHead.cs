namespace TlsPathTools.Lab.Http;

/// <summary>The head of an HTTP/1.x message: its first line and its header fields, in the order they came.</summary>
internal sealed class HttpHead
{
    /// <summary>The first line: <c>GET /x HTTP/1.1</c> or <c>HTTP/1.1 200 OK</c>.</summary>
    public required string StartLine { get; init; }

    /// <summary>The header fields in their order; a name may come more than once.</summary>
    public required List<KeyValuePair<string, string>> Fields { get; init; }

    /// <summary>The first field of this name (names know no case), or null.</summary>
    public string? this[string name] =>
        Fields.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>Whether a comma-separated field holds this token.</summary>
    public bool Has(string name, string token) =>
        Fields.Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(field => field.Value.Split(',', StringSplitOptions.TrimEntries))
            .Contains(token, StringComparer.OrdinalIgnoreCase);

    /// <summary>The three parts of a request line, or null when it is not one.</summary>
    public (string Method, string Target, string Version)? RequestLine =>
        StartLine.Split(' ') is [{ Length: > 0 } method, { Length: > 0 } target, { Length: > 0 } version]
        && version.StartsWith("HTTP/1.", StringComparison.Ordinal) ? (method, target, version) : null;

    /// <summary>The status of a response line, or null when it is not one.</summary>
    public int? Status =>
        StartLine.StartsWith("HTTP/1.", StringComparison.Ordinal)
        && StartLine.Split(' ') is [_, { Length: 3 } code, ..] && int.TryParse(code, System.Globalization.CultureInfo.InvariantCulture, out int status) ? status : null;
}
