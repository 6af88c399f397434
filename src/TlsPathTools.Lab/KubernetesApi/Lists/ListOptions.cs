using System.Globalization;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>The options of a list or watch, read from the query.</summary>
internal sealed record ListOptions
{
    public required LabelSelector Labels { get; init; }

    public required FieldSelector Fields { get; init; }

    /// <summary>0 for no limit.</summary>
    public int Limit { get; init; }

    public ContinueToken? Continue { get; init; }

    /// <summary>Null when none is given.</summary>
    public long? ResourceVersion { get; init; }

    /// <summary>Exact, NotOlderThan or null.</summary>
    public string? Match { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool Bookmarks { get; init; }

    public bool Selects => !Labels.IsEmpty || !Fields.IsEmpty;

    public bool Matches(System.Text.Json.Nodes.JsonObject item) => Labels.Matches(item) && Fields.Matches(item);

    /// <summary>Whether a request wants to watch.</summary>
    public static bool IsWatch(HttpRequest request) => request.QueryValue("watch") is { } watch && watch is not ("false" or "0");

    /// <summary>Reads them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">What is listed.</param>
    /// <param name="name">The one object that is watched by its own path, or null.</param>
    /// <exception cref="ApiException">400 or 422: they make no sense.</exception>
    public static ListOptions Parse(HttpRequest request, ResourceKind kind, string? name)
    {
        string? labels = request.QueryValue("labelSelector"), fields = request.QueryValue("fieldSelector");
        if (name is not null)
            fields = string.IsNullOrEmpty(fields) ? $"metadata.name={name}" : $"metadata.name={name},{fields}";
        var options = new ListOptions
        {
            Labels = LabelSelector.Parse(labels),
            Fields = FieldSelector.Parse(fields, kind),
            Limit = (int)Math.Min(Number(request, "limit") ?? 0, int.MaxValue),
            Continue = request.QueryValue("continue") is { Length: > 0 } token ? ContinueToken.Parse(token) : null,
            ResourceVersion = Number(request, "resourceVersion"),
            Match = request.QueryValue("resourceVersionMatch") is { Length: > 0 } match ? match : null,
            Timeout = Number(request, "timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 86_400)) : null,
            Bookmarks = request.QueryValue("allowWatchBookmarks") is { } bookmarks && bookmarks is not ("false" or "0"),
        };
        Check(options, request);
        return options;
    }

    private static void Check(ListOptions options, HttpRequest request)
    {
        // As API servers answer on which the WatchList feature is off, as it is before 1.32.
        if (request.QueryValue("sendInitialEvents") is not null)
            throw Wrong("sendInitialEvents", "Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        if (IsWatch(request))
        {
            if (options.Match is not null)
                throw Wrong("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
            return;
        }

        if (options.Continue is not null && options.ResourceVersion is > 0)
            throw ApiException.BadRequest("specifying resource version is not allowed when using continue");
        if (options.Match is null)
            return;
        if (options.Match is not ("Exact" or "NotOlderThan"))
            throw Wrong("resourceVersionMatch", $"Unsupported value: \"{options.Match}\": supported values: \"Exact\", \"NotOlderThan\"", "FieldValueNotSupported");
        if (options.Continue is not null)
            throw Wrong("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden when continue is provided");
        if (options.ResourceVersion is null)
            throw Wrong("resourceVersionMatch", "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (options is { Match: "Exact", ResourceVersion: 0 })
            throw Wrong("resourceVersionMatch", "Forbidden: resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }

    private static ApiException Wrong(string field, string what, string cause = "FieldValueForbidden") =>
        ApiException.Invalid("meta.k8s.io", "ListOptions", "", field, what, cause);

    private static long? Number(HttpRequest request, string name)
    {
        string? text = request.QueryValue(name);
        if (string.IsNullOrEmpty(text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw ApiException.BadRequest($"Invalid value: \"{text}\": {name} is no number: strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }
}
