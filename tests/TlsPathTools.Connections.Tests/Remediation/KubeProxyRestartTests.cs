using System.Collections.Concurrent;
using System.Text;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Connections.Tests.Robustness;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>The restart of a kube-proxy against the lab's API, through a relay that sees and spoils requests.</summary>
public sealed class KubeProxyRestartTests : IAsyncLifetime
{
    private const string Node = "worker-a";
    private readonly ConcurrentQueue<string> _requests = new();
    private HardLab _lab = null!;
    private Func<string, Tampering?> _spoil = _ => null;
    private ApiRelay _relay = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await HardLab.StartAsync("s05-kube-proxy-not-syncing");
        _relay = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request =>
        {
            string line = request.Head.Split('\r')[0];
            _requests.Enqueue(line);
            return _spoil(line);
        });
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    // The relay hands on whole answers and no watch: what waits for one asks the API itself.
    [Fact]
    public async Task A_restart_says_that_the_new_process_has_written_its_rules_and_gives_the_lock_back()
    {
        using PathAccess access = await _lab.OpenAsync();
        (KubeProxyRestart restart, KubeProxyRestartPlan plan) = await RestartAsync(access);
        Assert.True(plan.MayProceed, plan.ToString());
        Assert.Equal(RestartOutcome.Restarted, restart.Outcome);
        Assert.NotEqual(restart.OldPodName, restart.NewPodName);
        Assert.True(restart is { ReadyAfterMs: > 0, SyncedAfterMs: > 0, DeletedUtc: not null });
        Assert.Null((await LeaseAsync(access))?.Spec?.HolderIdentity);
    }

    [Fact]
    public async Task A_plan_alone_writes_nothing()
    {
        using PathAccess access = await _lab.OpenAsync(kubernetes: _relay);
        KubeProxyRestartPlan plan = await Restarter(access).PlanAsync(Node, instanceId: null, TestContext.Current.CancellationToken);
        Assert.True(plan.MayProceed);
        Assert.NotEmpty(_requests);
        Assert.All(_requests, line => Assert.True(line.StartsWith("GET ", StringComparison.Ordinal) || line.Contains("/selfsubject", StringComparison.Ordinal), line));
        Assert.Null(await LeaseAsync(access));
    }

    [Theory]
    [InlineData("403 Forbidden")]
    [InlineData("404 Not Found")]
    [InlineData("409 Conflict")]
    [InlineData("410 Gone")]
    [InlineData("500 Internal Server Error")]
    public async Task A_deletion_that_is_refused_changes_nothing_and_is_not_sent_again(string status)
    {
        using PathAccess access = await _lab.OpenAsync(kubernetes: _relay);
        string old = await PodAsync(access);
        int deletions = 0;
        _spoil = line => line.StartsWith("DELETE ", StringComparison.Ordinal) && Interlocked.Increment(ref deletions) == 1 ? Answer(status) : null;
        (KubeProxyRestart restart, _) = await RestartAsync(access);
        Assert.Equal(RestartOutcome.NotDeleted, restart.Outcome);
        Assert.Equal(1, deletions);
        Assert.Equal(old, await PodAsync(access));
        Assert.Null((await LeaseAsync(access))?.Spec?.HolderIdentity);
        Assert.EndsWith(".", restart.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_remediation_keeps_it_from_beginning()
    {
        using PathAccess access = await _lab.OpenAsync(kubernetes: _relay);
        DateTime now = DateTime.UtcNow;
        await access.Actions!.CreateLeaseAsync("kube-system", "tlspathtools-remediation", new LeaseSpec { HolderIdentity = "somebody", LeaseDurationSeconds = 60, AcquireTime = now, RenewTime = now }, TestContext.Current.CancellationToken);
        (KubeProxyRestart restart, KubeProxyRestartPlan plan) = await RestartAsync(access);
        Assert.False(plan.MayProceed);
        Assert.Equal(RestartOutcome.Refused, restart.Outcome);
        Assert.Contains("somebody", restart.Detail, StringComparison.Ordinal);
        Assert.Empty(Writes("DELETE"));
        Assert.Equal("somebody", (await LeaseAsync(access))?.Spec?.HolderIdentity);
    }

    [Fact]
    public async Task A_pod_that_was_replaced_since_the_plan_is_left_alone()
    {
        using PathAccess access = await _lab.OpenAsync();
        KubeProxyRestarter restarter = Restarter(access);
        KubeProxyRestartPlan plan = await restarter.PlanAsync(Node, instanceId: null, TestContext.Current.CancellationToken);
        await RestartAsync(access);
        string replaced = await PodAsync(access);
        KubeProxyRestart second = await restarter.RestartAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal(RestartOutcome.Refused, second.Outcome);
        Assert.Contains("replaced meanwhile", second.Detail, StringComparison.Ordinal);
        Assert.Equal(replaced, await PodAsync(access));
    }

    [Theory]
    [InlineData("i-00000000000000000", "it was replaced")]
    [InlineData(null, "No node nowhere")]
    public async Task A_node_that_is_another_or_none_is_refused(string? instance, string words)
    {
        using PathAccess access = await _lab.OpenAsync(kubernetes: _relay);
        KubeProxyRestartPlan plan = await Restarter(access).PlanAsync(instance is null ? "nowhere" : Node, instance, TestContext.Current.CancellationToken);
        Assert.False(plan.MayProceed);
        Assert.Contains(plan.Checks, check => check.Detail.Contains(words, StringComparison.Ordinal));
    }

    private static KubeProxyRestarter Restarter(PathAccess access) => new(access.Cluster!, access.Actions!, TimeSpan.FromSeconds(20));

    private static async Task<(KubeProxyRestart Restart, KubeProxyRestartPlan Plan)> RestartAsync(PathAccess access)
    {
        KubeProxyRestarter restarter = Restarter(access);
        KubeProxyRestartPlan plan = await restarter.PlanAsync(Node, instanceId: null, TestContext.Current.CancellationToken);
        return (await restarter.RestartAsync(plan, TestContext.Current.CancellationToken), plan);
    }

    private static async Task<string> PodAsync(PathAccess access) =>
        (await access.Cluster!.ListAsync(ClusterResources.Pods, "kube-system", "k8s-app=kube-proxy", $"spec.nodeName={Node}", TestContext.Current.CancellationToken)).Items
            .Single(pod => pod.Metadata?.DeletionTimestamp is null).Metadata!.Uid!;

    private static async Task<Lease?> LeaseAsync(PathAccess access) =>
        (await access.Cluster!.GetAsync(ClusterResources.Leases, "kube-system", "tlspathtools-remediation", TestContext.Current.CancellationToken)).Items is [var lease] ? lease : null;

    private IEnumerable<string> Writes(string method) => _requests.Where(line => line.StartsWith(method + " ", StringComparison.Ordinal));

    private static Tampering Answer(string status)
    {
        string code = status.Split(' ')[0];
        string body = $$"""{"kind":"Status","apiVersion":"v1","status":"Failure","message":"spoilt","reason":"Spoilt","details":{"name":"x","kind":"pods"},"code":{{code}}}""";
        return new Tampering { Instead = Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}") };
    }
}
