using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>One record a line: resolver answers and addresses, attempts as they end, results last.</summary>
/// <param name="writer">Where to.</param>
/// <param name="readerLeft">Called when nobody reads any more (`… | head`); null where that is an error like any other.</param>
internal sealed class JsonOutput(TextWriter writer, Action? readerLeft = null) : IProbeOutput
{
    private bool _isLost;

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
        if (!_isLost)
            await writer.FlushAsync();
    }

    // '\n' on every system: JSON lines are for programs. One call a line keeps lines whole when the process is killed.
    private void Write(TlsPathRecord record)
    {
        if (_isLost)
            return;

        try
        {
            writer.Write(TlsPathJson.Serialize(record) + "\n");
        }
        catch (IOException e) when (readerLeft is not null && StandardPipe.IsBroken(e))
        {
            _isLost = true;
            readerLeft();
        }
    }
}
