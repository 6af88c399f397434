using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class AccessTests
{
    [Fact]
    public async Task Without_credentials_only_health_and_version_are_told()
    {
        await using KubeLab lab = KubeLab.Start();
        using HttpClient nobody = lab.NewClient(token: null);

        foreach (string path in (string[])["/healthz", "/livez", "/readyz", "/version"])
            Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync(path, TestContext.Current.CancellationToken)).StatusCode);
        ApiAnswer list = await lab.SendAsync(new(HttpMethod.Get, "/api/v1/nodes"), nobody);
        ApiAnswer discovery = await lab.SendAsync(new(HttpMethod.Get, "/apis"), nobody);

        Assert.Equal(403, list.Code);
        Assert.Equal("nodes is forbidden: User \"system:anonymous\" cannot list resource \"nodes\" in API group \"\" at the cluster scope", list.Text("message"));
        Assert.Equal("nodes", list.Text("details", "kind"));
        Assert.Equal("Forbidden", list.Text("reason"));
        Assert.Equal("forbidden: User \"system:anonymous\" cannot get path \"/apis\"", discovery.Text("message"));
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("k8s-aws-v1.bm8")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")]
    public async Task A_wrong_token_is_unauthorized_even_where_none_is_needed(string token)
    {
        await using KubeLab lab = KubeLab.Start();
        using HttpClient client = lab.NewClient(token);

        ApiAnswer answer = await lab.SendAsync(new(HttpMethod.Get, "/version"), client);

        Assert.Equal(401, answer.Code);
        Assert.Equal("""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}""", answer.Body);
    }

    [Fact]
    public async Task A_service_account_gets_a_token_that_tells_who_it_is_until_it_expires_or_the_account_goes()
    {
        var clock = new TestClock();
        await using KubeLab lab = KubeLab.Start(time: clock);
        ApiAnswer made = await lab.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts/kube-proxy/token", """{"spec":{"expirationSeconds":900}}""");
        using HttpClient client = lab.NewClient(made.Text("status", "token"));

        ApiAnswer who = await WhoAmIAsync(lab, client);
        clock.Advance(TimeSpan.FromSeconds(901));
        ApiAnswer late = await WhoAmIAsync(lab, client);

        Assert.Equal(201, made.Code);
        Assert.Equal("system:serviceaccount:kube-system:kube-proxy", who.Text("status", "userInfo", "username"));
        Assert.Contains("system:serviceaccounts:kube-system", who.Json["status"]!["userInfo"]!["groups"]!.AsArray().Select(group => group!.GetValue<string>()));
        Assert.Equal(401, late.Code);
        Assert.Equal(422, (await lab.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts/kube-proxy/token", """{"spec":{"expirationSeconds":60}}""")).Code);

        ApiAnswer again = await lab.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts/kube-proxy/token", "{}");
        using HttpClient other = lab.NewClient(again.Text("status", "token"));
        Assert.Equal(201, (await WhoAmIAsync(lab, other)).Code);
        await lab.SendAsync(HttpMethod.Delete, "/api/v1/namespaces/kube-system/serviceaccounts/kube-proxy");
        Assert.Equal(401, (await WhoAmIAsync(lab, other)).Code);
    }

    [Fact]
    public async Task A_token_of_EKS_for_this_cluster_is_accepted_and_one_for_another_is_not()
    {
        await using KubeLab lab = KubeLab.Start();
        using HttpClient good = lab.NewClient(EksTokens.Make(lab.World, "lab"));
        using HttpClient wrong = lab.NewClient(EksTokens.Make(lab.World, "another"));

        ApiAnswer who = await WhoAmIAsync(lab, good);

        Assert.Equal(201, who.Code);
        Assert.StartsWith("arn:aws:", who.Text("status", "userInfo", "username"), StringComparison.Ordinal);
        Assert.Equal(401, (await WhoAmIAsync(lab, wrong)).Code);
        Assert.Contains(lab.World.Log.Entries, entry => entry.Text.Contains("a token of EKS was refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_scenario_denies_is_refused_as_RBAC_does_and_reviews_say_so()
    {
        await using KubeLab lab = KubeLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["get nodes/proxy", "list secrets", "* pods", "patch deployments.apps"] };
        string pod = lab.Pod("shop", "web");

        ApiAnswer get = await lab.GetAsync($"/api/v1/namespaces/shop/pods/{pod}");
        ApiAnswer secrets = await lab.GetAsync("/api/v1/secrets");
        ApiAnswer proxy = await lab.GetAsync("/api/v1/nodes/n:10256/proxy/healthz");
        ApiAnswer deployment = await lab.PatchAsync("/apis/apps/v1/namespaces/shop/deployments/web", "{}");

        Assert.Equal(403, get.Code);
        Assert.Equal($"pods \"{pod}\" is forbidden: User \"kubernetes-admin\" cannot get resource \"pods\" in API group \"\" in the namespace \"shop\"", get.Text("message"));
        Assert.Equal(pod, get.Text("details", "name"));
        Assert.Equal("secrets is forbidden: User \"kubernetes-admin\" cannot list resource \"secrets\" in API group \"\" at the cluster scope", secrets.Text("message"));
        Assert.Equal("nodes \"n:10256\" is forbidden: User \"kubernetes-admin\" cannot get resource \"nodes/proxy\" in API group \"\" at the cluster scope", proxy.Text("message"));
        Assert.Equal("deployments.apps \"web\" is forbidden: User \"kubernetes-admin\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"shop\"", deployment.Text("message"));
        Assert.Equal(200, (await lab.GetAsync($"/api/v1/namespaces/shop/pods/{pod}/log")).Code);
        Assert.Equal(404, (await lab.GetAsync("/api/v1/namespaces/shop/secrets/none")).Code);

        Assert.False(await MayAsync(lab, """{"verb":"get","resource":"nodes","subresource":"proxy"}"""));
        Assert.False(await MayAsync(lab, """{"verb":"*","resource":"secrets"}"""));
        Assert.True(await MayAsync(lab, """{"verb":"get","resource":"secrets","namespace":"shop"}"""));
        Assert.False(await MayAsync(lab, """{"verb":"patch","resource":"deployments","group":"apps"}"""));
    }

    [Fact]
    public async Task Rules_are_everything_or_what_is_left()
    {
        await using KubeLab lab = KubeLab.Start();
        const string Path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

        JsonNode all = (await lab.PostAsync(Path, """{"spec":{"namespace":"shop"}}""")).Json["status"]!["resourceRules"]!;
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { Deny = ["list secrets", "watch secrets"] };
        JsonNode left = (await lab.PostAsync(Path, """{"spec":{"namespace":"shop"}}""")).Json["status"]!["resourceRules"]!;

        Assert.Equal("""[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]""", all.ToJsonString());
        JsonNode secrets = left.AsArray().Single(rule => rule!["resources"]![0]!.GetValue<string>() == "secrets")!;
        Assert.DoesNotContain("list", secrets["verbs"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("get", secrets["verbs"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Throttled_requests_are_answered_in_plain_text_and_health_is_not_throttled()
    {
        await using KubeLab lab = KubeLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { ThrottleShare = 1 };

        ApiAnswer answer = await lab.GetAsync("/api/v1/pods");

        Assert.Equal(429, answer.Code);
        Assert.Equal("text/plain", answer.Type);
        Assert.Equal("1", answer.RetryAfter);
        Assert.Equal("Too many requests, please try again later.\n", answer.Body);
        Assert.Equal(200, (await lab.GetAsync("/healthz")).Code);
    }

    [Fact]
    public async Task The_administrator_and_token_reviews_know_each_other()
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer good = await lab.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", $$$"""{"spec":{"token":"{{{lab.Server.AdminToken}}}"}}""");
        ApiAnswer bad = await lab.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", """{"spec":{"token":"x"}}""");

        Assert.Equal("kubernetes-admin", good.Text("status", "user", "username"));
        Assert.Null(bad.Json["status"]!["authenticated"]);
        Assert.True(KubeObject.IsTrue(good.Json, "status", "authenticated"));
    }

    private static async Task<ApiAnswer> WhoAmIAsync(KubeLab lab, HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews")
        {
            Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json"),
        };
        return await lab.SendAsync(request, client);
    }

    private static async Task<bool> MayAsync(KubeLab lab, string attributes) => KubeObject.IsTrue(
        (await lab.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", $$$"""{"spec":{"resourceAttributes":{{{attributes}}}}}""")).Json, "status", "allowed");
}
