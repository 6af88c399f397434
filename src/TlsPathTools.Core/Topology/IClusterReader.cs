namespace TlsPathTools.Topology;

/// <summary>
/// Reads one Kubernetes cluster. A request that fails is not an exception but a <see cref="Reading{T}"/> with a gap; only cancellation
/// is thrown. Every page is read.
/// </summary>
public interface IClusterReader
{
    /// <summary>The name that it goes by: the EKS cluster, or the context.</summary>
    string Name { get; }

    /// <summary>The API server's URL.</summary>
    string Server { get; }

    /// <summary>The API server's version, for example v1.31.2: at most one.</summary>
    Task<Reading<string>> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>The user that the cluster takes the caller for: at most one.</summary>
    Task<Reading<string>> GetCallerAsync(CancellationToken cancellationToken);

    /// <summary>Objects of a kind, in a namespace or in all, by label and field.</summary>
    Task<Reading<T>> ListAsync<T>(
        ClusterResource<T> resource, string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default);

    /// <summary>One object; none, without a gap, where it does not exist.</summary>
    Task<Reading<T>> GetAsync<T>(ClusterResource<T> resource, string? @namespace, string name, CancellationToken cancellationToken);

    /// <summary>What a port of a pod answers to a GET, asked through the API server (needs <c>get pods/proxy</c>).</summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="podAndPort"><c>NAME:PORT</c>, or <c>https:NAME:PORT</c>.</param>
    /// <param name="path">With its leading slash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Reading<ProxiedAnswer>> GetThroughPodAsync(string @namespace, string podAndPort, string path, CancellationToken cancellationToken);

    /// <summary>What a port of a node answers to a GET, asked through the API server (needs <c>get nodes/proxy</c>, which is much).</summary>
    /// <param name="nodeAndPort"><c>NAME:PORT</c>, or <c>https:NAME:PORT</c>.</param>
    /// <param name="path">With its leading slash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Reading<ProxiedAnswer>> GetThroughNodeAsync(string nodeAndPort, string path, CancellationToken cancellationToken);

    /// <summary>The last lines of a container's log, with the time of each; at most <paramref name="limitBytes"/>.</summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="pod">Its name.</param>
    /// <param name="container">The container; null where there is one.</param>
    /// <param name="tailLines">At most so many.</param>
    /// <param name="since">No older than this.</param>
    /// <param name="limitBytes">At most so many bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Reading<string>> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, TimeSpan? since, int limitBytes, CancellationToken cancellationToken);

    /// <summary>Whether the caller may do something: at most one (SelfSubjectAccessReview).</summary>
    Task<Reading<bool>> MayAsync(string verb, string group, string resource, string? subresource, string? @namespace, CancellationToken cancellationToken);
}

/// <summary>An answer that came through the API server's proxy.</summary>
/// <param name="Status">The HTTP status, the backend's own or the API server's.</param>
/// <param name="FromBackend">Whether the backend answered; otherwise the API server says that it could not reach it.</param>
/// <param name="Body">The start of the body, at most 4 MB.</param>
/// <param name="ElapsedMs">Time until the answer, milliseconds.</param>
public sealed record ProxiedAnswer(int Status, bool FromBackend, string Body, double ElapsedMs);
