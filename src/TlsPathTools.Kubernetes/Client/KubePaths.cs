using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>The API's paths.</summary>
internal static class KubePaths
{
    /// <summary>/api/v1/namespaces/NAMESPACE/pods/NAME, or /apis/GROUP/VERSION/….</summary>
    public static string Of(string group, string version, string plural, string? @namespace = null, string? name = null) =>
        (group.Length == 0 ? "/api/" : $"/apis/{group}/") + version + (@namespace is null ? "" : "/namespaces/" + Segment(@namespace)) + "/" + plural + (name is null ? "" : "/" + Segment(name));

    /// <summary>A query string of what is not null.</summary>
    public static string Query(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var query = new System.Text.StringBuilder();
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return query.ToString();
    }

    /// <summary>A name in a path. What the API takes for no name would lead elsewhere.</summary>
    /// <exception cref="KubernetesException">It is no name.</exception>
    public static string Segment(string name) => name is "" or "." or ".." || name.AsSpan().IndexOfAny('/', '%') >= 0
        ? throw new KubernetesException(GapKind.NotFound, $"'{SafeText.Escape(name, 80)}' is no name of an object.")
        : Uri.EscapeDataString(name).Replace("%3A", ":", StringComparison.Ordinal);

    /// <summary>A path behind a proxy subresource; it stays behind it.</summary>
    /// <exception cref="KubernetesException">It leads elsewhere.</exception>
    public static string Tail(string path)
    {
        string plain = path.Split('?', '#')[0];
        bool leaves = Array.Exists(plain.Split('/'), part => Uri.UnescapeDataString(part) is "." or "..");
        return path.StartsWith('/') && !leaves && !path.Contains('#', StringComparison.Ordinal) && !path.Contains('\\', StringComparison.Ordinal)
            ? path
            : throw new KubernetesException(GapKind.NotSupported, $"'{SafeText.Escape(path, 80)}' is no path that can be asked for.");
    }
}
