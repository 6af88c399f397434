using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.Network;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Nodes;

public class PodTests
{
    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_pod_serves_and_logs(SslProtocols protocol)
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        var client = new TlsClient { Protocols = protocol, Path = "/orders?x=1" };

        Assert.Equal("whole ok", await client.AskAsync(Pod(cluster)));
        Assert.Contains("Server: web/2.1", client.Response, StringComparison.Ordinal);
        Assert.Contains("api.example.org", client.Certificate, StringComparison.Ordinal);
        await Visits.EventuallyAsync(() => Task.FromResult(cluster.Plane.PodLog("uid-0").Count == 2));
        string[] lines = [.. cluster.Plane.PodLog("uid-0").Select(line => line.Text)];
        Assert.Equal("started", lines[0]);
        Assert.Matches("""^127\.\d+\.200\.7 - - \[\d\d/\w+/\d{4}:[\d:]+ \+0000\] "GET /orders\?x=1 HTTP/1.1" 200 \d+ "-" "-"$""", lines[1]);
    }

    [Fact]
    public async Task A_handshake_that_ends_early_is_logged_as_Go_does()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        using (Socket socket = await cluster.Hand.Fabric.DialAsync(cluster.Balancer, Pod(cluster), FlowPurpose.HealthCheck, CancellationToken.None))
        {
            // A TCP health check: it connects, and goes.
        }

        await Visits.EventuallyAsync(() => Task.FromResult(cluster.Plane.PodLog("uid-0").Count == 2));
        Assert.Matches(@"http: TLS handshake error from 127\.\d+\.1\.5:\d+: EOF$", cluster.Plane.PodLog("uid-0")[1].Text);
    }

    [Fact]
    public async Task The_health_path_has_a_status_of_its_own_and_may_lie()
    {
        var web = new DeploymentSpec
        {
            Name = "web", Nodes = [], Ports = [new PodPortSpec { Name = "http", Protocol = "http", Port = 8080, HealthStatus = 503, Status = 404 }],
        };
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"], web: web);
        IPEndPoint http = new(cluster.PodAddress("n1", 0), 8080);

        Assert.Equal(503, (await cluster.GetAsync(http, "/healthz"))!.Value.Status);
        Assert.Equal(404, (await cluster.GetAsync(http, "/"))!.Value.Status);
        cluster.Break("pod:default/web", FaultEffect.HealthLies, fault => fault with { Value = 200 });
        Assert.Equal(200, (await cluster.GetAsync(http, "/healthz"))!.Value.Status);
        Assert.Equal(404, (await cluster.GetAsync(http, "/"))!.Value.Status);
        cluster.Break("pod:default/web@n1", FaultEffect.HttpStatus, fault => fault with { Value = 500 });
        Assert.Equal(500, (await cluster.GetAsync(http, "/"))!.Value.Status);
    }

    [Fact]
    public async Task Requests_of_one_connection_are_drawn_one_by_one()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        cluster.Break("pod:default/web", FaultEffect.HttpStatus, fault => fault with { Value = 500, Flows = new FlowSelection { Share = 0.5 } });
        string responses = await cluster.AskAfterAsync(Pod(cluster), before: [], requests: 40);

        Assert.InRange(responses.Split("HTTP/1.1 500 ").Length - 1, 8, 32);
        Assert.InRange(responses.Split("HTTP/1.1 200 ").Length - 1, 8, 32);
    }

    [Fact]
    public async Task A_certificate_may_differ_by_node_and_by_fault()
    {
        var port = new PodPortSpec { Port = 8443, Certificate = "app", CertificateOnNode = new Dictionary<string, string> { ["n2"] = "other" } };
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"], web: new DeploymentSpec { Name = "web", Nodes = [], Ports = [port] });
        Assert.Contains("api.example.org", await CertificateAsync(cluster, "n1", 0), StringComparison.Ordinal);
        Assert.Contains("other.example.org", await CertificateAsync(cluster, "n2", 1), StringComparison.Ordinal);

        cluster.Break("pod:default/web@n1", FaultEffect.Certificate, fault => fault with { Text = "other" });
        Assert.Contains("other.example.org", await CertificateAsync(cluster, "n1", 0), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultEffect.Fin, FaultStage.AfterClientHello, "handshake fin")]
    [InlineData(FaultEffect.Reset, FaultStage.AfterRequest, "empty rst")]
    [InlineData(FaultEffect.Fin, FaultStage.DuringResponse, "partial fin")]
    [InlineData(FaultEffect.Alert, FaultStage.AfterClientHello, "handshake alert 40")]
    [InlineData(FaultEffect.Drop, FaultStage.OnAccept, "connect timeout")]
    [InlineData(FaultEffect.Refuse, FaultStage.OnAccept, "connect ConnectionRefused")]
    public async Task A_fault_of_a_pod_meets_every_way_to_it(FaultEffect effect, FaultStage stage, string seen)
    {
        if (effect is FaultEffect.Drop && !BlackHole.IsSupported)
            Assert.Skip("Only Linux drops SYNs at a full queue.");
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1", "n2"]);
        cluster.Break("pod:default/web@n1", effect, fault => fault with { Stage = stage });
        await cluster.Hand.Fabric.ReconsiderAsync();

        Assert.Equal(seen, await new TlsClient { Patience = TimeSpan.FromSeconds(effect is FaultEffect.Drop ? 0.5 : 10) }.AskAsync(Pod(cluster)));
        Assert.Equal("whole ok", await new TlsClient().AskAsync(new(cluster.PodAddress("n2", 1), 8443)));
    }

    [Fact]
    public async Task Answers_take_as_long_as_the_application_does_and_idle_connections_end()
    {
        var port = new PodPortSpec { Port = 8443, Certificate = "app", DelaySeconds = 0.3, KeepAliveSeconds = 0.5 };
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"], web: new DeploymentSpec { Name = "web", Nodes = [], Ports = [port] });
        long began = Environment.TickCount64;

        Assert.Equal("whole ok", await new TlsClient().AskAsync(Pod(cluster)));
        Assert.InRange(Environment.TickCount64 - began, 290, 9000);
        // Whether the end is heard before or after the request was written is a matter of time.
        Assert.Contains(await new TlsClient { Pause = TimeSpan.FromSeconds(1.2) }.AskAsync(Pod(cluster)), new[] { "empty fin", "empty rst", "request rst" });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_proxy_header_tells_who_the_client_is(int version)
    {
        await using HandMadeCluster cluster = await StartProxyProtocolAsync();
        byte[] header = version == 1 ? Encoding.ASCII.GetBytes("PROXY TCP4 192.0.2.9 192.0.2.1 5555 443\r\n")
            : [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, 192, 0, 2, 9, 192, 0, 2, 1, 0x15, 0xB3, 1, 0xBB];

        string response = await cluster.AskAfterAsync(Pod(cluster), header);

        Assert.Contains("client 192.0.2.9", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_header_that_it_waits_for_a_pod_ends_the_connection()
    {
        // S13: proxy_protocol_v2 differs between the balancer and the pods.
        await using HandMadeCluster cluster = await StartProxyProtocolAsync();

        Assert.Equal("handshake fin", await new TlsClient().AskAsync(Pod(cluster)));
        await Visits.EventuallyAsync(() => Task.FromResult(cluster.Plane.PodLog("uid-0").Any(line => line.Text.Contains("signature not present", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task A_pod_that_is_stopped_resets_its_connections_and_keeps_its_log()
    {
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);
        using Socket socket = await cluster.Hand.Fabric.DialAsync(cluster.Balancer, Pod(cluster), FlowPurpose.Client, CancellationToken.None);

        await cluster.Plane.StopPodAsync("uid-0");

        await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[1]));
        Assert.Equal("dropped", await cluster.KnockAsync(Pod(cluster)));
        Assert.NotEmpty(cluster.Plane.PodLog("uid-0"));
        Assert.Empty(cluster.Plane.PodLog("another"));
    }

    [Fact]
    public async Task S_client_sees_the_chain()
    {
        string openssl = RealPart.Require("openssl");
        await using HandMadeCluster cluster = await HandMadeCluster.StartAsync(podsOn: ["n1"]);

        ProgramRun run = await ProgramRun.RunAsync(openssl, ["s_client", "-connect", Pod(cluster).ToString(), "-servername", "api.example.org"], closeInput: true);

        Assert.Contains("CN = R11", run.Output, StringComparison.Ordinal);
        Assert.Contains("CONNECTED", run.Output, StringComparison.Ordinal);
    }

    private static IPEndPoint Pod(HandMadeCluster cluster) => new(cluster.PodAddress("n1", 0), 8443);

    private static Task<HandMadeCluster> StartProxyProtocolAsync() => HandMadeCluster.StartAsync(
        podsOn: ["n1"], web: new DeploymentSpec { Name = "web", Nodes = [], Ports = [new PodPortSpec { Port = 8443, Certificate = "app", Protocol = "httpsProxyProtocol" }] });

    private static async Task<string?> CertificateAsync(HandMadeCluster cluster, string node, int index)
    {
        var client = new TlsClient();
        Assert.Equal("whole ok", await client.AskAsync(new(cluster.PodAddress(node, index), 8443)));
        return client.Certificate;
    }
}
