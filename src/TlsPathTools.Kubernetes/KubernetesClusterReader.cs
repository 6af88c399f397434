using System.Text.Json;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes;

/// <summary>Reads a cluster over its API. Several requests may be under way at once.</summary>
public sealed class KubernetesClusterReader : IClusterReader
{
    private readonly KubeClient _client;
    private readonly ApiVersions _versions;
    private readonly ListReading _lists;
    private readonly WatchReading _watches;
    private readonly LogReading _logs;

    internal KubernetesClusterReader(KubeClient client, string server, Action<string> note)
    {
        _client = client;
        Server = server;
        _versions = new(client);
        _lists = new(client, _versions, note);
        _watches = new(client, _versions, _lists);
        _logs = new(client, note);
    }

    /// <inheritdoc/>
    public string Name => _client.Name;

    /// <inheritdoc/>
    public string Server { get; }

    /// <inheritdoc/>
    public Task<Reading<string>> GetVersionAsync(CancellationToken cancellationToken)
    {
        var request = new KubeRequest("get /version", "/version");
        return ReadAsync(request, async () =>
            (await _client.SendAsync(request, (body, ending) => JsonSerializer.DeserializeAsync(body, KubeJsonContext.Default.VersionAnswer, ending), cancellationToken).ConfigureAwait(false))?.GitVersion,
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Reading<string>> GetCallerAsync(CancellationToken cancellationToken)
    {
        SnapshotGap? gap = null;
        // v1 since Kubernetes 1.28, v1beta1 since 1.27; before, a cluster refuses it, or to whoever may do everything says that there is none.
        foreach (string version in (string[])["v1", "v1beta1"])
        {
            string apiVersion = "authentication.k8s.io/" + version;
            var request = new KubeRequest("create selfsubjectreviews.authentication.k8s.io", KubePaths.Of("authentication.k8s.io", version, "selfsubjectreviews"))
            {
                Group = "authentication.k8s.io",
                Body = JsonSerializer.SerializeToUtf8Bytes(new SelfSubjectReview { ApiVersion = apiVersion }, KubeJsonContext.Default.SelfSubjectReview),
            };
            Reading<string> reading = await ReadAsync(request, async () =>
                (await _client.SendAsync(request, (body, ending) => JsonSerializer.DeserializeAsync(body, KubeJsonContext.Default.SelfSubjectReview, ending), cancellationToken).ConfigureAwait(false))?.Status?.UserInfo?.Username,
                cancellationToken).ConfigureAwait(false);
            if (reading.Gap is not { Kind: GapKind.NotSupported or GapKind.Denied })
                return reading;
            gap = reading.Gap;
        }

        return _client.Credentials.Caller is { } caller
            ? new([caller], null)
            : new([], gap! with { Reason = "The cluster does not tell who the caller is: it has no SelfSubjectReview (Kubernetes 1.27 and later have), or refuses it.", Advice = null });
    }

    /// <inheritdoc/>
    public async Task<Reading<T>> ListAsync<T>(
        ClusterResource<T> resource, string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default) =>
        (await _lists.ReadAsync(resource, new(@namespace, labelSelector, fieldSelector), cancellationToken).ConfigureAwait(false)).Reading;

    /// <inheritdoc/>
    public async Task<Reading<T>> GetAsync<T>(ClusterResource<T> resource, string? @namespace, string name, CancellationToken cancellationToken)
    {
        var request = new KubeRequest($"get {resource}", "")
        {
            Group = resource.Group,
            About = @namespace is null ? name : $"{@namespace}/{name}",
            Accept = resource.MetadataOnly ? "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" : "application/json",
        };
        Reading<T> reading = await ReadAsync<T>(request, async () => await _versions.UseAsync(resource, version =>
            _client.SendAsync(request with { Path = KubePaths.Of(resource.Group, version, resource.Plural, resource.Namespaced ? @namespace : null, name) }, ObjectReaders.Of(resource, version).One, cancellationToken),
            cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        // Without this object is an answer; without the kind, or with a name that is none, is not known.
        return reading.Gap is { Kind: GapKind.NotFound, Code: not null } ? new([], null) : reading;
    }

    /// <inheritdoc/>
    public Task<Reading<ProxiedAnswer>> GetThroughPodAsync(string @namespace, string podAndPort, string path, CancellationToken cancellationToken)
    {
        var request = new KubeRequest("get pods/proxy", "") { About = $"{@namespace}/{podAndPort}" };
        return ReadAsync(request, async () => await ProxyReading.ReadAsync(
            _client, request with { Path = KubePaths.Of("", "v1", "pods", @namespace, podAndPort) + "/proxy" + KubePaths.Tail(path) }, podAndPort, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Reading<ProxiedAnswer>> GetThroughNodeAsync(string nodeAndPort, string path, CancellationToken cancellationToken)
    {
        var request = new KubeRequest("get nodes/proxy", "") { About = nodeAndPort };
        return ReadAsync(request, async () => await ProxyReading.ReadAsync(
            _client, request with { Path = KubePaths.Of("", "v1", "nodes", null, nodeAndPort) + "/proxy" + KubePaths.Tail(path) }, nodeAndPort, cancellationToken).ConfigureAwait(false), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Reading<string>> ReadLogAsync(
        string @namespace, string pod, string? container, int tailLines, TimeSpan? since, int limitBytes, CancellationToken cancellationToken)
    {
        var wish = new LogWish(@namespace, pod, container, tailLines, since, limitBytes);
        var request = new KubeRequest("get pods/log", "") { About = $"{@namespace}/{pod}" };
        try
        {
            (IReadOnlyList<string> lines, bool cut) = await _logs.ReadAsync(
                wish, async () => (await GetAsync(ClusterResources.Pods, @namespace, pod, cancellationToken).ConfigureAwait(false)).Items is [var found] ? found : null, cancellationToken).ConfigureAwait(false);
            // The server cuts at the end: what is missing are the newest lines.
            return new(lines, cut ? KubernetesFailure.ToGap(new KubernetesException(GapKind.TooLarge, $"The last {tailLines} lines are more than {limitBytes} bytes: the newest of them are missing.", "Ask for fewer lines, or for more bytes."), _client, request, lines.Count) : null);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure)
        {
            return new([], KubernetesFailure.ToGap(failure, _client, request));
        }
    }

    /// <inheritdoc/>
    public async Task<Reading<bool>> MayAsync(string verb, string group, string resource, string? subresource, string? @namespace, CancellationToken cancellationToken)
    {
        var review = new SelfSubjectAccessReview { Spec = new() { ResourceAttributes = new() { Namespace = @namespace, Verb = verb, Group = group, Resource = resource, Subresource = subresource } } };
        var request = new KubeRequest("create selfsubjectaccessreviews.authorization.k8s.io", KubePaths.Of("authorization.k8s.io", "v1", "selfsubjectaccessreviews"))
        {
            Group = "authorization.k8s.io",
            About = $"{verb} {resource}{(subresource is null ? "" : "/" + subresource)}",
            Body = JsonSerializer.SerializeToUtf8Bytes(review, KubeJsonContext.Default.SelfSubjectAccessReview),
        };
        Reading<string> allowed = await ReadAsync(request, async () =>
            (await _client.SendAsync(request, (body, ending) => JsonSerializer.DeserializeAsync(body, KubeJsonContext.Default.SelfSubjectAccessReview, ending), cancellationToken).ConfigureAwait(false))?.Status is { } status
                ? status.Allowed == true ? "yes" : "no"
                : null,
            cancellationToken).ConfigureAwait(false);
        return new([.. allowed.Items.Select(answer => answer == "yes")], allowed.Gap);
    }

    /// <summary>
    /// Follows the objects of a kind: first those that are there, then each change, across broken connections and compacted versions, until it is
    /// cancelled or cannot go on, which the last item says.
    /// </summary>
    internal IAsyncEnumerable<ClusterChange<T>> WatchAsync<T>(
        ClusterResource<T> resource, string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default) =>
        _watches.WatchAsync(resource, new(@namespace, labelSelector, fieldSelector), cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} ({Server})";

    private async Task<Reading<T>> ReadAsync<T>(KubeRequest request, Func<Task<T?>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read().ConfigureAwait(false) is { } item ? new([item], null) : throw new JsonException();
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception failure) when (failure is not NotSupportedException)
        {
            return new([], KubernetesFailure.ToGap(failure, _client, request));
        }
    }
}
