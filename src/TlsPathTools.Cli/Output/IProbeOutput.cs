using TlsPathTools.Cli.Probe;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>Told of everything in a session, in the order in which it happens, by one caller at a time.</summary>
internal interface IProbeOutput
{
    void Resolved(Resolution resolution);

    void Begin(ProbePlan plan);

    void Attempt(TlsAttempt attempt);

    /// <summary>The last call, also of a session that was interrupted or had nothing to probe.</summary>
    ValueTask EndAsync(ProbeSummary summary);
}

/// <summary>What a user should know beside the results.</summary>
internal interface IComplaints
{
    /// <summary>Something is unusual; the results stand.</summary>
    void Warn(string text);

    /// <summary>Something could not be tested.</summary>
    void Fail(string text);
}

/// <summary>What is about to be probed.</summary>
internal sealed record ProbePlan(ProbeRequest Request, IReadOnlyList<ProbeTarget> Targets, int? Attempts);

/// <summary>What came of it.</summary>
internal sealed record ProbeSummary(IReadOnlyList<TlsPathResult> Results, bool Interrupted);
