using System.Net;
using System.Net.Sockets;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.NodePorts;

namespace TlsPathTools.Core.Tests.Topology.NodePorts;

public class NodePortTestTests
{
    private static readonly NodePortTarget s_a = new("node-a", "i-a", "10.0.1.10", 32080, TestCertificates.HostName);
    private static readonly NodePortTarget s_b = new("node-b", "i-b", "10.0.2.10", 32080, TestCertificates.HostName);

    [Fact]
    public async Task A_node_that_is_silent_beside_one_that_answers_fails_directly()
    {
        await using MisbehavingTlsServer good = MisbehavingTlsServer.Start(WireFault.Ok);
        var nodes = new Nodes { ["10.0.2.10"] = good.EndPoint };

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], nodes);

        Assert.Equal([("node-a", Verdict.Failing, 6), ("node-b", Verdict.Healthy, 0)], results.Select(result => (result.NodeName!, result.Verdict, result.Failures)));
        Assert.All(results, result => Assert.Equal(("direct", 6), (result.Route, result.Attempts)));
        Assert.All(results, result => Assert.True(InnerObservations.IsInner(result)));
        Assert.Equal(["6 x TcpConnect/Refused"], results[0].FailureKinds);
    }

    [Theory]
    [InlineData(WireFault.PlainHttp400)]
    [InlineData(WireFault.AlertHandshakeFailure)]
    public async Task Whatever_a_pod_answers_is_an_answer(WireFault answer)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(answer);

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a], new Nodes { ["10.0.1.10"] = server.EndPoint });

        Assert.Equal((Verdict.Healthy, 0), (results[0].Verdict, results[0].Failures));
    }

    [Fact]
    public async Task A_connection_that_ends_without_an_answer_is_a_failure()
    {
        await using MisbehavingTlsServer good = MisbehavingTlsServer.Start(WireFault.Ok);
        await using MisbehavingTlsServer bad = MisbehavingTlsServer.Start(WireFault.HelloRst);

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], new Nodes { ["10.0.1.10"] = bad.EndPoint, ["10.0.2.10"] = good.EndPoint });

        Assert.Equal(Verdict.Failing, results[0].Verdict);
        Assert.Equal(Verdict.Healthy, results[1].Verdict);
    }

    [Fact]
    public async Task Where_no_node_answers_directly_the_API_server_is_asked()
    {
        var cluster = new Cluster { Answers = { ["https:node-a:32080"] = new ProxiedAnswer(503, FromBackend: false, "dial tcp: i/o timeout", 1), ["https:node-b:32080"] = new ProxiedAnswer(404, FromBackend: true, "", 1) } };

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], new Nodes(), cluster);

        Assert.Equal([Verdict.Failing, Verdict.Healthy], results.Select(result => result.Verdict));
        Assert.All(results, result => Assert.Equal("through the API server", result.Route));
        Assert.All(results, result => Assert.True(InnerObservations.IsInner(result)));
        Assert.Contains("No node answered on the port from this machine", results[0].Detail, StringComparison.Ordinal);
        Assert.Equal(12, cluster.Asked);
        Assert.Equal(["6 x TcpConnect/Timeout (503 of the API server)"], results[0].FailureKinds);
    }

    [Theory]
    [InlineData("error trying to reach service: dial tcp 10.0.1.10:32080: connect: connection refused", "TcpConnect/Refused (503 of the API server)")]
    [InlineData("error trying to reach service: dial tcp 10.0.1.10:32080: i/o timeout", "TcpConnect/Timeout (503 of the API server)")]
    [InlineData("error trying to reach service: read tcp 10.0.9.9:4711->10.0.1.10:32080: read: connection reset by peer", "ClientHelloSent/Rst (503 of the API server)")]
    [InlineData("error trying to reach service: net/http: TLS handshake timeout", "ClientHelloSent/Timeout (503 of the API server)")]
    [InlineData("error trying to reach service: EOF", "ClientHelloSent/Fin (503 of the API server)")]
    [InlineData("error trying to reach service: something new", "503 of the API server")]
    [InlineData("error trying to reach service: remote error: tls: internal error", null)]
    [InlineData("error trying to reach service: tls: first record does not look like a TLS handshake", null)]
    public async Task What_the_API_server_says_of_a_node_is_the_stage_that_it_reached(string said, string? kind)
    {
        var cluster = new Cluster { Answers = { ["https:node-a:32080"] = new ProxiedAnswer(503, FromBackend: false, said, 1), ["https:node-b:32080"] = new ProxiedAnswer(200, FromBackend: true, "", 1) } };

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], new Nodes(), cluster, NodePortRoute.ApiServer);

        Assert.Equal(kind is null ? [] : [$"6 x {kind}"], results[0].FailureKinds);
        Assert.Equal(kind is null ? 0 : 6, results[0].Failures);
    }

    [Fact]
    public async Task A_port_that_nobody_reaches_says_nothing_of_any_node()
    {
        var cluster = new Cluster { Answers = { ["https:node-a:32080"] = new ProxiedAnswer(503, FromBackend: false, "", 1), ["https:node-b:32080"] = new ProxiedAnswer(503, FromBackend: false, "", 1) } };

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], new Nodes(), cluster);

        Assert.All(results, result => Assert.Equal((Verdict.Untested, 0, "none"), (result.Verdict, result.Attempts, result.Route)));
        Assert.All(results, result => Assert.False(InnerObservations.IsInner(result)));
        Assert.All(results, result => Assert.Contains("That says nothing of the node.", result.Detail, StringComparison.Ordinal));
        Assert.Equal(2, cluster.Asked);
    }

    [Fact]
    public async Task A_refusal_of_the_API_server_is_no_failure_of_a_node()
    {
        var cluster = new Cluster { Refusal = "nodes \"node-a\" is forbidden" };

        IReadOnlyList<NodePortResult> results = await RunAsync([s_a, s_b], new Nodes(), cluster);

        Assert.All(results, result => Assert.Equal(Verdict.Untested, result.Verdict));
        Assert.Contains("nodes \"node-a\" is forbidden", results[0].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_way_that_is_asked_for_is_tried()
    {
        var cluster = new Cluster { Answers = { ["https:node-a:32080"] = new ProxiedAnswer(200, FromBackend: true, "", 1) } };

        NodePortResult direct = Assert.Single(await RunAsync([s_a], new Nodes(), cluster, NodePortRoute.Direct));
        Assert.Equal((Verdict.Untested, 0), (direct.Verdict, cluster.Asked));
        NodePortResult proxied = Assert.Single(await RunAsync([s_a], new Nodes(), cluster, NodePortRoute.ApiServer));
        Assert.Equal((Verdict.Healthy, 6), (proxied.Verdict, proxied.Attempts));
    }

    private static Task<IReadOnlyList<NodePortResult>> RunAsync(NodePortTarget[] targets, Nodes nodes, Cluster? cluster = null, NodePortRoute route = NodePortRoute.Auto) =>
        new NodePortTest(targets, new NodePortOptions { Count = 6, Route = route }, cluster is null ? [] : [cluster], nodes).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Addresses of nodes that lead to servers of the test; the others refuse.</summary>
    private sealed class Nodes : Dictionary<string, IPEndPoint>, IConnector
    {
        public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
        {
            if (!TryGetValue(remote.Address.ToString(), out IPEndPoint? server))
                throw new SocketException((int)SocketError.ConnectionRefused);
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server, cancellationToken);
            return socket;
        }
    }

    /// <summary>A cluster of which only the proxy to nodes answers.</summary>
    private sealed class Cluster : IClusterReader
    {
        public Dictionary<string, ProxiedAnswer> Answers { get; } = [];

        public string? Refusal { get; init; }

        public int Asked { get; private set; }

        public string Name => "test";

        public string Server => "https://127.0.0.1";

        public Task<Reading<ProxiedAnswer>> GetThroughNodeAsync(string nodeAndPort, string path, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(Refusal is null
                ? new Reading<ProxiedAnswer>([Answers[nodeAndPort]], null)
                : new Reading<ProxiedAnswer>([], new SnapshotGap { Source = Name, Operation = "get nodes/proxy", Kind = GapKind.Denied, Reason = Refusal, TimeUtc = DateTime.UtcNow }));
        }

        public Task<Reading<string>> GetVersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<string>> GetCallerAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<T>> ListAsync<T>(ClusterResource<T> resource, string? @namespace = null, string? labelSelector = null, string? fieldSelector = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<Reading<T>> GetAsync<T>(ClusterResource<T> resource, string? @namespace, string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<ProxiedAnswer>> GetThroughPodAsync(string @namespace, string podAndPort, string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<string>> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, TimeSpan? since, int limitBytes, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Reading<bool>> MayAsync(string verb, string group, string resource, string? subresource, string? @namespace, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
