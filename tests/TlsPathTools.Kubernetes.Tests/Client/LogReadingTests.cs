using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class LogReadingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_wanted_of_a_log_is_asked_for_in_seconds_lines_and_bytes()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "text/plain", "2026-01-01T00:00:00Z a\r\n2026-01-01T00:00:01Z b\n");
        using KubernetesConnection connection = api.Connect();

        Reading<string> log = await connection.Reader.ReadLogAsync("ns", "pod", "main", 50, TimeSpan.FromSeconds(90.2), 4096, Cancel);

        Assert.Equal(["2026-01-01T00:00:00Z a", "2026-01-01T00:00:01Z b"], log.Items);
        Assert.True(log.IsComplete);
        Assert.Equal("/api/v1/namespaces/ns/pods/pod/log?container=main&timestamps=true&tailLines=50&limitBytes=4096&sinceSeconds=91", Assert.Single(api.Requests).Target);
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"pod","annotations":{"kubectl.kubernetes.io/default-container":"main"}},"spec":{"containers":[{"name":"side"},{"name":"main"}]}}""", "main")]
    [InlineData("""{"metadata":{"name":"pod"},"spec":{"containers":[{"name":"side"},{"name":"main"}]}}""", "side")]
    public async Task Of_several_containers_the_one_that_kubectl_takes_is_read_and_a_note_says_so(string pod, string chosen)
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => (asked.Path.EndsWith("/log", StringComparison.Ordinal), asked.Query("container")) switch
        {
            (false, _) => responder.SendAsync(200, "application/json", pod, cancellationToken),
            (_, null) => responder.SendAsync(400, "application/json", """{"kind":"Status","status":"Failure","code":400,"reason":"BadRequest","message":"a container name must be specified for pod pod, choose one of: [side main]"}""", cancellationToken),
            (_, var container) => responder.SendAsync(200, "text/plain", $"of {container}", cancellationToken),
        });
        using KubernetesConnection connection = api.Connect();

        Assert.Equal(["of " + chosen], (await connection.Reader.ReadLogAsync("ns", "pod", null, 50, null, 4096, Cancel)).Items);
        Assert.Contains(chosen, Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_is_cut_loses_its_last_line_and_says_so()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "text/plain", "one\ntwo\nthree and more");
        using KubernetesConnection connection = api.Connect();

        Reading<string> log = await connection.Reader.ReadLogAsync("ns", "pod", null, 50, null, 10, Cancel);

        Assert.Equal(["one", "two"], log.Items);
        Assert.Equal((GapKind.TooLarge, 2), (log.Gap!.Kind, log.Gap.ItemsRead));
        Assert.Empty((await connection.Reader.ReadLogAsync("ns", "pod", null, 50, null, 2, Cancel)).Items);
    }

    [Fact]
    public async Task A_container_that_has_not_begun_has_no_log_and_the_reason_is_told()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Path.EndsWith("/log", StringComparison.Ordinal)
            ? responder.SendAsync(400, "application/json", """{"kind":"Status","status":"Failure","code":400,"reason":"BadRequest","message":"container \"main\" in pod \"pod\" is waiting to start: ContainerCreating"}""", cancellationToken)
            : responder.SendAsync(200, "application/json", """{"metadata":{"name":"pod"},"spec":{"containers":[{"name":"main"}]}}""", cancellationToken));
        using KubernetesConnection connection = api.Connect();

        SnapshotGap gap = (await connection.Reader.ReadLogAsync("ns", "pod", null, 50, null, 1000, Cancel)).Gap!;

        Assert.Contains("waiting to start: ContainerCreating", gap.Reason, StringComparison.Ordinal);
    }
}
