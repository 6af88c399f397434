using System.Globalization;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>Reads lists, every page of them.</summary>
internal sealed class ListReading(KubeClient client, ApiVersions versions, Action<string> note)
{
    private const int PageSize = 500;
    private const int MaxItems = 200_000;
    private const int MaxExpired = 5;

    /// <summary>The objects of a kind: those of whole pages, and a gap where there are more.</summary>
    public async Task<(Reading<T> Reading, string? Version)> ReadAsync<T>(ClusterResource<T> resource, Selection selection, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var request = new KubeRequest($"list {resource}", "") { Group = resource.Group, About = selection.InWords() };
        try
        {
            string? version = await versions.UseAsync(resource, apiVersion => ReadPagesAsync(resource, apiVersion, selection, items, cancellationToken), cancellationToken).ConfigureAwait(false);
            return (new(items, null), version);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure) when (failure is not NotSupportedException)
        {
            return (new(items, KubernetesFailure.ToGap(failure, client, request, items.Count)), null);
        }
    }

    /// <summary>The request for a page.</summary>
    public static KubeRequest PageOf<T>(ClusterResource<T> resource, string apiVersion, Selection selection, string? next) =>
        new($"list {resource}", KubePaths.Of(resource.Group, apiVersion, resource.Plural, resource.Namespaced ? selection.Namespace : null) + KubePaths.Query(
            ("limit", PageSize.ToString(CultureInfo.InvariantCulture)), ("continue", next), ("labelSelector", selection.Labels), ("fieldSelector", selection.Fields)))
        {
            Group = resource.Group,
            // Metadata alone and nothing else in its place: what is not asked for cannot leak.
            Accept = resource.MetadataOnly ? "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1" : "application/json",
        };

    private async Task<string?> ReadPagesAsync<T>(ClusterResource<T> resource, string apiVersion, Selection selection, List<T> items, CancellationToken cancellationToken)
    {
        ObjectReader<T> reader = ObjectReaders.Of(resource, apiVersion);
        string? next = null;
        int expired = 0;
        while (true)
        {
            ObjectList<T> page;
            try
            {
                page = await client.SendAsync(PageOf(resource, apiVersion, selection, next), reader.Page, cancellationToken).ConfigureAwait(false);
            }
            catch (KubeAnswerException gone) when (gone.StatusCode == 410 && next is not null && gone.Status?.Metadata?.Continue is { Length: > 0 } rest && rest != next && expired++ < MaxExpired)
            {
                // etcd was compacted between two pages: the rest is to be had, as it is now.
                note($"The list of {resource} is not of one moment: its pages expired after {items.Count} objects, and the rest was read as it was then.");
                next = rest;
                continue;
            }

            items.AddRange(page.Items.OfType<T>());
            string? following = page.Metadata?.Continue is { Length: > 0 } token ? token : null;
            if (following is null)
                return page.Metadata?.ResourceVersion;
            if (following == next)
                throw new KubernetesException(GapKind.Malformed, "The server gives the same page again and again.");
            if (items.Count >= MaxItems)
                throw new KubernetesException(GapKind.TooLarge, $"There are more than the {MaxItems} objects that are read.", "Ask for one namespace.");
            next = following;
        }
    }
}

/// <summary>Which objects of a kind are meant.</summary>
/// <param name="Namespace">The namespace; null for all.</param>
/// <param name="Labels">A label selector.</param>
/// <param name="Fields">A field selector.</param>
internal sealed record Selection(string? Namespace = null, string? Labels = null, string? Fields = null)
{
    /// <summary>For messages; null for everything.</summary>
    public string? InWords() => string.Join(", ", new[] { Namespace, Labels, Fields }.OfType<string>()) is { Length: > 0 } text ? text : null;
}
