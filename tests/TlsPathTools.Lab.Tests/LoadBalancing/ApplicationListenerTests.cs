using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

public sealed class ApplicationListenerTests : IAsyncLifetime
{
    private const string Name = "api.example.org";
    private const int Port = 32400;

    private readonly HandMadeWorld _world = new(HandMadeWorld.Scenario(certificates:
    [
        new() { Name = "acm", DnsNames = [Name], Issuer = "amazon" },
        new() { Name = "other", DnsNames = ["other.example.org"], Issuer = "amazon" },
        new() { Name = "pod", DnsNames = ["pod.internal"], Issuer = "selfSigned" },
    ]));

    private readonly TempFolder _folder = new();
    private readonly LoadBalancer _balancer;
    private readonly Instance _first;
    private readonly Instance _second;

    public ApplicationListenerTests()
    {
        _balancer = _world.AddLoadBalancer("alb", "application");
        _first = _world.AddInstance("i-1", 'a', 10);
        _second = _world.AddInstance("i-2", 'b', 10);
        _folder.Write("roots.pem", _world.World.Authority.TrustedPem);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_request_reaches_a_target_with_what_the_load_balancer_adds()
    {
        await StartAsync(AddGroup());

        string answer = await CurlAsync('a', "-i", "-H", "X-Forwarded-For: 192.0.2.1", "-H", "Connection: x-own", "-H", "X-Own: for-you-alone", $"https://{Name}:{Port}/path?q=1");

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("GET /path?q=1", answer, StringComparison.Ordinal);
        Assert.Contains($"Host: {Name}:{Port}", answer, StringComparison.Ordinal);
        Assert.Contains($"X-Forwarded-For: 192.0.2.1, {_world.Address()}", answer, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-Proto: https", answer, StringComparison.Ordinal);
        Assert.Contains($"X-Forwarded-Port: {Port}", answer, StringComparison.Ordinal);
        Assert.Contains("X-Amzn-Trace-Id: Root=1-", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Own", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, Sum("HTTPCode_Target_2XX_Count"));
    }

    [Fact]
    public async Task Requests_follow_each_other_on_one_connection_and_go_to_the_targets_in_turn()
    {
        await StartAsync(AddGroup());
        string url = $"https://{Name}:{Port}/";

        string answer = await CurlAsync('a', "-v", "-d", "a body", url, url, url, url);

        Assert.Equal(2, Count(answer, "\ni-1\n") + (answer.StartsWith("i-1\n", StringComparison.Ordinal) ? 1 : 0));
        Assert.Equal(4, Count(answer, "\nContent-Length: 6\n"));
        Assert.Equal(3, Count(answer, "Re-using existing connection"));
        Assert.Equal(4, Sum("RequestCount"));
        Assert.Equal(1, Sum("NewConnectionCount"));
    }

    [Theory]
    [InlineData("refuses", 502)]
    [InlineData("drops", 504)]
    [InlineData("resets", 502)]
    [InlineData("ends", 502)]
    [InlineData("silent", 504)]
    [InlineData("garbage", 502)]
    [InlineData("plaintext", 502)]
    public async Task What_is_wrong_with_a_target_is_a_status_of_the_load_balancers_own_inside_a_good_handshake(string how, int status)
    {
        TargetGroup group = AddGroup(protocol: how == "plaintext" ? "HTTPS" : "HTTP");
        (TestTarget first, TestTarget second) = await StartAsync(group, how switch
        {
            "resets" => TestTarget.Resetting(),
            "silent" => TestTarget.Silent(),
            "ends" => new TestTarget((_, _) => Task.CompletedTask),
            "garbage" => new TestTarget(async (socket, token) => await socket.SendAsync("what?\r\n\r\n"u8.ToArray(), token)),
            _ => null,
        });
        if (how is "refuses" or "drops")
            first.Syn = second.Syn = how == "refuses" ? SynAnswer.Refused : SynAnswer.Dropped;

        string answer = await CurlAsync('a', "-i", $"https://{Name}:{Port}/");

        string title = status == 502 ? "502 Bad Gateway" : "504 Gateway Time-out";
        Assert.StartsWith($"HTTP/1.1 {title}\r\nServer: awselb/2.0\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n</body>\r\n</html>\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, Sum($"HTTPCode_ELB_{status}_Count"));
        Assert.Equal(1, Sum("HTTPCode_ELB_5XX_Count", ("AvailabilityZone", "eu-west-2a")));
        Assert.Equal(how is "refuses" or "drops" ? 1 : 0, Sum("TargetConnectionErrorCount"));
        Assert.Equal(how is "plaintext" ? 1 : 0, Sum("TargetTLSNegotiationErrorCount"));
    }

    [Fact]
    public async Task The_server_field_can_be_turned_off()
    {
        Listener listener = await StartEmptyAsync();
        listener.Attributes["routing.http.response.server.enabled"] = "false";

        string answer = await CurlAsync('a', "-i", $"https://{Name}:{Port}/");

        Assert.StartsWith("HTTP/1.1 503 Service Temporarily Unavailable\r\nDate:", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("awselb", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_bad_node_of_two_is_half_of_the_requests_at_both_addresses()
    {
        (TestTarget first, _) = await StartAsync(AddGroup());
        first.Syn = SynAnswer.Refused;
        first.SynOfChecks = new SynAnswer.Accept((_, _) => Task.CompletedTask);

        foreach (char zone in "ab")
            Assert.Equal(4, Count(await CurlAsync(zone, [.. Enumerable.Repeat($"https://{Name}:{Port}/", 8)]), "<title>502 Bad Gateway</title>"));
    }

    [Fact]
    public async Task Without_cross_zone_it_is_every_request_at_one_address_and_an_empty_zone_has_no_service()
    {
        TargetGroup group = AddGroup();
        group.Attributes["load_balancing.cross_zone.enabled"] = "false";
        (TestTarget first, _) = await StartAsync(group);
        first.Syn = SynAnswer.Refused;
        first.SynOfChecks = new SynAnswer.Accept((_, _) => Task.CompletedTask);
        string[] urls = [.. Enumerable.Repeat($"https://{Name}:{Port}/", 6)];

        Assert.Equal(6, Count(await CurlAsync('a', urls), "<title>502 Bad Gateway</title>"));
        Assert.Equal(0, Count(await CurlAsync('b', urls), "<title>"));

        lock (_world.World.Gate)
            group.Targets.RemoveAt(0);
        Assert.Equal(6, Count(await CurlAsync('a', urls), "<title>503 Service Temporarily Unavailable</title>"));
    }

    [Fact]
    public async Task Rules_look_at_host_and_path_before_the_default_one()
    {
        TargetGroup group = AddGroup();
        Listener listener = HandMadeWorld.AddListener(_balancer, "HTTP", Port, forward: (group, 1));
        listener.Rules.Insert(0, new ListenerRule
        {
            Arn = "r1", Priority = "1", HostHeaders = ["*.example.org"], PathPatterns = ["/teapot/*"], FixedResponse = new FixedResponse(418, "text/plain", "short and stout"),
        });
        _world.Run(_first, 32080, TestTarget.Web("i-1"));
        await _world.BalanceAsync();

        Assert.EndsWith("short and stout418", await CurlAsync('a', "-w", "%{http_code}", $"http://{Name}:{Port}/teapot/1"), StringComparison.Ordinal);
        Assert.StartsWith("i-1", await CurlAsync('a', $"http://{Name}:{Port}/teapots"), StringComparison.Ordinal);
        Assert.StartsWith("i-1", await CurlAsync('a', "-H", "Host: example.com", $"http://{Name}:{Port}/teapot/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_keeps_a_client_at_its_target()
    {
        TargetGroup group = AddGroup();
        group.Attributes["stickiness.enabled"] = "true";
        await StartAsync(group);
        string jar = _folder.File("jar");

        var seen = new HashSet<string>();
        for (int i = 0; i < 6; i++)
            seen.Add((await CurlAsync('a', "-b", jar, "-c", jar, $"https://{Name}:{Port}/"))[..3]);

        Assert.Single(seen);
    }

    [Theory]
    [InlineData("ELBSecurityPolicy-TLS-1-2-2017-01", "-tls1_2", true)]
    [InlineData("ELBSecurityPolicy-TLS-1-2-2017-01", "-tls1_3", false)]
    [InlineData("ELBSecurityPolicy-FS-1-2-Res-2019-08", "-tls1_3", false)]
    [InlineData("ELBSecurityPolicy-TLS13-1-2-2021-06", "-tls1_3", true)]
    [InlineData("ELBSecurityPolicy-TLS13-1-3-2021-06", "-tls1_2", false)]
    [InlineData(null, "-tls1_3", false)]
    public async Task The_policy_decides_about_versions(string? policy, string version, bool agrees)
    {
        await StartEmptyAsync(policy);

        ProgramRun run = await ProgramRun.RunAsync(RealPart.Require("openssl"), ["s_client", "-connect", Front('a').ToString(), "-servername", Name, version], closeInput: true);

        Assert.Contains(agrees ? "issuer=O = TlsPathTools Lab, CN = Amazon RSA 2048 M02" : "alert protocol version", run.Output, StringComparison.Ordinal);
        Assert.Equal(agrees ? 0 : 1, Sum("ClientTLSNegotiationErrorCount"));
    }

    [Fact]
    public async Task Mutual_authentication_refuses_who_shows_nothing()
    {
        HandMadeWorld.AddListener(_balancer, "HTTPS", Port, "acm", "ELBSecurityPolicy-TLS13-1-2-2021-06", "verify", (AddGroup(), 1));
        _world.Run(_first, 32080, TestTarget.Web("i-1"));
        await _world.BalanceAsync();
        using X509Certificate2 own = _world.World.Authority.IssueClient("client");
        string certificate = _folder.Write("client.pem", own.ExportCertificatePem());
        string key = _folder.Write("client.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        Assert.StartsWith("i-1", await CurlAsync('a', "--cert", certificate, "--key", key, $"https://{Name}:{Port}/"), StringComparison.Ordinal);
        string refused = await CurlAsync('a', "-w", "%{http_code}", $"https://{Name}:{Port}/");
        Assert.DoesNotContain("200", refused, StringComparison.Ordinal);
        Assert.Matches(@"\((35|52|55|56)\)", refused);
    }

    [Fact]
    public async Task Faults_of_a_node_show_a_status_or_another_certificate_at_its_own_address()
    {
        await StartAsync(AddGroup());
        _world.World.Faults.Add(new FaultSpec { Id = "told", At = "lb:alb/eu-west-2a", Effect = FaultEffect.HttpStatus, Value = 503 });
        Assert.Contains("503 Service Temporarily Unavailable", await CurlAsync('a', $"https://{Name}:{Port}/"), StringComparison.Ordinal);
        Assert.DoesNotContain("503", await CurlAsync('b', $"https://{Name}:{Port}/"), StringComparison.Ordinal);

        _world.World.Faults.Add(new FaultSpec { Id = "shown", At = "lb:alb/eu-west-2b", Effect = FaultEffect.Certificate, Text = "other" });
        Assert.Contains("(60)", await CurlAsync('b', $"https://{Name}:{Port}/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultEffect.Reset, FaultStage.AfterClientHello, "(35)")]
    [InlineData(FaultEffect.Fin, FaultStage.AfterClientHello, "(35)")]
    [InlineData(FaultEffect.Reset, FaultStage.AfterRequest, "(56)")]
    public async Task Faults_among_the_bytes_strike_before_the_listener(FaultEffect effect, FaultStage stage, string code)
    {
        await StartAsync(AddGroup());
        _world.World.Faults.Add(new FaultSpec { Id = "strikes", At = "lb:alb/eu-west-2a", Effect = effect, Stage = stage });

        Assert.Contains(code, await CurlAsync('a', $"https://{Name}:{Port}/"), StringComparison.Ordinal);
        Assert.Contains("i-", await CurlAsync('b', $"https://{Name}:{Port}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_client()
    {
        TargetGroup group = AddGroup();
        await StartAsync(group, new TestTarget(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[4096], token);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"u8.ToArray(), token);
        }));

        Assert.Contains("(18)", await CurlAsync('a', $"https://{Name}:{Port}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_whose_keep_alive_is_shorter_than_the_load_balancers_loses_a_race_now_and_then()
    {
        TargetGroup group = _world.AddTargetGroup("tg", _balancer, [_first], "HTTP");
        HandMadeWorld.AddListener(_balancer, "HTTP", Port, forward: (group, 1));
        _world.Run(_first, 32080, new TestTarget(async (socket, token) =>
        {
            await socket.ReceiveAsync(new byte[4096], token);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"u8.ToArray(), token);
            await Task.Delay(20, token);
        }));
        await _world.BalanceAsync();
        using var client = new HttpClient();
        var statuses = new Dictionary<HttpStatusCode, int>();

        for (int i = 0; i < 200 && statuses.Count < 2; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri($"http://{Front('a')}/"));
            statuses[answer.StatusCode] = statuses.GetValueOrDefault(answer.StatusCode) + 1;
            await Task.Delay(15 + (i % 30));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadGateway], statuses.Keys.Order());
    }

    [Fact]
    public async Task What_is_not_HTTP_is_a_bad_request_and_TRACE_is_not_allowed()
    {
        await StartAsync(AddGroup(), listenerProtocol: "HTTP");

        Assert.Contains("405", await CurlAsync('a', "-X", "TRACE", "-w", "%{http_code}", $"http://{Name}:{Port}/"), StringComparison.Ordinal);
        using Socket socket = await _world.Fabric.DialAsync(_world.Address(), Front('a'), FlowPurpose.Client, CancellationToken.None);
        await socket.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        byte[] buffer = new byte[1024];
        int read = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0", Encoding.ASCII.GetString(buffer, 0, read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_network_load_balancer_stands_before_it_and_the_client_is_still_seen()
    {
        await StartAsync(AddGroup());
        LoadBalancer before = _world.AddLoadBalancer("nlb", "network", index: 1);
        TargetGroup behind = _world.AddTargetGroup("behind", before, [], port: Port, targetType: "alb", check: new HealthCheck { Protocol = "HTTPS", Port = "traffic-port", Matcher = "200-399", IntervalSeconds = 0.1 });
        behind.Targets.Add(new TargetRegistration { Id = _balancer.Arn, Port = Port, AvailabilityZone = "all" });
        HandMadeWorld.AddListener(before, "TCP", Port, forward: (behind, 1));
        await using Lab.LoadBalancing.LoadBalancers second = await StartSecondAsync(before);

        string answer = await RunAsync(["--resolve", $"{Name}:{Port}:{HandMadeWorld.Front(before, 'a', Port).Address}", $"https://{Name}:{Port}/"]);

        Assert.Contains($"X-Forwarded-For: {_world.Address()}", answer, StringComparison.Ordinal);
        Assert.Equal("healthy", behind.Targets[0].State);
    }

    private async Task<Lab.LoadBalancing.LoadBalancers> StartSecondAsync(LoadBalancer only)
    {
        // The application load balancer runs already: a second set is started for the one before it alone.
        LoadBalancer[] others = [.. _world.Cloud.LoadBalancers.Values.Where(balancer => balancer != only)];
        lock (_world.World.Gate)
        {
            foreach (LoadBalancer other in others)
                other.Listeners.Clear();
        }

        return await Lab.LoadBalancing.LoadBalancers.StartAsync(_world.Fabric, CancellationToken.None);
    }

    private TargetGroup AddGroup(string protocol = "HTTP") => _world.AddTargetGroup("tg", _balancer, [_first, _second], protocol);

    private async Task<(TestTarget First, TestTarget Second)> StartAsync(TargetGroup group, TestTarget? both = null, string listenerProtocol = "HTTPS")
    {
        HandMadeWorld.AddListener(_balancer, listenerProtocol, Port, "acm", "ELBSecurityPolicy-TLS13-1-2-2021-06", forward: (group, 1));
        TestTarget first = _world.Run(_first, 32080, both ?? TestTarget.Web("i-1")), second = _world.Run(_second, 32080, both ?? TestTarget.Web("i-2"));
        await _world.BalanceAsync();
        return (first, second);
    }

    private async Task<Listener> StartEmptyAsync(string? policy = "ELBSecurityPolicy-TLS13-1-2-2021-06")
    {
        Listener listener = HandMadeWorld.AddListener(_balancer, "HTTPS", Port, "acm", policy);
        await _world.BalanceAsync();
        return listener;
    }

    private IPEndPoint Front(char zone) => HandMadeWorld.Front(_balancer, zone, Port);

    private Task<string> CurlAsync(char zone, params string[] arguments) => RunAsync(["--resolve", $"{Name}:{Port}:{Front(zone).Address}", .. arguments]);

    private async Task<string> RunAsync(string[] arguments) => (await ProgramRun.RunAsync(
        RealPart.Require("curl"), ["-sS", "--noproxy", "*", "--max-time", "15", "--cacert", _folder.File("roots.pem"), .. arguments])).Output;

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private double Sum(string metric, params (string, string)[] dimensions) => _world.Cloud.Metrics
        .Read("AWS/ApplicationELB", metric, [.. dimensions, ("LoadBalancer", "app/alb/0123456789abcde0")], DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
        .Sum(point => point.Point.Sum);
}
