using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>What is to be seen while a run goes on. Disposing (more than once does no harm) ends it and leaves the screen free.</summary>
internal interface IProgressView : IAsyncDisposable
{
    void Begin(ProbeHistory history, ProbePlan plan);

    void Attempt(TlsAttempt attempt);
}
