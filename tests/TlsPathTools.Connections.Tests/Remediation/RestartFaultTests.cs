using System.Diagnostics;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Remediation;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>
/// Each request of a restart in turn meets each fault, and whatever comes of it is held against the world: what was done and what is said of it agree,
/// at most one deletion was sent, and nothing is left behind.
/// </summary>
public sealed class RestartFaultTests(RestartFaultRuns runs) : IClassFixture<RestartFaultRuns>
{
    public static TheoryData<string> Faults => [.. RequestFault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_request_may_fail(string name)
    {
        RestartFaultRun[] all = [.. runs.All.Where(run => run.Fault == name)];
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', all.Select(run => $"{run}")));
        Assert.True(all.Length >= 9);
        Assert.DoesNotContain(all, run => run.Wrong is not null);
    }
}

/// <summary>One restart with a fault.</summary>
public sealed record RestartFaultRun(string Fault, string Step, string? Wrong, string Said)
{
    public override string ToString() => $"{Step}: {(Wrong is null ? "" : Wrong + "! ")}{Said}";
}

/// <summary>The runs, many at a time: most of each is waiting.</summary>
public sealed class RestartFaultRuns : IAsyncLifetime
{
    private const string NeverAsked = "it was never asked";
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(60);
    private readonly List<RestartFaultRun> _runs = [];

    public IReadOnlyCollection<RestartFaultRun> All => _runs;

    public async ValueTask InitializeAsync()
    {
        IReadOnlyList<Step> steps = await StepsAsync();
        Assert.True(steps.Count >= 9, string.Join('\n', steps));
        await Parallel.ForEachAsync(
            RequestFault.All.SelectMany(fault => steps.Select(step => (fault, step))), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (run, _) =>
            {
                RestartFaultRun ended = await RunAsync(run.fault, run.step);
                lock (_runs)
                    _runs.Add(ended);
            });
        // Where the machine was so slow that the new pod was Ready before anybody looked, nothing was watched.
        RestartFaultRun[] unwatched = [.. _runs.Where(run => run.Wrong == NeverAsked && run.Step.Contains("(watch)", StringComparison.Ordinal))];
        foreach (RestartFaultRun run in unwatched)
        {
            RequestFault fault = RequestFault.All.Single(one => one.Name == run.Fault);
            _runs.Remove(run);
            _runs.Add(await RunAsync(fault, steps.Single(step => $"{step}" == run.Step)));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<RestartFaultRun> RunAsync(RequestFault fault, Step step)
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        Assert.True(plan.MayProceed, plan.ToString());
        int began = 0, unread = 0;
        lab.Spoil = one =>
        {
            if (!fault.Strikes(one, step, Volatile.Read(ref began) > 0))
                return null;
            Interlocked.Increment(ref began);
            Tampering tampering = fault.Tampering(lab);
            // An answer of the relay's own: the API has not seen the request.
            if (one.IsDeletion && (tampering.Instead is not null || tampering.Resets))
                Interlocked.Increment(ref unread);
            return tampering;
        };
        long since = Stopwatch.GetTimestamp();
        KubeProxyRestart restart = await lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(since);
        string? wrong = await WrongAsync(lab, restart, fault, step, took, reached: began > 0, unread);
        return new RestartFaultRun(fault.Name, $"{step}", wrong, $"{restart.Outcome} after {took.TotalSeconds:0.0} s: {restart.Detail} {string.Join(' ', restart.Notes)}");
    }

    // The requests of a good restart after its plan, watches and metrics once.
    private static async Task<IReadOnlyList<Step>> StepsAsync()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        int planned = lab.Steps.Count;
        KubeProxyRestart restart = await lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal(RestartOutcome.Restarted, restart.Outcome);
        return [.. lab.Steps.Skip(planned).GroupBy(step => step.Key, StringComparer.Ordinal).SelectMany(group => group.Key.Contains("/proxy/", StringComparison.Ordinal) || group.Key.EndsWith("(watch)", StringComparison.Ordinal) ? group.Take(1) : group)];
    }

    private static async Task<string?> WrongAsync(RestartLab lab, KubeProxyRestart restart, RequestFault fault, Step step, TimeSpan took, bool reached, int unread)
    {
        bool nodeIsGone = fault.Name == "the node is deleted";
        int deletions = lab.Steps.Count(one => one.IsDeletion);
        if (!reached)
            return NeverAsked;
        if (took > s_bound)
            return $"it took {took}";
        if (deletions - unread > 1 || (deletions > 1 && !fault.Name.StartsWith("429", StringComparison.Ordinal)))
            return $"{deletions} deletions were sent";
        if (restart.Outcome is not RestartOutcome.InDoubt && lab.WasDeleted == (restart.Outcome is RestartOutcome.Refused or RestartOutcome.NotDeleted))
            return lab.WasDeleted ? "it was deleted" : "it was not deleted";
        if (restart.DeletedUtc is not null && !lab.WasDeleted && !nodeIsGone)
            return "it says when it was deleted, and it was not";
        if (restart.Outcome is RestartOutcome.Restarted && !lab.WasRestarted)
            return "it was not restarted";
        if (restart.Outcome is RestartOutcome.ReadyNotSynced || (restart.Outcome is RestartOutcome.NotReady && !nodeIsGone))
            return "in this world a new one is ready in a second";
        if (!restart.Detail.EndsWith('.') || restart.Detail.Contains("..", StringComparison.Ordinal) || restart.Detail.Contains(" .", StringComparison.Ordinal) || restart.Detail.Contains("Exception", StringComparison.Ordinal))
            return "its words are broken";
        // Who is told that there is no such lease believes it.
        if (!(fault.Name == "404" && step.Key.Contains("/leases", StringComparison.Ordinal)) && lab.Holder() is { } holder && !restart.Notes.Any(note => note.Contains("lease kube-system/tlspathtools-remediation", StringComparison.Ordinal)))
            return $"{holder} holds the lock, and nobody says so";
        if (!nodeIsGone && !await lab.HasKubeProxyAsync())
            return "the node has no kube-proxy";
        return fault.Lasts is Lasting.Once && !nodeIsGone && !step.IsWrite && restart.Outcome is not RestartOutcome.Restarted && !fault.Name.StartsWith("401", StringComparison.Ordinal)
            ? "a read that failed once is made again" : null;
    }
}
