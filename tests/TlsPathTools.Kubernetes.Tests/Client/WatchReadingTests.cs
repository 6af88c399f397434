using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class WatchReadingTests
{
    private const string List = """{"kind":"ConfigMapList","metadata":{"resourceVersion":"10"},"items":[{"metadata":{"name":"a","uid":"1","resourceVersion":"5"}},{"metadata":{"name":"b","uid":"2","resourceVersion":"6"}}]}""";

    [Fact]
    public async Task What_is_there_is_told_first_and_then_what_changes()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();
        string[] before = lab.Names(ResourceKinds.ConfigMaps, "kube-system");
        await using var watch = new Follow<ConfigMap>(connection, ClusterResources.ConfigMaps, "kube-system");

        foreach (string name in before)
            Assert.Equal((ChangeKind.Added, name), await watch.NextAsync());
        Assert.Equal((ChangeKind.Synced, null), await watch.NextAsync());
        lab.Store.Create(ResourceKinds.ConfigMaps, Map("kube-system", "new"));
        Assert.Equal((ChangeKind.Added, "new"), await watch.NextAsync());
        lab.Store.Create(ResourceKinds.ConfigMaps, Map("default", "elsewhere"));
        lab.Store.Update(ResourceKinds.ConfigMaps, "kube-system", "new", map => map["data"] = new JsonObject { ["k"] = "v" });
        Assert.Equal((ChangeKind.Modified, "new"), await watch.NextAsync());
        lab.Store.Remove(ResourceKinds.ConfigMaps, "kube-system", "new");
        Assert.Equal((ChangeKind.Deleted, "new"), await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_that_ends_is_resumed_at_the_last_version_that_a_bookmark_told()
    {
        await using ScriptedApi api = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            if (asked.Query("watch") is null)
            {
                await responder.SendAsync(200, "application/json", List, cancellationToken);
                return;
            }

            await responder.BeginChunksAsync(200, "application/json", cancellationToken);
            if (asked.Query("resourceVersion") == "10")
            {
                await responder.WriteChunkAsync("""{"type":"MODIFIED","object":{"metadata":{"name":"a","uid":"1","resourceVersion":"11"}}}"""u8.ToArray(), cancellationToken);
                await responder.WriteChunkAsync("\n{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"20\"}}}\n"u8.ToArray(), cancellationToken);
                await responder.EndChunksAsync(cancellationToken);
                return;
            }

            await responder.WriteChunkAsync("{\"type\":\"DELETED\",\"object\":{\"metadata\":{\"name\":\"b\",\"uid\":\"2\",\"resourceVersion\":\"21\"}}}\n"u8.ToArray(), cancellationToken);
            // Cut in the midst of a line: that line is told after the next resumption, or never.
            if (asked.Query("resourceVersion") == "20")
            {
                await responder.WriteChunkAsync("{\"type\":\"ADD"u8.ToArray(), cancellationToken);
                throw new IOException("cut");
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();
        await using var watch = new Follow<ConfigMap>(connection, ClusterResources.ConfigMaps);

        Assert.Equal([(ChangeKind.Added, "a"), (ChangeKind.Added, "b"), (ChangeKind.Synced, null), (ChangeKind.Modified, "a"), (ChangeKind.Deleted, "b"), (ChangeKind.Deleted, "b")], await watch.NextAsync(6));
        Assert.Equal([null, "10", "20", "21"], api.Requests.Select(asked => asked.Query("resourceVersion")));
        Assert.All(api.Requests.Skip(1), asked => Assert.Equal("true", asked.Query("allowWatchBookmarks")));
    }

    [Fact]
    public async Task A_version_that_is_not_kept_means_a_new_list_told_as_what_changed()
    {
        await using ScriptedApi api = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            string body = (asked.Query("watch"), asked.Number) switch
            {
                (null, 0) => List,
                (null, _) => """{"kind":"ConfigMapList","metadata":{"resourceVersion":"90"},"items":[{"metadata":{"name":"a","uid":"1","resourceVersion":"70"}},{"metadata":{"name":"c","uid":"3","resourceVersion":"80"}}]}""",
                (_, 1) => """{"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"too old resource version","reason":"Expired","code":410}}""" + "\n",
                _ => """{"type":"ADDED","object":{"metadata":{"name":"d","uid":"4","resourceVersion":"91"}}}""" + "\n",
            };
            await responder.SendAsync(200, "application/json", body, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();
        await using var watch = new Follow<ConfigMap>(connection, ClusterResources.ConfigMaps);

        Assert.Equal(
            [(ChangeKind.Added, "a"), (ChangeKind.Added, "b"), (ChangeKind.Synced, null), (ChangeKind.Modified, "a"), (ChangeKind.Added, "c"), (ChangeKind.Deleted, "b"), (ChangeKind.Added, "d")],
            await watch.NextAsync(7));
        Assert.Equal("90", api.Requests.ElementAt(3).Query("resourceVersion"));
    }

    [Fact]
    public async Task The_labs_own_compaction_is_survived()
    {
        await using ApiLab lab = ApiLab.Start();
        int cuts = 0;
        using KubernetesConnection connection = lab.Connect();
        await using var watch = new Follow<ConfigMap>(connection, ClusterResources.ConfigMaps, "default");
        while ((await watch.NextAsync()).Kind != ChangeKind.Synced)
            cuts++;
        for (int number = 0; number < 3; number++)
        {
            lab.Store.Create(ResourceKinds.ConfigMaps, Map("default", $"m{number}"));
            lab.Store.Compact(lab.Store.Version);
            Assert.Equal((ChangeKind.Added, $"m{number}"), await watch.NextAsync());
        }
    }

    [Fact]
    public async Task What_will_not_pass_ends_it_with_a_gap()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Query("watch") is null
            ? responder.SendAsync(200, "application/json", List, cancellationToken)
            : responder.SendAsync(403, "application/json", """{"kind":"Status","status":"Failure","code":403,"reason":"Forbidden","message":"no"}""", cancellationToken));
        using KubernetesConnection connection = api.Connect();
        var seen = new List<ClusterChange<ConfigMap>>();
        await foreach (ClusterChange<ConfigMap> change in connection.Reader.WatchAsync(ClusterResources.ConfigMaps, cancellationToken: TestContext.Current.CancellationToken))
            seen.Add(change);

        Assert.Equal((ChangeKind.Ended, GapKind.Denied, "watch configmaps"), (seen[^1].Kind, seen[^1].Gap!.Kind, seen[^1].Gap!.Operation));
    }

    [Fact]
    public async Task A_watch_that_waits_ends_with_Ctrl_C()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect();
        using var stop = new CancellationTokenSource();
        await using var watch = new Follow<ConfigMap>(connection, ClusterResources.ConfigMaps, "none", stop.Token);
        Assert.Equal(ChangeKind.Synced, (await watch.NextAsync()).Kind);
        Task waiting = watch.NextAsync();
        await Task.Delay(300, TestContext.Current.CancellationToken);
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    private static JsonObject Map(string @namespace, string name) => new() { ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace } };

    /// <summary>Takes changes one by one, each within a bound.</summary>
    private sealed class Follow<T> : IAsyncDisposable
    {
        private readonly CancellationTokenSource _bound;
        private readonly IAsyncEnumerator<ClusterChange<T>> _changes;

        public Follow(KubernetesConnection connection, ClusterResource<T> resource, string? @namespace = null, CancellationToken cancellationToken = default)
        {
            _bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken, cancellationToken);
            _bound.CancelAfter(TimeSpan.FromSeconds(30));
            _changes = connection.Reader.WatchAsync(resource, @namespace, cancellationToken: _bound.Token).GetAsyncEnumerator(_bound.Token);
        }

        public async Task<(ChangeKind Kind, string? Name)> NextAsync()
        {
            Assert.True(await _changes.MoveNextAsync());
            return (_changes.Current.Kind, _changes.Current.Item is { } item ? ObjectReaders.Metadata(item)!.Name : null);
        }

        public async Task<(ChangeKind Kind, string? Name)[]> NextAsync(int count)
        {
            var changes = new (ChangeKind, string?)[count];
            for (int index = 0; index < count; index++)
                changes[index] = await NextAsync();
            return changes;
        }

        public async ValueTask DisposeAsync()
        {
            await _bound.CancelAsync();
            await _changes.DisposeAsync();
            _bound.Dispose();
        }
    }
}
