using System.Runtime.CompilerServices;
using TlsPathTools.Dns;

namespace TlsPathTools.Pipeline;

/// <summary>Resolves names for a cmdlet: warnings and failures go to its pipeline, the resolutions to the caller.</summary>
internal static class NameResolution
{
    private const int AtOnce = 16;

    /// <summary>The resolution of each name in the order of the names, several under way at once.</summary>
    internal static async IAsyncEnumerable<Resolution> ResolveAllAsync(
        IEnumerable<EndpointName> names, ResolverOptions options, PipelineWriter pipeline, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var resolver = new EndpointResolver(options);
        var resolutions = names.ConcurrentlyInOrder(AtOnce, name => resolver.ResolveAsync(name, cancellationToken));
        await foreach (Resolution resolution in resolutions.ConfigureAwait(false))
        {
            string name = resolution.Name.HostName;
            foreach (string warning in resolution.Warnings)
                await pipeline.WarningAsync(About(name, warning)).ConfigureAwait(false);
            if (resolution.Failure is { } failure)
                await pipeline.ErrorAsync(Errors.NameIsNotResolved(name, About(name, failure))).ConfigureAwait(false);
            yield return resolution;
        }
    }

    /// <summary>The results in the order of the items, with at most <paramref name="atOnce"/> of them under way.</summary>
    internal static async IAsyncEnumerable<TResult> ConcurrentlyInOrder<TItem, TResult>(
        this IEnumerable<TItem> items, int atOnce, Func<TItem, Task<TResult>> select)
    {
        var running = new Queue<Task<TResult>>();
        foreach (TItem item in items)
        {
            if (running.Count == atOnce)
                yield return await running.Dequeue().ConfigureAwait(false);
            running.Enqueue(select(item));
        }

        while (running.TryDequeue(out Task<TResult>? next))
            yield return await next.ConfigureAwait(false);
    }

    // With several names, each sentence has to say of which it speaks; most do by themselves.
    private static string About(string name, string sentence) =>
        sentence.Contains(name, StringComparison.OrdinalIgnoreCase) ? sentence : $"{name}: {sentence}";
}
