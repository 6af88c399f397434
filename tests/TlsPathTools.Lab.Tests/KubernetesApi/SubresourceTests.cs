using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class SubresourceTests
{
    private const string Evict = """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"NAME","namespace":"shop"}}""";

    [Fact]
    public async Task An_eviction_asks_the_budget_and_is_told_to_wait_without_a_time()
    {
        await using KubeLab lab = KubeLab.Start();
        string[] pods = [.. lab.Store.List(ResourceKinds.Pods, "shop").Select(KubeObject.Name)];

        ApiAnswer first = await EvictAsync(lab, pods[0]);
        ApiAnswer second = await EvictAsync(lab, pods[1]);
        ApiAnswer repeated = await EvictAsync(lab, pods[0]);

        Assert.Equal((201, "Success"), (first.Code, first.Text("status")));
        Assert.Equal((429, "TooManyRequests"), (second.Code, second.Text("reason")));
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", second.Text("message"));
        JsonNode cause = second.Json["details"]!["causes"]![0]!;
        Assert.Equal("DisruptionBudget", cause["reason"]!.GetValue<string>());
        Assert.Equal("The disruption budget web needs 1 healthy pods and has 1 currently", cause["message"]!.GetValue<string>());
        Assert.Null(second.RetryAfter);
        Assert.Equal(201, repeated.Code);
        Assert.Equal(0, KubeObject.Number(lab.Store.Find(ResourceKinds.PodDisruptionBudgets, "shop", "web"), "status", "disruptionsAllowed"));
        Assert.False(KubeObject.IsTerminating(lab.Store.Find(ResourceKinds.Pods, "shop", pods[1])!));
    }

    [Theory]
    [InlineData("""{"minAvailable":2}""", 429)]
    [InlineData("""{"minAvailable":"50%"}""", 201)]
    [InlineData("""{"minAvailable":"51%"}""", 429)]
    [InlineData("""{"maxUnavailable":"10%"}""", 201)]
    [InlineData("""{"maxUnavailable":0}""", 429)]
    public async Task Budgets_count_in_pods_and_in_shares(string spec, int expected)
    {
        await using KubeLab lab = KubeLab.Start();
        lab.Store.Update(ResourceKinds.PodDisruptionBudgets, "shop", "web", budget =>
        {
            JsonNode changed = JsonNode.Parse(spec)!;
            changed["selector"] = budget["spec"]!["selector"]!.DeepClone();
            budget["spec"] = changed;
        });

        Assert.Equal(expected, (await EvictAsync(lab, lab.Pod("shop", "web"))).Code);
    }

    [Fact]
    public async Task Two_budgets_are_an_error_of_the_server()
    {
        await using KubeLab lab = KubeLab.Start();
        await lab.PostAsync("/apis/policy/v1/namespaces/shop/poddisruptionbudgets", """{"metadata":{"name":"second"},"spec":{"minAvailable":1,"selector":{}}}""");

        ApiAnswer answer = await EvictAsync(lab, lab.Pod("shop", "web"));

        Assert.Equal((500, "InternalError"), (answer.Code, answer.Text("reason")));
        Assert.Equal("Internal error occurred: This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.", answer.Text("message"));
    }

    [Fact]
    public async Task Log_lines_are_chosen_and_stamped()
    {
        await using KubeLab lab = KubeLab.Start();
        string pod = lab.Pod("shop", "web"), path = $"/api/v1/namespaces/shop/pods/{pod}/log";
        string uid = KubeObject.Uid(lab.Store.Find(ResourceKinds.Pods, "shop", pod)!);
        lab.DataPlane.Log(uid, "old", new DateTimeOffset(2024, 5, 6, 7, 8, 9, 123, TimeSpan.Zero));
        lab.DataPlane.Log(uid, "new");

        Assert.Equal("old\nnew\n", (await lab.GetAsync(path)).Body);
        Assert.Equal("new\n", (await lab.GetAsync(path + "?tailLines=1")).Body);
        Assert.Equal("new\n", (await lab.GetAsync(path + "?sinceSeconds=60")).Body);
        Assert.Equal("new\n", (await lab.GetAsync(path + "?sinceTime=2024-05-06T07:08:10Z")).Body);
        Assert.StartsWith("2024-05-06T07:08:09.123000000Z old\n", (await lab.GetAsync(path + "?timestamps=true")).Body, StringComparison.Ordinal);
        Assert.Equal("ol", (await lab.GetAsync(path + "?limitBytes=2")).Body);
    }

    [Theory]
    [InlineData("container=none", 400, "container none is not valid for pod POD")]
    [InlineData("previous=true", 400, "previous terminated container \"web\" in pod \"POD\" not found")]
    [InlineData("tailLines=-1", 422, "must be greater than or equal to 0")]
    [InlineData("sinceSeconds=1&sinceTime=2024-05-06T07:08:10Z", 422, "at most one of `sinceTime` or `sinceSeconds` may be specified")]
    public async Task Logs_that_are_not_there_are_refused(string query, int status, string message)
    {
        await using KubeLab lab = KubeLab.Start();
        string pod = lab.Pod("shop", "web");

        ApiAnswer answer = await lab.GetAsync($"/api/v1/namespaces/shop/pods/{pod}/log?{query}");

        Assert.Equal(status, answer.Code);
        Assert.Contains(message.Replace("POD", pod, StringComparison.Ordinal), answer.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_with_two_containers_wants_one_named()
    {
        await using KubeLab lab = KubeLab.Start();
        await lab.PostAsync("/api/v1/namespaces/shop/pods", """{"metadata":{"name":"two"},"spec":{"containers":[{"name":"a"},{"name":"b"}]}}""");

        Assert.Equal("a container name must be specified for pod two, choose one of: [a b]", (await lab.GetAsync("/api/v1/namespaces/shop/pods/two/log")).Text("message"));
    }

    [Fact]
    public async Task A_log_is_followed_until_its_pod_is_gone()
    {
        await using KubeLab lab = KubeLab.Start();
        string pod = lab.Pod("shop", "web");
        string uid = KubeObject.Uid(lab.Store.Find(ResourceKinds.Pods, "shop", pod)!);
        lab.DataPlane.Log(uid, "one");
        using HttpResponseMessage response = await lab.Client.GetAsync(
            new Uri($"/api/v1/namespaces/shop/pods/{pod}/log?follow=true", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        Assert.Equal("one", await LineAsync(lines));
        lab.DataPlane.Log(uid, "two");
        Assert.Equal("two", await LineAsync(lines));
        lab.DataPlane.Log(uid, "three");
        lab.Store.Remove(ResourceKinds.Pods, "shop", pod);
        Assert.Equal("three", await LineAsync(lines));
        Assert.Null(await LineAsync(lines));
    }

    [Fact]
    public async Task A_scale_is_read_and_set()
    {
        await using KubeLab lab = KubeLab.Start();
        const string Path = "/apis/apps/v1/namespaces/shop/deployments/web/scale";

        ApiAnswer scale = await lab.GetAsync(Path);
        ApiAnswer patched = await lab.PatchAsync(Path, """{"spec":{"replicas":4}}""");
        ApiAnswer stale = await lab.SendAsync(HttpMethod.Put, Path, scale.Body);
        ApiAnswer negative = await lab.PatchAsync(Path, """{"spec":{"replicas":-1}}""");

        Assert.Equal(("Scale", "autoscaling/v1", "app=web"), (scale.Text("kind"), scale.Text("apiVersion"), scale.Text("status", "selector")));
        Assert.Equal(4, KubeObject.Number(patched.Json, "spec", "replicas"));
        Assert.Equal(4, KubeObject.Number(lab.Store.Find(ResourceKinds.Deployments, "shop", "web"), "spec", "replicas"));
        Assert.Equal([409, 422], [stale.Code, negative.Code]);
    }

    [Fact]
    public async Task Requests_are_passed_on_to_pods_services_and_nodes_from_the_control_plane()
    {
        await using KubeLab lab = KubeLab.Start();
        await using HttpServer server = HttpServer.Start(new(IPAddress.Loopback, 0), tls: null, (request, responder, cancellationToken) =>
        {
            responder.Fields.Add(new("X-Seen", $"{request.Method} {request.Target} {request.Head["Authorization"]}".TrimEnd()));
            return responder.SendAsync(503, "application/json", "{}", cancellationToken);
        });
        int port = server.EndPoint.Port;
        MoveToLoopback(lab, port);

        foreach (string place in (string[])[$"namespaces/shop/pods/{lab.Pod("shop", "web")}:{port}", $"nodes/{Worlds.NodeA}:{port}", $"namespaces/shop/pods/http:{lab.Pod("shop", "web")}:{port}", "namespaces/shop/services/web:https"])
        {
            using HttpResponseMessage response = await lab.Client.GetAsync(new Uri($"/api/v1/{place}/proxy/healthz?verbose=1", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Equal("GET /healthz?verbose=1", string.Join(',', response.Headers.GetValues("X-Seen")));
            Assert.Equal("{}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(lab.World.Addresses.KubernetesApi, lab.DataPlane.LastSource);
        ApiAnswer bare = await lab.GetAsync($"/api/v1/nodes/{Worlds.NodeA}:{port}/proxy");
        Assert.Equal((301, $"/api/v1/nodes/{Worlds.NodeA}:{port}/proxy/"), (bare.Code, bare.Location));
    }

    [Fact]
    public async Task What_a_proxy_cannot_reach_is_told_in_its_words()
    {
        await using KubeLab lab = KubeLab.Start();
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        int port = ((IPEndPoint)plain.LocalEndpoint).Port;
        MoveToLoopback(lab, port);

        ApiAnswer tls = await AnsweredByAsync(plain, "HTTP/1.1 400 Bad Request\r\n\r\n", lab.GetAsync($"/api/v1/nodes/https:{Worlds.NodeA}:{port}/proxy/"));
        ApiAnswer nothing = await AnsweredByAsync(plain, "", lab.GetAsync($"/api/v1/nodes/{Worlds.NodeA}:{port}/proxy/"));
        Assert.Equal("error trying to reach service: EOF", nothing.Text("message"));
        lab.DataPlane.Refusal = SocketError.ConnectionRefused;
        ApiAnswer refused = await lab.GetAsync($"/api/v1/nodes/{Worlds.NodeA}:10256/proxy/healthz");
        lab.DataPlane.Refusal = SocketError.TimedOut;
        ApiAnswer silent = await lab.GetAsync($"/api/v1/nodes/{Worlds.NodeA}/proxy/healthz");

        Assert.Equal("error trying to reach service: tls: first record does not look like a TLS handshake", tls.Text("message"));
        Assert.Equal((503, "ServiceUnavailable", "error trying to reach service: dial tcp 127.0.0.1:10256: connect: connection refused"), (refused.Code, refused.Text("reason"), refused.Text("message")));
        Assert.Equal("error trying to reach service: dial tcp 127.0.0.1:10250: i/o timeout", silent.Text("message"));
    }

    [Theory]
    [InlineData("nodes/none:1/proxy/", 404, "nodes \"none\" not found")]
    [InlineData("namespaces/shop/pods/a:b:c:d/proxy/", 400, "invalid pod request \"a:b:c:d\"")]
    [InlineData("namespaces/shop/services/web:nope/proxy/", 503, "no endpoints available for service \"web\"")]
    [InlineData("namespaces/shop/services/web:99/proxy/", 503, "no service port 99 found for service \"web\"")]
    public async Task A_proxy_that_leads_nowhere_says_why(string path, int status, string message)
    {
        await using KubeLab lab = KubeLab.Start();

        ApiAnswer answer = await lab.GetAsync($"/api/v1/{path}");

        Assert.Equal((status, message), (answer.Code, answer.Text("message")));
    }

    private static Task<ApiAnswer> EvictAsync(KubeLab lab, string pod) =>
        lab.PostAsync($"/api/v1/namespaces/shop/pods/{pod}/eviction", Evict.Replace("NAME", pod, StringComparison.Ordinal));

    private static async Task<string?> LineAsync(StreamReader lines) =>
        await lines.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    private static async Task<ApiAnswer> AnsweredByAsync(TcpListener server, string answer, Task<ApiAnswer> request)
    {
        using (TcpClient peer = await server.AcceptTcpClientAsync(TestContext.Current.CancellationToken))
        {
            NetworkStream stream = peer.GetStream();
            await stream.ReadExactlyAsync(new byte[5], TestContext.Current.CancellationToken);
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
            peer.Client.Shutdown(SocketShutdown.Send);
            await request;
        }

        return await request;
    }

    /// <summary>Gives the objects an address at which the test listens.</summary>
    private static void MoveToLoopback(KubeLab lab, int port)
    {
        lab.Store.Update(ResourceKinds.Nodes, null, Worlds.NodeA, node => KubeObject.Items(node, "status", "addresses").First()["address"] = "127.0.0.1");
        lab.Store.Update(ResourceKinds.Pods, "shop", lab.Pod("shop", "web"), pod => pod["status"]!["podIP"] = "127.0.0.1");
        foreach (JsonObject slice in lab.Store.List(ResourceKinds.EndpointSlices, "shop"))
        {
            lab.Store.Update(ResourceKinds.EndpointSlices, "shop", KubeObject.Name(slice), changed =>
            {
                KubeObject.Items(changed, "ports").First()["port"] = port;
                foreach (JsonObject endpoint in KubeObject.Items(changed, "endpoints"))
                    endpoint["addresses"] = new JsonArray("127.0.0.1");
            });
        }
    }
}
