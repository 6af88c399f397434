using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws;

/// <summary>
/// Makes the requests of one reader, a few at a time, and brings every page. A failure becomes a gap beside what was read before it; only
/// cancellation is thrown.
/// </summary>
internal sealed class AwsRequests(IAwsPipeline pipeline, TimeProvider time, string source) : IDisposable
{
    // EC2 and ELBv2 refill 10 to 20 requests a second: more at a time only leads to throttling.
    private const int MaxAtATime = 8;

    // A million instances: beyond is no account but an endpoint that never ends.
    private const int MaxPages = 1000;

    // Values of a filter, by EC2's reference.
    private const int MaxFilterValues = 200;

    private readonly SemaphoreSlim _slots = new(MaxAtATime);
    private int _count;

    /// <summary>Requests so far, retries not counted.</summary>
    public int Count => Volatile.Read(ref _count);

    public void Dispose() => _slots.Dispose();

    /// <summary>A record by itself.</summary>
    public async Task<Reading<T>> OneAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
    {
        try
        {
            return new([await InvokeAsync(call, cancellationToken).ConfigureAwait(false)], Gap: null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return new([], ToGap(failure, call, 0));
        }
    }

    /// <summary>A list, page by page.</summary>
    /// <param name="page">The request for a page by its token; null for the first.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="maxItems">More than these are a gap.</param>
    /// <param name="pause">Between two pages, for a service that takes few requests.</param>
    public async Task<Reading<T>> PagesAsync<T>(
        Func<string?, AwsCall<AwsPage<T>>> page, CancellationToken cancellationToken, int maxItems = int.MaxValue, TimeSpan pause = default) =>
        (await AttemptAsync(page, maxItems, pause, cancellationToken).ConfigureAwait(false)).Reading;

    /// <summary>A list by filters; a filter with more values than a request may have makes several requests.</summary>
    /// <param name="filters">The filters.</param>
    /// <param name="page">The request for a page.</param>
    /// <param name="id">Tells items apart: one may match values of two requests.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Reading<T>> FilteredAsync<T>(
        IReadOnlyList<CloudFilter> filters, Func<IReadOnlyList<CloudFilter>, string?, AwsCall<AwsPage<T>>> page, Func<T, string?> id, CancellationToken cancellationToken)
    {
        if (filters.FirstOrDefault(filter => filter.Values.Count > MaxFilterValues) is not { } large)
            return await PagesAsync(token => page(filters, token), cancellationToken).ConfigureAwait(false);
        Reading<T> all = Merge(await Task.WhenAll(large.Values.Chunk(MaxFilterValues).Select(values => FilteredAsync(
            [.. filters.Select(filter => filter == large ? filter with { Values = values } : filter)], page, id, cancellationToken))).ConfigureAwait(false));
        return all with { Items = [.. all.Items.DistinctBy(id, StringComparer.Ordinal)] };
    }

    /// <summary>A list by ids, so many in a request. One that does not exist is a gap of its own, and does not take the others with it.</summary>
    public async Task<Reading<T>> ByIdAsync<T>(
        IReadOnlyList<string> ids, int size, Func<IReadOnlyList<string>, string?, AwsCall<AwsPage<T>>> page, CancellationToken cancellationToken) =>
        Merge(await Task.WhenAll(ids.Distinct(StringComparer.Ordinal).Chunk(size).Select(chunk => KnownAsync(chunk, page, cancellationToken))).ConfigureAwait(false));

    private async Task<Reading<T>> KnownAsync<T>(string[] ids, Func<IReadOnlyList<string>, string?, AwsCall<AwsPage<T>>> page, CancellationToken cancellationToken)
    {
        Attempt<T> attempt = await AttemptAsync(token => page(ids, token), int.MaxValue, default, cancellationToken).ConfigureAwait(false);
        if (attempt.Failure is not AmazonServiceException { ErrorCode: { } code } failure || !IsAboutIds(code))
            return attempt.Reading;

        // The service refuses the whole request, and says mostly whom for.
        string[] missing = ids.Length == 1 ? ids : [.. ids.Where(id => Names(failure.Message, id))];
        SnapshotGap gap = attempt.Reading.Gap! with { Kind = GapKind.NotFound, Resource = SafeText.Escape(string.Join(", ", missing), 512), ItemsRead = 0 };
        if (missing.Length == ids.Length)
            return new([], gap);
        if (missing.Length > 0)
            return Merge([new([], gap), await KnownAsync([.. ids.Except(missing, StringComparer.Ordinal)], page, cancellationToken).ConfigureAwait(false)]);
        return Merge(await Task.WhenAll(ids.Chunk((ids.Length + 1) / 2).Select(half => KnownAsync(half, page, cancellationToken))).ConfigureAwait(false));
    }

    private async Task<Attempt<T>> AttemptAsync<T>(Func<string?, AwsCall<AwsPage<T>>> page, int maxItems, TimeSpan pause, CancellationToken cancellationToken)
    {
        var items = new List<T>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        string? warning = null;
        AwsCall<AwsPage<T>> call = page(null);
        try
        {
            while (true)
            {
                AwsPage<T> read = await InvokeAsync(call, cancellationToken).ConfigureAwait(false);
                items.AddRange(read.Items);
                warning ??= read.Warning;
                if (read.NextToken is not { } token && items.Count <= maxItems)
                    return new(items, warning is null ? null : Gap(call, GapKind.Other, SafeText.Escape(warning)!, items.Count));
                if (items.Count > maxItems || (read.NextToken is not null && items.Count == maxItems))
                    return new([.. items.Take(maxItems)], Gap(call, GapKind.TooLarge, $"There are more than the {maxItems} that were asked for.", maxItems));
                if (!seen.Add(read.NextToken!))
                    return new(items, Gap(call, GapKind.Malformed, "The service answered with a token of a page that it had brought already.", items.Count));
                if (seen.Count == MaxPages)
                    return new(items, Gap(call, GapKind.TooLarge, $"There are more than {MaxPages} pages.", items.Count));
                if (pause > TimeSpan.Zero)
                    await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                call = page(read.NextToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return new(items, ToGap(failure, call, items.Count), failure);
        }
    }

    private async Task<T> InvokeAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            Interlocked.Increment(ref _count);
            return await pipeline.InvokeAsync(call, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    // The worst gap stands for all: one that says "not found" hides less than one that says "may not".
    public static Reading<T> Merge<T>(IReadOnlyList<Reading<T>> readings)
    {
        T[] items = [.. readings.SelectMany(reading => reading.Items)];
        SnapshotGap[] gaps = [.. readings.Select(reading => reading.Gap).OfType<SnapshotGap>()];
        SnapshotGap? gap = gaps.FirstOrDefault(gap => gap.Kind != GapKind.NotFound) ?? gaps.FirstOrDefault();
        if (gap is { Kind: GapKind.NotFound })
            gap = gap with { Resource = SafeText.Escape(string.Join(", ", gaps.Select(each => each.Resource).OfType<string>()), 512) };
        return new(items, gap is null ? null : gap with { ItemsRead = items.Length });
    }

    private static bool IsAboutIds(string code) =>
        code.EndsWith("NotFound", StringComparison.Ordinal) || code.EndsWith(".Malformed", StringComparison.Ordinal) || code == "InvalidInstanceType";

    // i-12345678 stands in i-1234567890abcdef0 and is not named by it.
    private static bool Names(string message, string id)
    {
        for (int at = message.IndexOf(id, StringComparison.Ordinal); at >= 0; at = message.IndexOf(id, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !IsOfName(message[at - 1])) && (at + id.Length == message.Length || !IsOfName(message[at + id.Length])))
                return true;
        }

        return false;
    }

    private static bool IsOfName(char character) => char.IsLetterOrDigit(character) || character is '-' or '_' or '/';

    private SnapshotGap ToGap<T>(Exception failure, AwsCall<T> call, int itemsRead) =>
        AwsFailure.ToGap(failure, source, call.Permission, call.About, time.GetUtcNow().UtcDateTime, itemsRead);

    private SnapshotGap Gap<T>(AwsCall<T> call, GapKind kind, string reason, int itemsRead) => new()
    {
        Source = source, Operation = call.Permission, Resource = call.About, Kind = kind, Reason = reason, ItemsRead = itemsRead, TimeUtc = time.GetUtcNow().UtcDateTime,
    };

    private readonly record struct Attempt<T>(Reading<T> Reading, Exception? Failure)
    {
        public Attempt(IReadOnlyList<T> items, SnapshotGap? gap, Exception? failure = null)
            : this(new Reading<T>(items, gap), failure)
        {
        }
    }
}
