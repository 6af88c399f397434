using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>For people: a headline, progress while it runs, and at the end a report per name.</summary>
internal sealed class HumanOutput(Screen report, IProgressView progress) : IProbeOutput, IAsyncDisposable
{
    private readonly ProbeHistory _history = new();
    private bool _begun;

    public void Resolved(Resolution resolution)
    {
        foreach (EndpointAddress address in resolution.Addresses.Where(a => a.Note is not null))
            report.Line($"{address.IPAddress}: {address.Note}", report.Palette.Dim);
    }

    public void Begin(ProbePlan plan)
    {
        report.Line(Headline.Of(plan), report.Palette.Dim);
        _history.Expect(plan.Targets);
        progress.Begin(_history, plan);
        _begun = true;
    }

    public void Attempt(TlsAttempt attempt)
    {
        _history.Add(attempt);
        progress.Attempt(attempt);
    }

    public async ValueTask EndAsync(ProbeSummary summary)
    {
        if (!_begun)
            return;

        await DisposeAsync();
        foreach (var name in summary.Results.GroupBy(r => (r.HostName, r.Port)))
            WriteReport([.. name], summary.Interrupted);
        if (summary.Results.Count == 0)
            report.Line(Conclusion.Of([], summary.Interrupted), report.Palette.Strong);
    }

    /// <summary>Takes the progress off the screen; an error that ends the session must not be written into it.</summary>
    public ValueTask DisposeAsync() => progress.DisposeAsync();

    private void WriteReport(TlsPathResult[] results, bool interrupted)
    {
        report.Line();
        report.Line(Headline.Name(results[0].HostName, results[0].Port), report.Palette.Strong);
        report.Line();
        var table = new ResultTable(results, report.Width, report.Palette);
        table.Write(report);
        report.Line();
        StripBlock.Write(report, results, _history);
        ResultDetails.Write(report, results, _history, table);
        report.Line();
        report.Line(Conclusion.Of(results, interrupted), report.Palette.Strong);
    }
}
