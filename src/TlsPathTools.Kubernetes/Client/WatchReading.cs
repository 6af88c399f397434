using System.Globalization;
using System.Net.Http;
using System.Runtime.CompilerServices;
using System.Text.Json;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// Follows the objects of a kind: list, then watch from the list's version; a watch that ends or breaks is resumed at the last version seen, and where
/// that is no longer kept (410) the list is read again and told as the changes that it means.
/// </summary>
internal sealed class WatchReading(KubeClient client, ApiVersions versions, ListReading lists)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(10);

    /// <summary>How long it may fail without a line between before it ends.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The changes.</summary>
    public async IAsyncEnumerable<ClusterChange<T>> WatchAsync<T>(ClusterResource<T> resource, Selection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, T>(StringComparer.Ordinal);
        var request = new KubeRequest($"watch {resource}", "") { Group = resource.Group, About = selection.InWords() };
        string? version = null;
        bool synced = false;
        long lastGood = client.Time.GetTimestamp();
        int failures = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Exception? failure = null;
            if (version is null)
            {
                (Reading<T> reading, version) = await lists.ReadAsync(resource, selection, cancellationToken).ConfigureAwait(false);
                if (reading.Gap is { } gap && (version = null) is null)
                {
                    if (!MayPass(gap.Kind) || client.Time.GetElapsedTime(lastGood) > Patience)
                    {
                        yield return new(ChangeKind.Ended, default, gap);
                        yield break;
                    }

                    await PauseAsync(failures++, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                foreach (ClusterChange<T> change in Differences(known, reading.Items))
                    yield return change;
                (lastGood, failures) = (client.Time.GetTimestamp(), 0);
                if (!synced)
                    yield return new(ChangeKind.Synced, default);
                synced = true;
            }

            await using var lines = new WatchLines<T>(client, resource, selection, version ?? "0");
            while (true)
            {
                ClusterChange<T>? change = null;
                try
                {
                    if (!await lines.MoveNextAsync(versions, cancellationToken).ConfigureAwait(false))
                        break;
                    change = lines.Take(known);
                    (lastGood, failures) = (client.Time.GetTimestamp(), 0);
                }
                catch (Exception) when (cancellationToken.IsCancellationRequested)
                {
                    throw new OperationCanceledException(cancellationToken);
                }
                catch (Exception exception)
                {
                    failure = exception;
                    break;
                }

                if (change is not null)
                    yield return change;
            }

            version = failure is KubeAnswerException { StatusCode: 410 } ? null : lines.Version;
            if (failure is null or KubeAnswerException { StatusCode: 410 })
            {
                // It ran out, as watches do; without a pause for a server that ends them at once.
                if (!lines.Any)
                    await PauseAsync(failures++, cancellationToken).ConfigureAwait(false);
                continue;
            }

            SnapshotGap why = KubernetesFailure.ToGap(failure, client, request);
            if (!MayPass(why.Kind) || client.Time.GetElapsedTime(lastGood) > Patience)
            {
                yield return new(ChangeKind.Ended, default, why);
                yield break;
            }

            await PauseAsync(failures++, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayPass(GapKind kind) => kind is GapKind.Throttled or GapKind.TimedOut or GapKind.Unreachable or GapKind.ServiceFailed;

    private static IEnumerable<ClusterChange<T>> Differences<T>(Dictionary<string, T> known, IReadOnlyList<T> items)
    {
        var present = new HashSet<string>(StringComparer.Ordinal);
        foreach (T item in items)
        {
            ObjectMeta? metadata = ObjectReaders.Metadata(item!);
            string uid = metadata?.Uid ?? "";
            present.Add(uid);
            bool told = known.TryGetValue(uid, out T? before);
            known[uid] = item;
            if (!told)
                yield return new(ChangeKind.Added, item);
            else if (ObjectReaders.Metadata(before!)?.ResourceVersion != metadata?.ResourceVersion)
                yield return new(ChangeKind.Modified, item);
        }

        foreach (string uid in known.Keys.Where(uid => !present.Contains(uid)).ToList())
        {
            known.Remove(uid, out T? gone);
            yield return new(ChangeKind.Deleted, gone);
        }
    }

    private Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        TimeSpan pause = s_firstPause * Math.Pow(2, Math.Min(failures, 8));
        pause = pause < s_longestPause ? pause : s_longestPause;
        return Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), client.Time, cancellationToken);
    }
}
