using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>One page of a list.</summary>
/// <param name="Items">The objects.</param>
/// <param name="Version">The version that the list shows.</param>
/// <param name="Continue">Where it goes on; null on the last page.</param>
/// <param name="Remaining">How many follow; null on the last page and for selectors, which nobody has counted.</param>
internal sealed record ListPage(IReadOnlyList<JsonObject> Items, long Version, string? Continue, long? Remaining);

/// <summary>Reads lists from the store: page by page, all pages of one version, as etcd gives them.</summary>
internal sealed class ListReader(LabWorld world)
{
    private const string ExpiredPage =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue " +
        "token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, " +
        "modified, or deleted between the time the first chunk was returned and now may show up in the list.";

    /// <summary>A page.</summary>
    /// <exception cref="ApiException">410 for a version that is not kept, 504 for one that is not there yet.</exception>
    public ListPage Read(ResourceKind kind, string? @namespace, ListOptions options)
    {
        (IReadOnlyList<JsonObject> items, long version) = At(kind, @namespace, options);
        int first = options.Continue is { } from ? FirstAfter(items, from.After) : 0;
        int limit = Math.Min(options.Limit > 0 ? options.Limit : int.MaxValue, world.Apis.Kubernetes.PageSize is { } page and > 0 ? page : int.MaxValue);

        var shown = new List<JsonObject>(Math.Min(limit, items.Count - first));
        int next = first;
        for (; next < items.Count && shown.Count < limit; next++)
        {
            if (options.Matches(items[next]))
                shown.Add(items[next]);
        }

        // A page is the last one when nothing matches behind it.
        int rest = next;
        while (options.Selects && rest < items.Count && !options.Matches(items[rest]))
            rest++;
        if (rest >= items.Count)
            return new(shown, version, Continue: null, Remaining: null);
        return new(shown, version, new ContinueToken(version, Key(items[next - 1])).ToString(), options.Selects ? null : items.Count - next);
    }

    private (IReadOnlyList<JsonObject> Items, long Version) At(ResourceKind kind, string? @namespace, ListOptions options)
    {
        lock (world.Gate)
        {
            long now = world.Cluster.Version;
            if (options.Continue is { Version: > 0 } page)
            {
                return world.Cluster.TryListAt(kind, @namespace, page.Version, out IReadOnlyList<JsonObject> then)
                    ? (then, page.Version)
                    : throw ApiException.Expired(ExpiredPage, new ContinueToken(-1, page.After).ToString());
            }

            if (options.ResourceVersion is { } wanted && wanted > now)
                throw ApiException.FutureVersion(wanted, now);
            // With a limit and no word on how it is meant, a version has always meant this very version.
            if (options.ResourceVersion is > 0 and { } exact && (options.Match == "Exact" || (options.Match is null && options.Limit > 0)))
            {
                return world.Cluster.TryListAt(kind, @namespace, exact, out IReadOnlyList<JsonObject> then)
                    ? (then, exact)
                    : throw ApiException.Expired("The resourceVersion for the provided list is too old.");
            }

            return (world.Cluster.List(kind, @namespace), now);
        }
    }

    private static string Key(JsonObject item) => KubeObject.Namespace(item) is { } @namespace ? $"{@namespace}/{KubeObject.Name(item)}" : KubeObject.Name(item);

    private static int FirstAfter(IReadOnlyList<JsonObject> items, string key)
    {
        int low = 0, high = items.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (string.CompareOrdinal(Key(items[middle]), key) <= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
