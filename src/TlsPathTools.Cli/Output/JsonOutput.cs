using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>One record a line: resolver answers and addresses, attempts as they end, results last.</summary>
internal sealed class JsonOutput(TextWriter writer) : IProbeOutput
{
    public void Resolved(Resolution resolution)
    {
        foreach (EndpointAddress address in resolution.Addresses)
            Write(address);
        foreach (ResolverAnswer answer in resolution.Answers)
            Write(answer);
    }

    public void Begin(ProbePlan plan)
    {
        // The records that follow say all of it.
    }

    public void Attempt(TlsAttempt attempt) => Write(attempt);

    public async ValueTask EndAsync(ProbeSummary summary)
    {
        foreach (TlsPathResult result in summary.Results)
            Write(result);
        await writer.FlushAsync();
    }

    // '\n' on every system: JSON lines are for programs. One call a line keeps lines whole when the process is killed.
    private void Write(TlsPathRecord record) => writer.Write(TlsPathJson.Serialize(record) + "\n");
}
