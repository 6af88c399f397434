namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>What a path under /api/VERSION or /apis/GROUP/VERSION names.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">The version.</param>
/// <param name="Namespace">The namespace, or null.</param>
/// <param name="Resource">The plural of the kind.</param>
/// <param name="Name">The object, or null for the collection.</param>
/// <param name="Subresource">log, status, …; or null.</param>
/// <param name="Tail">What follows the subresource, with its slash and as it was sent: what a proxy passes on.</param>
internal sealed record ResourcePath(string Group, string Version, string? Namespace, string Resource, string? Name, string? Subresource, string Tail)
{
    /// <summary>pods, or pods/log: as rules of access name it.</summary>
    public string FullResource => Subresource is null ? Resource : $"{Resource}/{Subresource}";

    /// <summary>Reads a path with its percent escapes; null when it names no resource.</summary>
    public static ResourcePath? Parse(string rawPath)
    {
        string[] raw = rawPath.Split('/');
        string[] parts = Array.ConvertAll(raw, Uri.UnescapeDataString);
        int next = parts switch
        {
            ["", "api", _, not "", ..] => 3,
            ["", "apis", _, _, not "", ..] => 4,
            _ => 0,
        };
        if (next == 0)
            return null;
        (string group, string version) = next == 3 ? ("", parts[2]) : (parts[2], parts[3]);

        string? @namespace = null;
        // namespaces/NAME/status is a part of the namespace itself, all else lies in it.
        if (parts[next] == "namespaces" && At(parts, next + 1) is { } inside && At(parts, next + 2) is { } below && below is not ("status" or "finalize"))
        {
            @namespace = inside;
            next += 2;
        }

        string resource = parts[next];
        string? subresource = At(parts, next + 2);
        string tail = subresource is not null && raw.Length > next + 3 ? "/" + string.Join('/', raw[(next + 3)..]) : "";
        return new(group, version, @namespace, resource, At(parts, next + 1), subresource, tail);
    }

    private static string? At(string[] parts, int index) => index < parts.Length && parts[index].Length > 0 ? parts[index] : null;
}
