using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Http;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests;

/// <summary>What is sent for each change, what is made of each answer, and that nothing is sent twice.</summary>
public sealed class KubernetesClusterActionsTests
{
    private static readonly DateTime s_time = new(2026, 11, 23, 4, 5, 6, 789, DateTimeKind.Utc);
    private static readonly LeaseSpec s_lease = new() { HolderIdentity = "we", LeaseDurationSeconds = 90, AcquireTime = s_time, RenewTime = s_time };

    [Fact]
    public async Task A_pod_is_deleted_only_with_its_uid()
    {
        Asked asked = await SentAsync(actions => actions.DeletePodAsync("kube-system", "kube-proxy-x", "uid-1", TestContext.Current.CancellationToken));
        Assert.Equal(("DELETE", "/api/v1/namespaces/kube-system/pods/kube-proxy-x", "application/json"), (asked.Method, asked.Target, asked["Content-Type"]));
        Same("""{"apiVersion": "v1", "kind": "DeleteOptions", "preconditions": {"uid": "uid-1"}}""", asked.Body);
    }

    [Theory]
    [InlineData(true, """{"metadata": {"uid": "uid-1"}, "spec": {"unschedulable": true}}""")]
    [InlineData(false, """{"metadata": {"uid": "uid-1"}, "spec": {"unschedulable": null}}""")]
    public async Task A_node_is_cordoned_only_with_its_uid(bool unschedulable, string body)
    {
        Asked asked = await SentAsync(actions => actions.SetUnschedulableAsync("worker-a", "uid-1", unschedulable, TestContext.Current.CancellationToken));
        Assert.Equal(("PATCH", "/api/v1/nodes/worker-a", "application/merge-patch+json"), (asked.Method, asked.Target, asked["Content-Type"]));
        Same(body, asked.Body);
    }

    [Fact]
    public async Task A_lease_is_created_with_microseconds()
    {
        Asked asked = await SentAsync(actions => actions.CreateLeaseAsync("kube-system", "lock", s_lease, TestContext.Current.CancellationToken));
        Assert.Equal(("POST", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases"), (asked.Method, asked.Target));
        Same("""
            {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"namespace": "kube-system", "name": "lock"},
             "spec": {"holderIdentity": "we", "leaseDurationSeconds": 90, "acquireTime": "2026-11-23T04:05:06.789000Z", "renewTime": "2026-11-23T04:05:06.789000Z"}}
            """, asked.Body);
    }

    [Fact]
    public async Task A_lease_is_replaced_only_in_its_version()
    {
        Asked asked = await SentAsync(actions => actions.ReplaceLeaseAsync("kube-system", "lock", "4711", s_lease with { HolderIdentity = null }, TestContext.Current.CancellationToken));
        Assert.Equal(("PUT", "/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/lock"), (asked.Method, asked.Target));
        Assert.Equal("4711", JsonNode.Parse(asked.Body)!["metadata"]!["resourceVersion"]!.GetValue<string>());
        Assert.Null(JsonNode.Parse(asked.Body)!["spec"]!["holderIdentity"]);
    }

    [Theory]
    [InlineData("pod/log")]
    [InlineData("..")]
    [InlineData("")]
    public async Task A_name_does_not_lead_elsewhere(string name)
    {
        await using var api = ScriptedApi.Always(200, "application/json", "{}");
        using KubernetesConnection connection = api.Connect();
        await Assert.ThrowsAsync<KubernetesException>(() => connection.Actions.DeletePodAsync("kube-system", name, "u", TestContext.Current.CancellationToken));
        Assert.Empty(api.Requests);
    }

    [Theory]
    [InlineData(200, ActionState.Done)]
    [InlineData(201, ActionState.Done)]
    [InlineData(202, ActionState.Done)]
    [InlineData(400, ActionState.Refused)]
    [InlineData(403, ActionState.Refused)]
    [InlineData(404, ActionState.NotFound)]
    [InlineData(408, ActionState.InDoubt)]
    [InlineData(409, ActionState.Conflict)]
    [InlineData(410, ActionState.Conflict)]
    [InlineData(412, ActionState.Conflict)]
    [InlineData(422, ActionState.Refused)]
    [InlineData(500, ActionState.InDoubt)]
    [InlineData(503, ActionState.InDoubt)]
    [InlineData(504, ActionState.InDoubt)]
    public async Task An_answer_means_one_thing_and_is_asked_for_once(int status, ActionState state)
    {
        await using var api = ScriptedApi.Always(status, "application/json", Status(status));
        using KubernetesConnection connection = api.Connect();
        ActionOutcome outcome = await DeleteAsync(connection);
        Assert.Equal(state, outcome.State);
        Assert.Equal(state is ActionState.Done, outcome.Gap is null);
        Assert.Single(api.Requests);
    }

    // The words are kube-apiserver's own; RealClusterTests asks it.
    [Theory]
    [InlineData("metadata.uid", ActionState.Conflict)]
    [InlineData("spec.taints", ActionState.Refused)]
    public async Task A_patch_that_is_invalid_for_the_uid_alone_meant_another_node(string field, ActionState state)
    {
        string body = $$"""
            {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "Invalid", "code": 422,
             "message": "Node \"a\" is invalid: {{field}}: Invalid value: \"u\": field is immutable",
             "details": {"name": "a", "kind": "Node", "causes": [{"reason": "FieldValueInvalid", "message": "Invalid value: \"u\": field is immutable", "field": "{{field}}"}] } }
            """;
        await using var api = ScriptedApi.Always(422, "application/json", body);
        using KubernetesConnection connection = api.Connect();
        ActionOutcome outcome = await connection.Actions.SetUnschedulableAsync("a", "u", unschedulable: true, TestContext.Current.CancellationToken);
        Assert.True(state == outcome.State, outcome.Gap?.ToString());
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "1")]
    public async Task What_was_put_off_is_sent_again_when_the_server_says(int refusals, string? retryAfter)
    {
        await using var api = ScriptedApi.Start((asked, responder, cancellationToken) =>
        {
            if (asked.Number >= refusals)
                return responder.SendAsync(200, "application/json", "{}", cancellationToken);
            if (retryAfter is not null)
                responder.Fields.Add(new("Retry-After", retryAfter));
            return responder.SendAsync(429, "application/json", Status(429), cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();
        Assert.Equal(ActionState.Done, (await DeleteAsync(connection)).State);
        Assert.Equal(refusals + 1, api.Requests.Count);
    }

    [Theory]
    [InlineData("0", 4)]
    [InlineData("3600", 1)]
    [InlineData("-5", 4)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT", 4)]
    public async Task What_is_put_off_for_ever_is_refused(string retryAfter, int requests)
    {
        await using var api = ScriptedApi.Start((_, responder, cancellationToken) =>
        {
            responder.Fields.Add(new("Retry-After", retryAfter));
            return responder.SendAsync(429, "application/json", Status(429), cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();
        ActionOutcome outcome = await DeleteAsync(connection);
        Assert.Equal(ActionState.Refused, outcome.State);
        Assert.Equal(GapKind.Throttled, outcome.Gap!.Kind);
        Assert.Equal(requests, api.Requests.Count);
    }

    [Fact]
    public async Task A_cut_connection_leaves_it_in_doubt_and_nothing_is_sent_again()
    {
        await using var api = ScriptedApi.Start((_, _, _) => throw new IOException("cut"));
        using KubernetesConnection connection = api.Connect();
        Assert.Equal(ActionState.InDoubt, (await DeleteAsync(connection)).State);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task An_answer_whose_body_does_not_come_leaves_it_in_doubt()
    {
        await using var api = ScriptedApi.Start(async (_, responder, cancellationToken) =>
        {
            await responder.BeginChunksAsync(200, "application/json", cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect(options: new() { RequestTimeout = TimeSpan.FromSeconds(1) });
        ActionOutcome outcome = await DeleteAsync(connection);
        Assert.Equal((ActionState.InDoubt, GapKind.TimedOut), (outcome.State, outcome.Gap!.Kind));
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_was_sent_nothing()
    {
        await using var api = ScriptedApi.Always(200, "application/json", "{}");
        using KubernetesConnection connection = api.Connect(api.KubeConfig(server: "https://127.0.0.1:1"));
        Assert.Equal(ActionState.Refused, (await DeleteAsync(connection)).State);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_login_page_in_its_place_is_no_answer()
    {
        await using var api = ScriptedApi.Always(200, "text/html", "<html>Please log in</html>");
        using KubernetesConnection connection = api.Connect();
        ActionOutcome outcome = await DeleteAsync(connection);
        Assert.Equal((ActionState.InDoubt, GapKind.Malformed), (outcome.State, outcome.Gap!.Kind));
    }

    [Fact]
    public async Task It_ends_with_its_token_while_it_waits_to_send_again()
    {
        await using var api = ScriptedApi.Start((_, responder, cancellationToken) =>
        {
            responder.Fields.Add(new("Retry-After", "9"));
            return responder.SendAsync(429, "application/json", Status(429), cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.Actions.DeletePodAsync("kube-system", "p", "u", stop.Token));
        Assert.Single(api.Requests);
    }

    private static async Task<Asked> SentAsync(Func<IClusterActions, Task<ActionOutcome>> send)
    {
        await using var api = ScriptedApi.Always(200, "application/json", "{}");
        using KubernetesConnection connection = api.Connect();
        Assert.Equal(ActionState.Done, (await send(connection.Actions)).State);
        Asked asked = Assert.Single(api.Requests);
        Assert.Equal("Bearer " + ScriptedApi.Token, asked["Authorization"]);
        return asked;
    }

    private static Task<ActionOutcome> DeleteAsync(KubernetesConnection connection) => connection.Actions.DeletePodAsync("kube-system", "p", "u", TestContext.Current.CancellationToken);

    private static void Same(string expected, string body) => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(body)), body);

    private static string Status(int code) => string.Create(CultureInfo.InvariantCulture, $$"""{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": "said", "reason": "Said", "details": {"name": "p", "kind": "pods"}, "code": {{code}}}""");
}
