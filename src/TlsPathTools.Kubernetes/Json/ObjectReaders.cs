using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>Reads objects of one kind in one version.</summary>
/// <param name="Page">Reads a page of a list.</param>
/// <param name="One">Reads an object.</param>
/// <param name="Element">Reads an object of a watch.</param>
internal sealed record ObjectReader<T>(
    Func<Stream, CancellationToken, ValueTask<ObjectList<T>>> Page, Func<Stream, CancellationToken, ValueTask<T>> One, Func<JsonElement, T> Element);

/// <summary>The readers of all kinds.</summary>
internal static class ObjectReaders
{
    /// <summary>The reader of a kind in a version.</summary>
    public static ObjectReader<T> Of<T>(ClusterResource<T> resource, string version)
    {
        if (typeof(T) == typeof(EndpointSlice) && version == "v1beta1")
            return Mapped<EndpointSliceV1Beta1, T>(old => (T)(object)old.ToV1());
        return Mapped<T, T>(Cleared);
    }

    /// <summary>The metadata of an object.</summary>
    public static ObjectMeta? Metadata(object item) => item switch
    {
        Node node => node.Metadata,
        NodeImages node => node.Metadata,
        Pod pod => pod.Metadata,
        Service service => service.Metadata,
        KubeEvent kubeEvent => kubeEvent.Metadata,
        ConfigMap map => map.Metadata,
        SecretMetadata secret => secret.Metadata,
        EndpointSlice slice => slice.Metadata,
        Ingress ingress => ingress.Metadata,
        NetworkPolicy policy => policy.Metadata,
        NamespaceMetadata known => known.Metadata,
        DaemonSet set => set.Metadata,
        Deployment deployment => deployment.Metadata,
        PodDisruptionBudget budget => budget.Metadata,
        Lease lease => lease.Metadata,
        TargetGroupBinding binding => binding.Metadata,
        CertificateResource certificate => certificate.Metadata,
        CertificateRequest request => request.Metadata,
        IssuerResource issuer => issuer.Metadata,
        AcmeOrder order => order.Metadata,
        AcmeChallenge challenge => challenge.Metadata,
        _ => null,
    };

    private static ObjectReader<T> Mapped<TRead, T>(Func<TRead, T> map)
    {
        var one = (JsonTypeInfo<TRead>?)KubeJsonContext.Default.GetTypeInfo(typeof(TRead));
        var page = (JsonTypeInfo<ObjectList<TRead>>?)KubeJsonContext.Default.GetTypeInfo(typeof(ObjectList<TRead>));
        if (one is null || page is null)
            throw new NotSupportedException($"{typeof(T).Name} is none of the kinds that are read.");
        return new(
            async (stream, cancellationToken) => List(await JsonSerializer.DeserializeAsync(stream, page, cancellationToken).ConfigureAwait(false)),
            async (stream, cancellationToken) => One(await JsonSerializer.DeserializeAsync(stream, one, cancellationToken).ConfigureAwait(false)),
            element => One(element.Deserialize(one)));

        // Any JSON can be read into optional fields: an answer that is no list must not look like an empty one.
        ObjectList<T> List(ObjectList<TRead>? list) => list?.Kind?.EndsWith("List", StringComparison.Ordinal) == true
            ? new() { Metadata = list.Metadata, Items = [.. list.Items.OfType<TRead>().Select(map)] }
            : throw new JsonException();

        T One(TRead? read) => read is null || map(read) is not { } item || Metadata(item) is null ? throw new JsonException() : item;
    }

    // What may hold secrets, or is much, and was not asked for.
    private static T Cleared<T>(T item) => item switch
    {
        SecretMetadata { Metadata: { } metadata } secret => (T)(object)(secret with { Metadata = metadata with { Annotations = null! } }),
        NamespaceMetadata { Metadata: { } metadata } known => (T)(object)(known with { Metadata = metadata with { Annotations = null! } }),
        Pod pod => (T)(object)CniSettings.OfPluginAlone(pod),
        DaemonSet set => (T)(object)CniSettings.Without(set),
        _ => item,
    };
}
