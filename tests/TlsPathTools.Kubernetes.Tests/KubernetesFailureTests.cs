using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests;

public class KubernetesFailureTests
{
    [Theory]
    [InlineData(401, "Unauthorized", GapKind.BadCredentials)]
    [InlineData(403, "Forbidden", GapKind.Denied)]
    [InlineData(406, "NotAcceptable", GapKind.NotSupported)]
    [InlineData(409, "Conflict", GapKind.Other)]
    [InlineData(410, "Expired", GapKind.Other)]
    [InlineData(413, "RequestEntityTooLarge", GapKind.TooLarge)]
    [InlineData(500, "InternalError", GapKind.ServiceFailed)]
    public async Task A_status_becomes_a_gap_in_words(int status, string reason, GapKind kind)
    {
        await using ScriptedApi api = ScriptedApi.Always(status, "application/json",
            $$"""{"kind":"Status","status":"Failure","code":{{status}},"reason":"{{reason}}","message":"the message\u001b]0;x"}""");
        using KubernetesConnection connection = api.Connect();

        SnapshotGap gap = (await connection.Reader.ListAsync(ClusterResources.Pods, "hutch", cancellationToken: TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal((kind, "list pods", "hutch", "test", $"{status} {reason}"), (gap.Kind, gap.Operation, gap.Resource, gap.Source, gap.Code));
        Assert.EndsWith(status == 401 ? "credentials." : "the message\\x1b]0;x.", gap.Reason, StringComparison.Ordinal);
        Assert.InRange(gap.TimeUtc, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
    }

    [Fact]
    public async Task Who_is_denied_something_is_told_what_to_ask_for()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["list pods", "get pods/proxy", "get pods/log", "create selfsubjectaccessreviews"] };
        using KubernetesConnection connection = lab.Connect();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string pod = lab.Names(TlsPathTools.Lab.Cluster.ResourceKinds.Pods, "hutch")[0];

        SnapshotGap pods = (await connection.Reader.ListAsync(ClusterResources.Pods, "hutch", cancellationToken: cancellationToken)).Gap!;
        SnapshotGap proxy = (await connection.Reader.GetThroughPodAsync("hutch", pod + ":8443", "/", cancellationToken)).Gap!;
        SnapshotGap log = (await connection.Reader.ReadLogAsync("hutch", pod, null, 10, null, 1000, cancellationToken)).Gap!;
        SnapshotGap may = (await connection.Reader.MayAsync("get", "", "pods", null, "hutch", cancellationToken)).Gap!;

        Assert.All([pods, proxy, log, may], gap => Assert.Equal((GapKind.Denied, "403 Forbidden"), (gap.Kind, gap.Code)));
        Assert.Contains("User \"kubernetes-admin\" cannot list resource \"pods\"", pods.Reason, StringComparison.Ordinal);
        Assert.Contains("list pods", pods.Advice, StringComparison.Ordinal);
        Assert.Equal(["list pods", "get pods/proxy", "get pods/log", "create selfsubjectaccessreviews.authorization.k8s.io"], new[] { pods, proxy, log, may }.Select(gap => gap.Operation));
        Assert.True((await connection.Reader.ListAsync(ClusterResources.Services, cancellationToken: cancellationToken)).IsComplete);
    }

    [Fact]
    public async Task What_is_not_installed_is_named()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.AbsentGroups = ["cert-manager.io", "acme.cert-manager.io", "elbv2.k8s.aws"];
        using KubernetesConnection connection = lab.Connect();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        SnapshotGap certificates = (await connection.Reader.ListAsync(ClusterResources.Certificates, cancellationToken: cancellationToken)).Gap!;
        SnapshotGap challenge = (await connection.Reader.GetAsync(ClusterResources.Challenges, "a", "b", cancellationToken)).Gap!;
        SnapshotGap bindings = (await connection.Reader.ListAsync(ClusterResources.TargetGroupBindings, cancellationToken: cancellationToken)).Gap!;

        Assert.All([certificates, challenge, bindings], gap => Assert.Equal(GapKind.NotSupported, gap.Kind));
        Assert.Equal("cert-manager is not installed: the cluster has no API cert-manager.io.", certificates.Reason);
        Assert.StartsWith("cert-manager is not installed", challenge.Reason, StringComparison.Ordinal);
        Assert.StartsWith("The AWS Load Balancer Controller is not installed", bindings.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_credentials_the_gap_says_so()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection connection = lab.Connect(lab.Server.KubeConfig.Replace("token: " + lab.Server.AdminToken, "{}", StringComparison.Ordinal));

        Assert.Equal(GapKind.NoCredentials, (await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken)).Gap!.Kind);
        Assert.True((await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
    }

    [Fact]
    public async Task A_wrong_token_and_a_token_for_everything_throttled()
    {
        await using ApiLab lab = ApiLab.Start();
        using KubernetesConnection wrong = lab.Connect(lab.Server.KubeConfig.Replace(lab.Server.AdminToken, "canary-wrong", StringComparison.Ordinal));
        SnapshotGap refused = (await wrong.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal((GapKind.BadCredentials, "401 Unauthorized"), (refused.Kind, refused.Code));
        Assert.DoesNotContain("canary", refused.ToString() + refused.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "text/html", "<html>Sign in</html>", GapKind.Malformed, "text/html")]
    [InlineData(200, "application/json", "{\"items\":[", GapKind.Malformed, "not what the API describes")]
    [InlineData(200, "application/json", "{\"kind\":\"NodeList\",\"items\":[{\"metadata\":7}]}", GapKind.Malformed, "not what the API describes")]
    [InlineData(200, "application/json", "{}", GapKind.Malformed, "not what the API describes")]
    [InlineData(200, "application/json", "{\"kind\":\"Node\",\"items\":[]}", GapKind.Malformed, "not what the API describes")]
    [InlineData(200, "application/json", "null", GapKind.Malformed, "not what the API describes")]
    [InlineData(302, "text/html", "", GapKind.Malformed, "https://login.example/")]
    [InlineData(404, "text/html", "<html/>", GapKind.NotSupported, "does not know this path")]
    public async Task What_is_no_Kubernetes_API_is_told_apart(int status, string type, string body, GapKind kind, string words)
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) =>
        {
            responder.Fields.Add(new("Location", "https://login.example/"));
            return responder.SendAsync(status, type, body, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();

        Reading<Node> nodes = await connection.Reader.ListAsync(ClusterResources.Nodes, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(kind, nodes.Gap?.Kind);
        Assert.Contains(words, nodes.Gap!.Reason, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_name_that_is_none_asks_nobody()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", "{}");
        using KubernetesConnection connection = api.Connect();
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        SnapshotGap[] gaps =
        [
            (await connection.Reader.GetAsync(ClusterResources.Pods, "..", "x", cancellationToken)).Gap!,
            (await connection.Reader.GetAsync(ClusterResources.Pods, "a", "x/../../secrets/y", cancellationToken)).Gap!,
            (await connection.Reader.ListAsync(ClusterResources.Pods, "a%2fb", cancellationToken: cancellationToken)).Gap!,
            (await connection.Reader.GetThroughPodAsync("a", "b:1", "/../../../secrets", cancellationToken)).Gap!,
            (await connection.Reader.GetThroughNodeAsync("b:1", "/%2e%2e/%2e%2e/x", cancellationToken)).Gap!,
            (await connection.Reader.ReadLogAsync("a", "", null, 1, null, 1, cancellationToken)).Gap!,
        ];

        Assert.All(gaps, gap => Assert.Contains("is no ", gap.Reason, StringComparison.Ordinal));
        Assert.Empty(api.Requests);
    }
}
