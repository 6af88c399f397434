using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Lists;

/// <summary>Answers a watch: a line of JSON for each change, until its time is over, its version is too old or the lab stops.</summary>
internal sealed class WatchStream(LabWorld world, ResourceKind kind, string? @namespace, ListOptions options, ObjectWriter objects)
{
    // A minute in life; the lab's changes come in seconds.
    private static readonly TimeSpan s_bookmarkEvery = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    public async Task RunAsync(HttpResponder responder, CancellationToken cancellationToken)
    {
        (long version, IReadOnlyList<JsonObject> initial) = Begin();
        using var answer = new JsonAnswer(responder, 200);
        await answer.BeginAsync(cancellationToken).ConfigureAwait(false);
        foreach (JsonObject item in initial)
            await SendAsync(answer, "ADDED", item, cancellationToken).ConfigureAwait(false);

        using CancellationTokenSource timeout = new(options.Timeout ?? TimeSpan.FromMinutes(30 + (30 * Random.Shared.NextDouble())), world.Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        long? last = await FollowAsync(answer, version, ending.Token, cancellationToken).ConfigureAwait(false);
        if (last is { } reached && options.Bookmarks)
            await SendBookmarkAsync(answer, reached, cancellationToken).ConfigureAwait(false);
        await answer.EndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where it begins. Without a version, everything that is there is told first.</summary>
    private (long Version, IReadOnlyList<JsonObject> Initial) Begin()
    {
        lock (world.Gate)
        {
            long now = world.Cluster.Version;
            if (options.ResourceVersion is null or 0)
                return (now, [.. world.Cluster.List(kind, @namespace).Where(options.Matches)]);
            return options.ResourceVersion <= now ? (options.ResourceVersion.Value, []) : throw ApiException.FutureVersion(options.ResourceVersion.Value, now);
        }
    }

    /// <summary>Tells changes until the end of time.</summary>
    /// <returns>The version that was reached; null when it ended with an error.</returns>
    private async Task<long?> FollowAsync(JsonAnswer answer, long version, CancellationToken ending, CancellationToken cancellationToken)
    {
        long bookmarked = version;
        DateTimeOffset nextBookmark = world.Now + s_bookmarkEvery;
        while (true)
        {
            if (!world.Cluster.TryGetChanges(kind, version, out IReadOnlyList<StoreChange> changes, out long upTo))
            {
                await SendTooOldAsync(answer, version, cancellationToken).ConfigureAwait(false);
                return null;
            }

            foreach (StoreChange change in changes)
                await SendAsync(answer, change, cancellationToken).ConfigureAwait(false);
            version = upTo;
            if (options.Bookmarks && version > bookmarked && world.Now >= nextBookmark)
            {
                await SendBookmarkAsync(answer, version, cancellationToken).ConfigureAwait(false);
                (bookmarked, nextBookmark) = (version, world.Now + s_bookmarkEvery);
            }

            try
            {
                await world.Cluster.WaitForChangeAsync(version, ending).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return version;
            }
        }
    }

    /// <summary>A change as the selectors see it: what begins to match is added, what ceases to match is deleted, as it was when it still matched.</summary>
    private Task SendAsync(JsonAnswer answer, StoreChange change, CancellationToken cancellationToken)
    {
        if (@namespace is not null && kind.Namespaced && KubeObject.Namespace(change.Object) != @namespace)
            return Task.CompletedTask;
        bool before = change.Before is not null && options.Matches(change.Before);
        bool after = change.Type != StoreChangeType.Deleted && options.Matches(change.Object);
        return (before, after) switch
        {
            (false, true) => SendAsync(answer, "ADDED", change.Object, cancellationToken),
            (true, true) => SendAsync(answer, "MODIFIED", change.Object, cancellationToken),
            (true, false) => SendAsync(answer, "DELETED", Last(change), cancellationToken),
            _ => Task.CompletedTask,
        };
    }

    private static JsonObject Last(StoreChange change)
    {
        if (change.Type == StoreChangeType.Deleted)
            return change.Object;
        var last = (JsonObject)change.Before!.DeepClone();
        KubeObject.Metadata(last)["resourceVersion"] = KubeObject.Version(change.Object);
        return last;
    }

    private async Task SendAsync(JsonAnswer answer, string type, JsonObject item, CancellationToken cancellationToken)
    {
        answer.Writer.WriteStartObject();
        answer.Writer.WriteString("type", type);
        answer.Writer.WritePropertyName("object");
        objects.WriteOne(answer.Writer, item);
        answer.Writer.WriteEndObject();
        await answer.SendLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task SendBookmarkAsync(JsonAnswer answer, long version, CancellationToken cancellationToken)
    {
        answer.Writer.WriteStartObject();
        answer.Writer.WriteString("type", "BOOKMARK");
        answer.Writer.WritePropertyName("object");
        objects.WriteBookmark(answer.Writer, version);
        answer.Writer.WriteEndObject();
        await answer.SendLineAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task SendTooOldAsync(JsonAnswer answer, long version, CancellationToken cancellationToken)
    {
        answer.Writer.WriteStartObject();
        answer.Writer.WriteString("type", "ERROR");
        answer.Writer.WritePropertyName("object");
        ApiException.Expired($"too old resource version: {version}").ToStatus().WriteTo(answer.Writer);
        answer.Writer.WriteEndObject();
        await answer.SendLineAsync(cancellationToken).ConfigureAwait(false);
    }
}
