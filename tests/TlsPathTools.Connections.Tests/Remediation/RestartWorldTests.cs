using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Remediation;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Connections.Tests.Remediation;

/// <summary>Restarts in worlds that change in their midst, and their plans.</summary>
public sealed class RestartWorldTests
{
    [Fact]
    public async Task An_image_that_cannot_be_pulled_is_named()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        lab.ChangeDaemonSet(pod => pod["containers"]![0]!["image"] = "registry.example.org/missing/kube-proxy:v1");
        KubeProxyRestart restart = await lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal(RestartOutcome.NotReady, restart.Outcome);
        Assert.Matches("waits: (ErrImagePull|ImagePullBackOff): .*registry.example.org/missing", restart.Detail);
        Assert.Equal("registry.example.org/missing/kube-proxy:v1", restart.NewImage);
        Assert.NotNull(restart.NewPodName);
        Assert.Null(lab.Holder());
    }

    [Fact]
    public async Task A_daemon_set_that_makes_no_new_pod_is_named()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        lab.ChangeDaemonSet(pod => pod["nodeSelector"] = new JsonObject { ["never"] = "so" });
        KubeProxyRestart restart = await lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken);
        Assert.Equal(RestartOutcome.NotReady, restart.Outcome);
        Assert.Contains("daemon set kube-proxy has not made a new pod for the node.", restart.Detail, StringComparison.Ordinal);
        Assert.Null(restart.NewPodName);
        Assert.Single(lab.Steps, step => step.IsDeletion);
    }

    [Fact]
    public async Task A_template_that_no_sibling_runs_stops_it_before_the_first_write()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        lab.ChangeDaemonSet(pod => pod["containers"]![0]!["image"] = "registry.example.org/new/kube-proxy:v2");
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        Assert.False(plan.MayProceed);
        Assert.Contains(plan.Checks, check => check is { Passed: false, Stops: true } && check.Detail.Contains("registry.example.org/new/kube-proxy:v2", StringComparison.Ordinal));
        Assert.Equal(RestartOutcome.Refused, (await lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken)).Outcome);
        Assert.DoesNotContain(lab.Audit, one => one.IsWrite);
    }

    // The same image with another environment or other arguments is another revision too.
    [Fact]
    public async Task A_template_of_the_same_image_that_no_sibling_runs_stops_it_as_well()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        lab.ChangeDaemonSet(pod => pod["priorityClassName"] = "system-cluster-critical");
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        Assert.False(plan.MayProceed, plan.ToString());
    }

    [Fact]
    public async Task A_plan_alone_leaves_no_write_in_the_audit_log()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        Assert.True(plan.MayProceed);
        Assert.Contains(plan.Checks, check => check is { Name: "SyncIsTheSuspect", Passed: true });
        Assert.Contains(lab.Audit, one => one.Verb == "list");
        Assert.DoesNotContain(lab.Audit, one => one.IsWrite);
        Assert.DoesNotContain(lab.Steps, step => step.IsWrite);
    }

    [Fact]
    public async Task A_restart_leaves_exactly_its_writes_in_the_audit_log()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestart restart = await lab.Restarter.RestartAsync(await lab.PlanAsync(), TestContext.Current.CancellationToken);
        Assert.Equal(RestartOutcome.Restarted, restart.Outcome);
        Assert.True(lab.WasRestarted);
        Assert.Equal(["create leases", "delete pods", "update leases"], lab.Audit.Where(one => one.IsWrite).Select(one => $"{one.Verb} {one.Resource!.Resource}"));
    }

    // The roles of docs/permissions.md are made from the same list: who has them can restart.
    [Fact]
    public async Task A_restart_asks_for_nothing_that_the_list_of_permissions_does_not_have_for_it()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        await lab.Restarter.RestartAsync(await lab.PlanAsync(), TestContext.Current.CancellationToken);
        PermissionNeed[] granted = [.. KnownPermissions.All.Where(need => need.System is PermissionSystem.Kubernetes && (need.GrantedToAll || need.UsedBy.Contains("Restart-NodeKubeProxy")))];
        string[] asked = [.. lab.Audit.Where(one => one.Resource is not null).Select(Permission).Distinct().Order(StringComparer.Ordinal)];
        Assert.True(asked.Length >= 10, string.Join('\n', asked));
        Assert.DoesNotContain(asked, one => !granted.Any(need => one == need.Name || one == $"{need.Name} in {need.Namespace}"));

        // A grant in all namespaces covers one.
        string Permission(AuditEvent one)
        {
            ResourcePath path = one.Resource!;
            string name = $"{one.Verb} {path.Resource}{(path.Subresource is { Length: > 0 } sub ? "/" + sub : "")}{(path.Group is { Length: > 0 } group ? "." + group : "")}";
            return granted.Any(need => need.Name == name && need.Namespace is null) ? name : $"{name} in {path.Namespace}";
        }
    }

    [Fact]
    public async Task Of_two_at_once_one_is_refused()
    {
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan plan = await lab.PlanAsync();
        KubeProxyRestarter other = lab.AnotherRestarter();
        KubeProxyRestart[] both = await Task.WhenAll(
            lab.Restarter.RestartAsync(plan, TestContext.Current.CancellationToken), other.RestartAsync(plan, TestContext.Current.CancellationToken));
        Assert.Single(both, restart => restart.Outcome is RestartOutcome.Restarted);
        Assert.Single(both, restart => restart.Outcome is RestartOutcome.Refused && restart.Detail.Contains("another remediation took the lock", StringComparison.Ordinal));
        Assert.Single(lab.Steps, step => step.IsDeletion);
        Assert.Null(lab.Holder());
    }

    [Theory]
    [InlineData("403")]
    [InlineData("500")]
    [InlineData("a login page")]
    public async Task A_plan_that_could_not_read_something_says_so_or_stops(string name)
    {
        RequestFault fault = RequestFault.All.Single(one => one.Name == name);
        await using RestartLab lab = await RestartLab.StartAsync();
        KubeProxyRestartPlan good = await lab.PlanAsync();
        Step[] steps = [.. lab.Steps.DistinctBy(step => step.Key)];
        Assert.True(steps.Length >= 8, string.Join('\n', steps));
        string own = KubeObject.Name(Assert.Single(lab.Pods()));
        var silent = new List<string>();
        foreach (Step step in steps)
        {
            lab.Spoil = one => one.Key == step.Key ? fault.Tampering(lab) : null;
            KubeProxyRestartPlan plan = await lab.PlanAsync();
            // What was ok may not be known now; nothing else may be.
            bool less = plan.Checks.Any(check => check.Passed is null) || !plan.MayProceed;
            bool invented = plan.Checks.Any(check => check.Passed == true && good.Checks.FirstOrDefault(one => one.Name == check.Name)?.Passed != true);
            bool broken = plan.Checks.Any(check => !check.Detail.EndsWith('.') || check.Detail.Contains("..", StringComparison.Ordinal) || check.Detail.Contains("Exception", StringComparison.Ordinal));
            if (invented || broken || (!less && Decides(step, own)))
                silent.Add($"{step}: {string.Join(' ', plan.Checks.Select(check => check.ToString()))}");
        }

        Assert.True(silent.Count == 0, string.Join('\n', silent));
        Assert.True(steps.Count(step => Decides(step, own)) >= 6, string.Join('\n', steps));
        Assert.DoesNotContain(lab.Audit, one => one.IsWrite);
    }

    // What the checks are made of; a health port, config maps and endpoints only add to what the metrics and the siblings say.
    private static bool Decides(Step step, string own) => step.Key is "GET /api/v1/nodes" or "GET /api/v1/namespaces/kube-system/pods"
        || step.Key.EndsWith("/daemonsets", StringComparison.Ordinal) || step.Key.Contains("/leases/tlspathtools", StringComparison.Ordinal)
        || step.Key.Contains("selfsubjectaccessreviews", StringComparison.Ordinal) || step.Key.EndsWith($"/{own}:10249/proxy/metrics", StringComparison.Ordinal);
}
