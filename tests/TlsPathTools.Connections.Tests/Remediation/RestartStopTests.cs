using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Remediation;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>A restart that is cancelled while any of its requests is under way.</summary>
public sealed class RestartStopTests
{
    [Theory]
    [InlineData("GET /apis/coordination.k8s.io/v1/namespaces/kube-system/leases/tlspathtools-remediation #2", "before the lock was taken: nothing was changed", false)]
    [InlineData("POST /apis/coordination.k8s.io/v1/namespaces/kube-system/leases #1", "before the lock was taken: nothing was changed", false)]
    [InlineData("GET /api/v1/nodes/worker-a #2", "before the deletion: nothing was changed", false)]
    [InlineData("DELETE", "while the deletion was sent", true)]
    [InlineData("(watch)", "after the deletion", true)]
    [InlineData("/proxy/metrics", "after the deletion", true)]
    public async Task It_says_where_it_stopped_and_leaves_nothing_half_done(string at, string words, bool deleted)
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int planned = lab.Steps.Count;
        lab.Spoil = step =>
        {
            if (lab.Steps.Count <= planned || !$"{step}".Contains(at, StringComparison.Ordinal))
                return null;
            stop.CancelAfter(TimeSpan.FromMilliseconds(100));
            return new Tampering { CutAfter = 1, Stalls = true };
        };
        RemediationStoppedException stopped = await Assert.ThrowsAsync<RemediationStoppedException>(() => lab.Restarter.RestartAsync(plan, stop.Token));
        Assert.Contains(words, stopped.Message, StringComparison.Ordinal);
        Assert.Contains(RestartLab.Node, stopped.Message, StringComparison.Ordinal);
        Assert.True(lab.Steps.Count(step => step.IsDeletion) <= 1);
        if (!deleted)
            Assert.False(lab.WasDeleted);
        Assert.Null(lab.Holder());
        Assert.True(await lab.HasKubeProxyAsync());
    }
}
