using System.Net;
using TlsPathTools.Cli.Output;
using TlsPathTools.Dns;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>Names → addresses → attempts → results, handed on as they come.</summary>
internal sealed class ProbeSession(IProbeEngine engine, IReadOnlyList<IProbeOutput> outputs, IComplaints complaints)
{
    /// <summary>Runs to the end, or to the cancellation: then with what was gathered.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        List<ProbeTarget> targets = [];
        bool everyNameTested = true;
        IProbeRun? run = null;
        try
        {
            foreach (EndpointName name in request.Names)
                everyNameTested &= await AddTargetsAsync(name, request, targets, cancellationToken);

            if (targets.Count > 0)
            {
                run = engine.CreateRun(targets, request.Probing);
                var plan = new ProbePlan(request, targets, run.Planned);
                Tell(output => output.Begin(plan));
                await foreach (TlsAttempt attempt in run.RunAsync(cancellationToken))
                    Tell(output => output.Attempt(attempt));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What came so far is the result.
        }

        IReadOnlyList<TlsPathResult> results = run?.Results() ?? [];
        var summary = new ProbeSummary(results, cancellationToken.IsCancellationRequested);
        foreach (IProbeOutput output in outputs)
            await output.EndAsync(summary);
        return ExitCodes.Of(results, everyNameTested);
    }

    private async Task<bool> AddTargetsAsync(EndpointName name, ProbeRequest request, List<ProbeTarget> targets, CancellationToken cancellationToken)
    {
        if (name.Address is { } literal)
        {
            targets.Add(new ProbeTarget(HostName: null, literal, name.Port));
            return true;
        }

        if (request.Addresses.Count > 0)
        {
            targets.AddRange(request.Addresses.Distinct().Select(a => new ProbeTarget(name.HostName, a, name.Port)));
            return true;
        }

        // The proxy resolves it; behind one, this machine often cannot.
        if (request.Probing is { Proxy.ConnectByName: true, CompareDirect: false })
        {
            targets.Add(new ProbeTarget(name.HostName, IPAddress.Any, name.Port));
            return true;
        }

        Resolution resolution = await engine.ResolveAsync(name, request.Resolver, cancellationToken);
        foreach (string warning in resolution.Warnings)
            complaints.Warn($"{name.HostName}: {warning}");
        Tell(output => output.Resolved(resolution));
        if (resolution.Failure is { } failure)
            complaints.Fail($"{name.HostName} cannot be tested: {failure}");
        targets.AddRange(resolution.Addresses.Select(a => new ProbeTarget(name.HostName, IPAddress.Parse(a.IPAddress), a.Port)));
        return resolution.Addresses.Count > 0;
    }

    private void Tell(Action<IProbeOutput> say)
    {
        foreach (IProbeOutput output in outputs)
            say(output);
    }
}
