using System.Net;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>squid and tinyproxy as fixtures, asked by curl.</summary>
public sealed class ProxyTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly string _authority;

    public ProxyTests() => _authority = TestCertificates.WriteAuthority(_folder);

    [Fact]
    public async Task Both_proxies_tunnel_to_any_port()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using SquidProxy squid = await SquidProxy.StartAsync();
        await using TinyProxyServer tinyproxy = await TinyProxyServer.StartAsync();

        Assert.Equal(0, (await CurlAsync(squid.Url, server.EndPoint)).ExitCode);
        Assert.Equal(0, (await CurlAsync(tinyproxy.Url, server.EndPoint)).ExitCode);

        Assert.Equal(2, server.Connections.Count);
        Assert.Contains(squid.AccessLog, line => line.Contains("CONNECT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Squid_says_why_it_cannot_connect()
    {
        using var refused = new RefusedPort();
        await using SquidProxy squid = await SquidProxy.StartAsync(new() { ConnectTimeout = TimeSpan.FromSeconds(1) });

        ProgramRun run = await CurlAsync(squid.Url, refused.EndPoint, "-v");

        Assert.Contains("HTTP/1.1 503", run.Output, StringComparison.Ordinal);
        Assert.Contains("X-Squid-Error: ERR_CONNECT_FAIL 111", run.Output, StringComparison.Ordinal);

        using BlackHole hole = await BlackHole.OpenAsync();
        run = await CurlAsync(squid.Url, hole.EndPoint, "-v");
        Assert.Contains("X-Squid-Error: ERR_CONNECT_FAIL 110", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Squid_asks_for_a_password_and_accepts_the_right_one()
    {
        var options = new SquidOptions { Login = ProxyLogin.Basic };
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using SquidProxy squid = await SquidProxy.StartAsync(options);

        Assert.Contains("407", (await CurlAsync(squid.Url, server.EndPoint)).Output, StringComparison.Ordinal);
        Assert.Contains("407", (await CurlAsync(squid.Url, server.EndPoint, "--proxy-user", "user:wrong")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CurlAsync(squid.Url, server.EndPoint, "--proxy-user", $"{options.User}:{options.Password}")).ExitCode);
    }

    [Fact]
    public async Task Squid_speaks_NTLM()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using SquidProxy squid = await SquidProxy.StartAsync(new() { Login = ProxyLogin.Ntlm });

        Assert.Contains("407", (await CurlAsync(squid.Url, server.EndPoint)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CurlAsync(squid.Url, server.EndPoint, "--proxy-ntlm", "--proxy-user", "domain\\user:secret")).ExitCode);
    }

    [Fact]
    public async Task Squid_denies_address_literals_and_resolves_its_own_hosts()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using SquidProxy squid = await SquidProxy.StartAsync(new()
        {
            DenyAddressLiterals = true,
            Hosts = new Dictionary<string, IPAddress>(StringComparer.Ordinal) { ["host.test"] = server.EndPoint.Address },
        });

        Assert.Contains("403", (await CurlAsync(squid.Url, server.EndPoint)).Output, StringComparison.Ordinal);
        ProgramRun byName = await ProgramRun.RunAsync(
            RealPart.Require("curl"), ["-sS", "--proxy", squid.Url.ToString(), "--noproxy", "", "--cacert", _authority, $"https://host.test:{server.Port}/"]);
        Assert.Equal("ok\n", byName.Output);
    }

    [Fact]
    public async Task Squid_ends_a_silent_tunnel_after_its_read_timeout()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.HelloStall);
        await using SquidProxy squid = await SquidProxy.StartAsync(new() { ReadTimeout = TimeSpan.FromSeconds(1) });

        ProgramRun run = await CurlAsync(squid.Url, server.EndPoint);

        Assert.Matches(@"^curl: \(35\) .*SSL_ERROR_SYSCALL", run.Output);
    }

    [Fact]
    public async Task Tinyproxy_denies_by_port_and_asks_for_a_password()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using TinyProxyServer narrow = await TinyProxyServer.StartAsync(new() { ConnectPorts = [443] });
        await using TinyProxyServer locked = await TinyProxyServer.StartAsync(new() { BasicLogin = "user secret" });

        Assert.Contains("403", (await CurlAsync(narrow.Url, server.EndPoint)).Output, StringComparison.Ordinal);
        Assert.Contains("407", (await CurlAsync(locked.Url, server.EndPoint)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await CurlAsync(locked.Url, server.EndPoint, "--proxy-user", "user:secret")).ExitCode);
    }

    [Fact]
    public async Task Haproxy_in_front_makes_a_proxy_that_is_spoken_to_over_TLS()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        await using TinyProxyServer tinyproxy = await TinyProxyServer.StartAsync();
        await using HaproxyServer front = await HaproxyServer.StartAsync(new() { Backends = [tinyproxy.EndPoint] });

        ProgramRun run = await CurlAsync(new Uri($"https://localhost:{front.Port}"), server.EndPoint, "--proxy-cacert", _authority);

        Assert.Equal("ok\n", run.Output);
    }

    public void Dispose() => _folder.Dispose();

    // By address, with the certificate for 127.0.0.1.
    private Task<ProgramRun> CurlAsync(Uri proxy, IPEndPoint server, params string[] more) => ProgramRun.RunAsync(
        RealPart.Require("curl"),
        ["-sS", "--proxy", proxy.ToString(), "--noproxy", "", "--cacert", _authority, "--max-time", "15", .. more, $"https://{server}/"],
        bound: s_patience);
}
