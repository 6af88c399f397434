using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Proxies;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.LoadBalancing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Proxies;

public sealed class ProxyServersTests : IAsyncLifetime
{
    private const string Name = "api.example.org";
    private const int Port = 32400;

    private static readonly DnsSpec s_dns = new()
    {
        Records =
        [
            new() { Name = Name, Type = "A", Values = ["203.0.113.20"] },
            new() { Name = "two.example.org", Type = "A", Values = ["203.0.113.99", "203.0.113.20"] },
            new() { Name = "refusing.example.org", Type = "A", Values = ["203.0.113.21"] },
            new() { Name = "dropping.example.org", Type = "A", Values = ["203.0.113.22"] },
            new() { Name = "resetting.example.org", Type = "A", Values = ["203.0.113.23"] },
            new() { Name = "ending.example.org", Type = "A", Values = ["203.0.113.24"] },
            new() { Name = "silent.example.org", Type = "A", Values = ["203.0.113.25"] },
        ],
        Resolvers = [new() { Name = "inside" }],
    };

    private readonly TempFolder _folder = new();
    private HandMadeWorld? _world;
    private ProxyServers? _proxies;
    private TestTarget? _target;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_tunnel_shows_the_servers_own_certificate_and_the_server_sees_the_proxy()
    {
        Start(new ProxySpec { Name = "corp", Address = "198.51.100.31" });

        string output = await CurlAsync("corp", $"https://{Name}:{Port}/", "-v");

        Assert.Contains("HTTP/1.1 200 Connection established", output, StringComparison.Ordinal);
        Assert.Contains("SSL certificate verify ok", output, StringComparison.Ordinal);
        Assert.Contains("GET /", output, StringComparison.Ordinal);
        Assert.Equal(_world!.Address("198.51.100.31"), _target!.LastSource!.Address);
    }

    [Theory]
    [InlineData("resetting", 0)]
    [InlineData("ending", 0)]
    [InlineData("silent", 0.6)]
    public async Task A_reset_an_end_and_silence_behind_the_proxy_are_one_and_the_same_end_for_Python(string name, double atLeast)
    {
        Start(new ProxySpec { Name = "corp", IdleSeconds = 0.6 });
        const string Script = "import sys, requests\ntry:\n    requests.get(sys.argv[1], proxies={'https': sys.argv[2]}, timeout=10, verify=sys.argv[3])\nexcept Exception as e:\n    print(e)\n";

        long began = Stopwatch.GetTimestamp();
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("python3"), ["-c", Script, $"https://{name}.example.org:{Port}/", $"http://{_proxies!.EndPoints["corp"]}", _folder.File("roots.pem")]);

        // Debian's 3.11 has the other text for the same event.
        Assert.Matches(@"SSLEOFError\(8, '\[SSL: UNEXPECTED_EOF_WHILE_READING\] EOF occurred in violation of protocol|SSLZeroReturnError\(6", run.Output);
        Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds >= atLeast);
    }

    [Theory]
    [InlineData("refusing.example.org", 503, "ERR_CONNECT_FAIL 111")]
    [InlineData("dropping.example.org", 503, "ERR_CONNECT_FAIL 110")]
    [InlineData("nobody.example.org", 503, "ERR_DNS_FAIL 0")]
    public async Task What_fails_before_the_tunnel_is_a_status_of_the_proxys(string name, int status, string error)
    {
        Start(new ProxySpec { Name = "corp" });

        string output = await CurlAsync("corp", $"https://{name}:{Port}/", "-v");

        Assert.Contains($"CONNECT tunnel failed, response {status}", output, StringComparison.Ordinal);
        Assert.Contains($"< X-Squid-Error: {error}", output, StringComparison.Ordinal);
        Assert.Contains("< Via: 1.1 corp (squid/5.7)", output, StringComparison.Ordinal);
        Assert.Contains("< Server: squid/5.7", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_is_tried_when_one_cannot_be_reached()
    {
        Start(new ProxySpec { Name = "corp" });
        _world!.World.Faults.Add(new FaultSpec { Id = "refuses", At = "proxy:corp", Effect = FaultEffect.Refuse, Flows = new() { To = ["203.0.113.99"] } });

        for (int i = 0; i < 3; i++)
            Assert.Contains("GET /", await CurlAsync("corp", $"https://two.example.org:{Port}/", "-k"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_answers_early_can_only_end_the_connection()
    {
        Start(new ProxySpec { Name = "corp", AnswersEarly = true });

        string output = await CurlAsync("corp", $"https://refusing.example.org:{Port}/", "-v");

        Assert.Contains("200 Connection established", output, StringComparison.Ordinal);
        Assert.Contains("curl: (35)", output, StringComparison.Ordinal);
        Assert.Contains("GET /", await CurlAsync("corp", $"https://{Name}:{Port}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_are_asked_for_and_taken()
    {
        Start(new ProxySpec { Name = "corp", Credentials = "ann:secret" });

        string without = await CurlAsync("corp", $"https://{Name}:{Port}/", "-v");
        Assert.Contains("response 407", without, StringComparison.Ordinal);
        Assert.Contains("Proxy-Authenticate: Basic realm=\"proxy\"", without, StringComparison.Ordinal);
        Assert.Contains("GET /", await CurlAsync("corp", $"https://{Name}:{Port}/", "--proxy-anyauth", "-U", "ann:secret"), StringComparison.Ordinal);
        Assert.Contains("response 407", await CurlAsync("corp", $"https://{Name}:{Port}/", "-U", "ann:wrong"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_literals_may_be_refused_and_names_are_not()
    {
        Start(new ProxySpec { Name = "corp", RefusesAddresses = true });

        Assert.Contains("response 403", await CurlAsync("corp", $"https://{_world!.Address("203.0.113.20")}:{Port}/", "-k"), StringComparison.Ordinal);
        Assert.Contains("GET /", await CurlAsync("corp", $"https://{Name}:{Port}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_but_CONNECT_is_done()
    {
        Start(new ProxySpec { Name = "corp" });

        Assert.StartsWith("HTTP/1.1 501", await CurlAsync("corp", $"http://{Name}/", "-i"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await RawAsync("CONNECT nowhere HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await RawAsync("CONNECT a:99999 HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400", await RawAsync("no HTTP at all\u0001\r\nx\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FaultEffect.Deny, 403)]
    [InlineData(FaultEffect.HttpStatus, 502)]
    public async Task A_policy_is_about_one_address(FaultEffect effect, int status)
    {
        Start(new ProxySpec { Name = "corp" });
        _world!.World.Faults.Add(new FaultSpec { Id = "policy", At = "proxy:corp", Effect = effect, Value = effect == FaultEffect.Deny ? null : status, Flows = new() { To = ["203.0.113.20"] } });

        Assert.Contains($"response {status}", await CurlAsync("corp", $"https://{Name}:{Port}/"), StringComparison.Ordinal);
        Assert.Contains("response 503", await CurlAsync("corp", $"https://refusing.example.org:{Port}/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_member_of_a_pool_breaks_its_own_share_of_the_tunnels()
    {
        Start(new ProxySpec { Name = "corp", Members = ["one", "two"] });
        _world!.World.Faults.Add(new FaultSpec { Id = "member", At = "proxy:corp/two", Effect = FaultEffect.Deny });

        var seen = new HashSet<string>();
        for (int i = 0; i < 40 && seen.Count < 2; i++)
        {
            string output = await CurlAsync("corp", $"https://{Name}:{Port}/", "-v");
            seen.Add(output.Contains("response 403", StringComparison.Ordinal) ? "two" : "one");
            Assert.DoesNotContain("Via: 1.1 one", output, StringComparison.Ordinal);
        }

        Assert.Equal(["one", "two"], seen.Order());
    }

    [Fact]
    public async Task Faults_among_the_bytes_strike_in_the_tunnel()
    {
        Start(new ProxySpec { Name = "corp" });
        _world!.World.Faults.Add(new FaultSpec { Id = "breaks", At = "proxy:corp", Effect = FaultEffect.Fin, Stage = FaultStage.AfterClientHello });

        string output = await CurlAsync("corp", $"https://{Name}:{Port}/", "-v");

        Assert.Contains("200 Connection established", output, StringComparison.Ordinal);
        Assert.Contains("curl: (35)", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inspecting_proxy_shows_a_certificate_of_its_own_making()
    {
        Start(new ProxySpec { Name = "corp" });
        _world!.World.Faults.Add(new FaultSpec { Id = "inspects", At = "proxy:corp", Effect = FaultEffect.Inspect });
        string roots = _folder.Write("inspection.pem", _world.World.Authority.InspectionPem);

        Assert.Contains("(60)", await CurlAsync("corp", $"https://{Name}:{Port}/"), StringComparison.Ordinal);
        Assert.Contains("GET /", await CurlAsync("corp", $"https://{Name}:{Port}/", "--cacert", roots), StringComparison.Ordinal);
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("openssl"), ["s_client", "-proxy", _proxies!.EndPoints["corp"].ToString(), "-connect", $"{Name}:{Port}", "-servername", Name], closeInput: true);
        Assert.Contains("issuer=O = TlsPathTools Lab, CN = Egress Inspection CA", run.Output, StringComparison.Ordinal);
        Assert.Contains("curl: (35)", await CurlAsync("corp", $"https://resetting.example.org:{Port}/", "--cacert", roots), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_SYN_to_the_proxy_itself_can_meet_a_fault()
    {
        Start(new ProxySpec { Name = "corp" });
        _world!.World.Faults.Add(new FaultSpec { Id = "gone", At = "proxy:corp", Effect = FaultEffect.Refuse });

        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () =>
            await _world.Fabric.DialAsync(_world.Address(), _proxies!.EndPoints["corp"], FlowPurpose.Client, CancellationToken.None));
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    private void Start(ProxySpec proxy)
    {
        _world = new HandMadeWorld(HandMadeWorld.Scenario(s_dns, [new() { Name = "pod", DnsNames = [Name], Issuer = "letsEncrypt" }], proxies: [proxy]));
        _folder.Write("roots.pem", _world.World.Authority.TrustedPem);
        _target = TestTarget.Web("pod", _world.World.Authority.Named("pod"));
        Listen("203.0.113.20", _target);
        Listen("203.0.113.22", new TestTarget((_, _) => Task.CompletedTask) { Syn = SynAnswer.Dropped });
        Listen("203.0.113.23", TestTarget.Resetting());
        Listen("203.0.113.24", new TestTarget(async (socket, token) => await socket.ReceiveAsync(new byte[4096], token)));
        Listen("203.0.113.25", TestTarget.Silent());
        Listen("203.0.113.21", new TestTarget((_, _) => Task.CompletedTask) { Syn = SynAnswer.Refused });
        _proxies = _world.With(ProxyServers.Start(_world.Fabric, _world.With(NameServers.Start(_world.World))));
    }

    private void Listen(string address, TestTarget target) => _world!.With(_world.Fabric.Listen(new IPEndPoint(_world.Address(address), Port), target));

    private async Task<string> CurlAsync(string proxy, string url, params string[] arguments) => (await ProgramRun.RunAsync(
        RealPart.Require("curl"), ["-sS", "--noproxy", "", "-x", $"http://{_proxies!.EndPoints[proxy]}", "--max-time", "15", "--cacert", _folder.File("roots.pem"), .. arguments, url])).Output;

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_proxies!.EndPoints["corp"]);
        await client.GetStream().WriteAsync(System.Text.Encoding.Latin1.GetBytes(request));
        return await new StreamReader(client.GetStream()).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }
}
