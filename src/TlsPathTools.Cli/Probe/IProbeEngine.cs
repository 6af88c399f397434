using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>The part of Core that touches the network: what a test replaces with recorded values.</summary>
internal interface IProbeEngine
{
    Task<Resolution> ResolveAsync(EndpointName name, ResolverOptions options, CancellationToken cancellationToken);

    IProbeRun CreateRun(IReadOnlyList<ProbeTarget> targets, ProbeOptions options);
}

/// <summary>A <see cref="ProbeRun"/>, or a recorded one.</summary>
internal interface IProbeRun
{
    int? Planned { get; }

    IAsyncEnumerable<TlsAttempt> RunAsync(CancellationToken cancellationToken);

    IReadOnlyList<TlsPathResult> Results();
}
