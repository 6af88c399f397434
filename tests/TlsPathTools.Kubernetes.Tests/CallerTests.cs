using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests;

public class CallerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_caller_its_permissions_and_the_version_are_told()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["get nodes/proxy"] };
        using KubernetesConnection connection = lab.Connect();

        Assert.Equal(["kubernetes-admin"], (await connection.Reader.GetCallerAsync(Cancel)).Items);
        Assert.Equal([false], (await connection.Reader.MayAsync("get", "", "nodes", "proxy", null, Cancel)).Items);
        Assert.Equal([true], (await connection.Reader.MayAsync("list", "apps", "deployments", null, "hutch", Cancel)).Items);
        string kubectl = JsonNode.Parse(await lab.KubectlAsync("get", "--raw", "/version"))!["gitVersion"]!.GetValue<string>();
        Assert.Equal([kubectl], (await connection.Reader.GetVersionAsync(Cancel)).Items);
    }

    [Theory]
    [InlineData("v1beta1")]
    [InlineData(null)]
    public async Task Older_clusters_tell_it_in_an_older_version_or_not_at_all(string? known)
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Path == $"/apis/authentication.k8s.io/{known}/selfsubjectreviews"
            ? responder.SendAsync(201, "application/json", """{"kind":"SelfSubjectReview","status":{"userInfo":{"username":"jo"}}}""", cancellationToken)
            : responder.SendAsync(404, "application/json", """{"kind":"Status","status":"Failure","code":404,"reason":"NotFound","message":"the server could not find the requested resource","details":{}}""", cancellationToken));
        using KubernetesConnection connection = api.Connect();
        using KubernetesConnection eks = KubernetesConnection.ForEks("hutch", $"https://{api.EndPoint}", ScriptedApi.AuthorityData,
            (_, _) => Task.FromResult(new BearerToken("t", DateTimeOffset.MaxValue, "arn:aws:iam::1:user/jo")), new() { Machine = ApiLab.NoMachine });

        Reading<string> caller = await connection.Reader.GetCallerAsync(Cancel);
        Reading<string> arn = await eks.Reader.GetCallerAsync(Cancel);

        Assert.Equal(known is null ? [] : ["jo"], caller.Items);
        Assert.Equal(known is null ? GapKind.NotSupported : null, caller.Gap?.Kind);
        Assert.Equal([known is null ? "arn:aws:iam::1:user/jo" : "jo"], arn.Items);
    }

    /// <summary>Whoever may not do everything is refused what an old cluster does not have. A role would not help.</summary>
    [Fact]
    public async Task A_cluster_that_refuses_it_is_one_that_does_not_tell()
    {
        await using ScriptedApi api = ScriptedApi.Always(403, "application/json", """{"kind":"Status","status":"Failure","code":403,"reason":"Forbidden","message":"selfsubjectreviews.authentication.k8s.io is forbidden"}""");
        using KubernetesConnection connection = api.Connect();

        Reading<string> caller = await connection.Reader.GetCallerAsync(Cancel);

        Assert.Empty(caller.Items);
        Assert.Contains("does not tell who the caller is", caller.Gap!.Reason);
        Assert.Null(caller.Gap.Advice);
        Assert.Equal(["v1", "v1beta1"], api.Requests.Select(asked => asked.Path.Split('/')[3]));
    }

    [Fact]
    public async Task Impersonation_is_asked_for_in_headers()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", """{"gitVersion":"v1"}""");
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user: "{token: t, as: jo, as-uid: '7', as-groups: [a, b], as-user-extra: {scopes/x: [view]}}"));
        await connection.Reader.GetVersionAsync(Cancel);
        Asked asked = Assert.Single(api.Requests);

        Assert.Equal(("jo", "7", "view"), (asked["Impersonate-User"], asked["Impersonate-Uid"], asked["Impersonate-Extra-scopes%2Fx"]));
        Assert.Equal(["a", "b"], asked.All("Impersonate-Group").SelectMany(value => value.Split(", ")));
    }
}
