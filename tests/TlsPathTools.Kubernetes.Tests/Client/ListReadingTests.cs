using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class ListReadingTests
{
    [Fact]
    public async Task Pages_are_followed_to_the_end_in_the_order_of_the_server()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { PageSize = 2 };
        using KubernetesConnection connection = lab.Connect();

        Reading<Pod> pods = await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken);
        Reading<Pod> proxies = await connection.Reader.ListAsync(ClusterResources.Pods, "kube-system", "k8s-app=kube-proxy", "status.phase=Running", TestContext.Current.CancellationToken);

        Assert.True(pods.Items.Count > 4);
        Assert.Equal(lab.Names(ResourceKinds.Pods), pods.Items.Select(pod => pod.Metadata!.Name));
        Assert.All(proxies.Items, pod => Assert.StartsWith("kube-proxy", pod.Metadata!.Name, StringComparison.Ordinal));
        Assert.Equal(2, proxies.Items.Count);
    }

    [Fact]
    public async Task Five_thousand_nodes_take_ten_pages_and_little_time()
    {
        await using ApiLab lab = ApiLab.Start();
        JsonObject pattern = lab.Store.List(ResourceKinds.Nodes)[0];
        for (int number = 0; number < 5000; number++)
        {
            var node = (JsonObject)pattern.DeepClone();
            node["metadata"]!.AsObject().Remove("uid");
            node["metadata"]!["name"] = string.Create(CultureInfo.InvariantCulture, $"node-{number:d5}");
            lab.Store.Create(ResourceKinds.Nodes, node);
        }

        using KubernetesConnection connection = lab.Connect();
        long began = Stopwatch.GetTimestamp();
        Reading<Node> nodes = await connection.Reader.ListAsync(ClusterResources.Nodes, cancellationToken: TestContext.Current.CancellationToken);
        TimeSpan took = Stopwatch.GetElapsedTime(began);

        TestContext.Current.TestOutputHelper?.WriteLine($"{nodes.Items.Count} nodes: {took.TotalMilliseconds:f0} ms");
        Assert.True(nodes.IsComplete, nodes.Gap?.ToString());
        Assert.Equal(lab.Names(ResourceKinds.Nodes), nodes.Items.Select(node => node.Metadata!.Name));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Pages_that_expire_in_between_are_read_on_as_they_are_then_and_a_note_says_so()
    {
        await using ApiLab lab = ApiLab.Start();
        lab.World.Apis.Kubernetes = new KubernetesApiSpec { PageSize = 2 };
        await using ScriptedApi front = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            // The store forgets between the first page and the second.
            if (asked.Number == 1)
            {
                lab.Store.Create(ResourceKinds.ConfigMaps, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "later", ["namespace"] = "default" } });
                lab.Store.Compact(lab.Store.Version);
            }

            (int status, string body) = await ForwardAsync(lab, asked.Target);
            await responder.SendAsync(status, "application/json", body, cancellationToken);
        });
        using KubernetesConnection connection = front.Connect();

        Reading<Pod> pods = await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(pods.IsComplete, pods.Gap?.ToString());
        Assert.Equal(lab.Names(ResourceKinds.Pods), pods.Items.Select(pod => pod.Metadata!.Name));
        Assert.Contains("not of one moment", Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "BadRequest", GapKind.Other)]
    [InlineData(410, "Expired", GapKind.Other)]
    [InlineData(500, "InternalError", GapKind.ServiceFailed)]
    public async Task A_page_that_fails_leaves_those_before_it_and_a_gap(int status, string reason, GapKind kind)
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Query("continue") is null
            ? responder.SendAsync(200, "application/json", """{"kind":"PodList","metadata":{"continue":"x"},"items":[{"metadata":{"name":"a"}},null]}""", cancellationToken)
            : responder.SendAsync(status, "application/json", $$"""{"kind":"Status","status":"Failure","code":{{status}},"reason":"{{reason}}","message":"no\u001b[2J"}""", cancellationToken));
        using KubernetesConnection connection = api.Connect();

        Reading<Pod> pods = await connection.Reader.ListAsync(ClusterResources.Pods, "hutch", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("a", Assert.Single(pods.Items).Metadata!.Name);
        Assert.Equal((kind, 1, "list pods", "hutch", $"{status} {reason}"), (pods.Gap!.Kind, pods.Gap.ItemsRead, pods.Gap.Operation, pods.Gap.Resource, pods.Gap.Code));
        Assert.DoesNotContain('\u001b', pods.Gap.Reason);
    }

    [Fact]
    public async Task A_server_that_gives_the_same_page_for_ever_is_left()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", """{"kind":"PodList","metadata":{"continue":"x"},"items":[{"metadata":{"name":"a"}}]}""");
        using KubernetesConnection connection = api.Connect();

        Reading<Pod> pods = await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(GapKind.Malformed, pods.Gap!.Kind);
        Assert.Equal(2, api.Requests.Count);
    }

    [Fact]
    public async Task Versions_are_discovered_once_where_the_wanted_one_is_not_there()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Path switch
        {
            "/apis/discovery.k8s.io" => responder.SendAsync(200, "application/json", """{"kind":"APIGroup","name":"discovery.k8s.io","versions":[{"groupVersion":"discovery.k8s.io/v1beta1","version":"v1beta1"}]}""", cancellationToken),
            "/apis/discovery.k8s.io/v1beta1/endpointslices" => responder.SendAsync(200, "application/json", """
                {"kind":"EndpointSliceList","metadata":{},"items":[{"metadata":{"name":"s"},"addressType":"IPv4","ports":[{"port":8443}],"endpoints":[{"addresses":["10.0.0.1"],"conditions":{"ready":true},
                 "topology":{"kubernetes.io/hostname":"node-a","topology.kubernetes.io/zone":"eu-west-2a"},"targetRef":{"kind":"Pod","name":"p"}},{"addresses":["10.0.0.2"],"nodeName":"node-b","topology":{"kubernetes.io/hostname":"x"}}]}]}
                """, cancellationToken),
            _ => responder.SendAsync(404, "application/json", """{"kind":"Status","status":"Failure","message":"the server could not find the requested resource","reason":"NotFound","details":{},"code":404}""", cancellationToken),
        });
        using KubernetesConnection connection = api.Connect();

        Reading<EndpointSlice> slices = await connection.Reader.ListAsync(ClusterResources.EndpointSlices, cancellationToken: TestContext.Current.CancellationToken);
        await connection.Reader.ListAsync(ClusterResources.EndpointSlices, cancellationToken: TestContext.Current.CancellationToken);

        EndpointSlice slice = Assert.Single(slices.Items);
        Assert.Equal(("node-a", "eu-west-2a", true, "p"), (slice.Endpoints[0].NodeName, slice.Endpoints[0].Zone, slice.Endpoints[0].Conditions!.Ready, slice.Endpoints[0].TargetRef!.Name));
        Assert.Equal("node-b", slice.Endpoints[1].NodeName);
        Assert.Equal(8443, slice.Ports[0].Port);
        Assert.Equal(["/apis/discovery.k8s.io/v1/endpointslices", "/apis/discovery.k8s.io", "/apis/discovery.k8s.io/v1beta1/endpointslices", "/apis/discovery.k8s.io/v1beta1/endpointslices"],
            api.Requests.Select(asked => asked.Path));
    }

    private static async Task<(int Status, string Body)> ForwardAsync(ApiLab lab, string target)
    {
        using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(lab.Server.Endpoint, target)) { Headers = { { "Authorization", "Bearer " + lab.Server.AdminToken } } };
        using HttpResponseMessage answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
