using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>The real network.</summary>
internal sealed class CoreProbeEngine(TimeProvider time, IConnector? connector = null) : IProbeEngine
{
    public Task<Resolution> ResolveAsync(EndpointName name, ResolverOptions options, CancellationToken cancellationToken) =>
        new EndpointResolver(options, time).ResolveAsync(name, cancellationToken);

    public IProbeRun CreateRun(IReadOnlyList<ProbeTarget> targets, ProbeOptions options) =>
        new CoreRun(new ProbeRun(targets, options, time, connector));

    private sealed class CoreRun(ProbeRun run) : IProbeRun
    {
        public int? Planned => run.Planned;

        public IAsyncEnumerable<TlsAttempt> RunAsync(CancellationToken cancellationToken) => run.RunAsync(cancellationToken);

        public IReadOnlyList<TlsPathResult> Results() => run.Results();
    }
}
