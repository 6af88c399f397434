using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>The lines of one watch request.</summary>
internal sealed class WatchLines<T>(KubeClient client, ClusterResource<T> resource, Selection selection, string version) : IAsyncDisposable
{
    // An object is at most 1.5 MB in etcd; JSON is longer.
    private const int MaxLine = 16 << 20;
    private static readonly TimeSpan s_lasts = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(30);

    private readonly byte[] _chunk = new byte[16 << 10];
    private readonly MemoryStream _line = new();
    private HttpResponseMessage? _answer;
    private Stream? _body;
    private ObjectReader<T>? _reader;
    private int _next, _filled;

    /// <summary>The last version seen.</summary>
    public string Version { get; private set; } = version;

    /// <summary>Whether there was a line.</summary>
    public bool Any { get; private set; }

    /// <summary>Waits for a line.</summary>
    /// <returns>False at the end.</returns>
    public async Task<bool> MoveNextAsync(ApiVersions versions, CancellationToken cancellationToken)
    {
        _body ??= await OpenAsync(versions, cancellationToken).ConfigureAwait(false);
        _line.SetLength(0);
        using CancellationTokenSource silence = new(s_lasts + s_grace, client.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        while (true)
        {
            int end = Array.IndexOf(_chunk, (byte)'\n', _next, _filled - _next);
            int upTo = end < 0 ? _filled : end;
            _line.Write(_chunk, _next, upTo - _next);
            _next = end < 0 ? _filled : end + 1;
            if (_line.Length > MaxLine)
                throw new KubernetesException(GapKind.TooLarge, $"A line of the watch is longer than the {MaxLine >> 20} MB that are read.");
            if (end >= 0 && _line.Length > 0)
                return Any = true;
            if (end >= 0)
                continue;
            (_next, _filled) = (0, await _body.ReadAsync(_chunk, ending.Token).ConfigureAwait(false));
            if (_filled == 0)
                return _line.Length == 0 ? false : throw new IOException("cut");
        }
    }

    /// <summary>What the line says; null for a bookmark.</summary>
    /// <exception cref="KubeAnswerException">It is an error.</exception>
    public ClusterChange<T>? Take(Dictionary<string, T> known)
    {
        WatchLine line = JsonSerializer.Deserialize(_line.GetBuffer().AsSpan(0, (int)_line.Length), KubeJsonContext.Default.WatchLine) ?? throw new JsonException();
        if (line.Type == "ERROR")
        {
            KubeStatus? status = line.Object.Deserialize(KubeJsonContext.Default.KubeStatus);
            throw new KubeAnswerException(status?.Code ?? 500, status, null);
        }

        T item = _reader!.Element(line.Object);
        ObjectMeta? metadata = ObjectReaders.Metadata(item!);
        Version = metadata?.ResourceVersion ?? Version;
        string uid = metadata?.Uid ?? "";
        switch (line.Type)
        {
            case "ADDED" or "MODIFIED":
                bool told = known.ContainsKey(uid);
                known[uid] = item;
                return new(told ? ChangeKind.Modified : ChangeKind.Added, item);
            case "DELETED":
                known.Remove(uid);
                return new(ChangeKind.Deleted, item);
            default:
                return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _answer?.Dispose();
        if (_body is not null)
            await _body.DisposeAsync().ConfigureAwait(false);
        await _line.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<Stream> OpenAsync(ApiVersions versions, CancellationToken cancellationToken)
    {
        _answer = await versions.UseAsync(resource, apiVersion =>
        {
            _reader = ObjectReaders.Of(resource, apiVersion);
            return client.OpenAsync(Request(apiVersion), cancellationToken);
        }, cancellationToken).ConfigureAwait(false);
        return await _answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
    }

    private KubeRequest Request(string apiVersion) =>
        new($"watch {resource}", KubePaths.Of(resource.Group, apiVersion, resource.Plural, resource.Namespaced ? selection.Namespace : null) + KubePaths.Query(
            ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", Version), ("timeoutSeconds", ((int)s_lasts.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
            ("labelSelector", selection.Labels), ("fieldSelector", selection.Fields)))
        {
            Group = resource.Group,
            Accept = resource.MetadataOnly ? "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1" : "application/json",
        };
}
