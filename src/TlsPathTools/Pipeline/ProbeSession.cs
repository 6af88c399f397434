using System.Diagnostics;
using TlsPathTools.Dns;
using TlsPathTools.Parameters;
using TlsPathTools.Probing;

namespace TlsPathTools.Pipeline;

/// <summary>One run of Test-TlsPerIP: resolve what has to be, probe, and tell the pipeline what happens.</summary>
internal sealed class ProbeSession(ProbeOptions options, bool perAttempt, PipelineWriter pipeline, IConnector? connector = null)
{
    private static readonly TimeSpan s_progressInterval = TimeSpan.FromMilliseconds(250);

    internal async Task RunAsync(ProbeInput input, ResolverOptions resolver, CancellationToken cancellationToken)
    {
        // Where the proxy looks the name up, this machine need not be able to: behind a proxy it often is not.
        bool proxyResolves = options is { Proxy.ConnectByName: true, CompareDirect: false };
        var resolutions = new Dictionary<EndpointName, Resolution>();
        await foreach (Resolution resolution in
            NameResolution.ResolveAllAsync(proxyResolves ? [] : input.Unresolved, resolver, pipeline, cancellationToken).ConfigureAwait(false))
        {
            resolutions[resolution.Name] = resolution;
        }

        List<ProbeTarget> all = proxyResolves ? input.TargetsByName() : input.Targets(resolutions);
        List<ProbeTarget> wanted = proxyResolves ? all : ProbeInput.OfFamily(all, resolver.AddressFamily);
        if (wanted.Count > 0)
            await ProbeAsync(wanted, cancellationToken).ConfigureAwait(false);
        else if (all.Count > 0)
            await pipeline.WarningAsync($"Nothing is tested: none of the addresses given is an {resolver.AddressFamily} address.").ConfigureAwait(false);
    }

    private async Task ProbeAsync(List<ProbeTarget> targets, CancellationToken cancellationToken)
    {
        foreach (ProbeTarget nameless in targets.Where(target => target.HostName is null))
        {
            await pipeline.WarningAsync($"{nameless.Address}: without a host name no SNI is sent, and the certificate must name the address. "
                + "Give -HostName to test what clients do.").ConfigureAwait(false);
        }

        var run = new ProbeRun(targets, options, time: null, connector);
        var progress = new ProbeProgress(run.Planned, options.Duration, TimeProvider.System);
        long shown = Stopwatch.GetTimestamp();
        await foreach (TlsAttempt attempt in run.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            progress.Count(attempt);
            if (!attempt.Succeeded)
                await pipeline.VerboseAsync($"{attempt}: {attempt.Detail}").ConfigureAwait(false);
            if (perAttempt)
                await pipeline.RecordAsync(attempt).ConfigureAwait(false);
            if (Stopwatch.GetElapsedTime(shown) >= s_progressInterval)
            {
                await pipeline.ProgressAsync(progress.Current()).ConfigureAwait(false);
                shown = Stopwatch.GetTimestamp();
            }
        }

        await pipeline.ProgressAsync(progress.Completed()).ConfigureAwait(false);
        foreach (TlsPathResult result in perAttempt ? [] : run.Results())
            await pipeline.RecordAsync(result).ConfigureAwait(false);
    }
}
