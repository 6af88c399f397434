using System.Net;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>Through squid and tinyproxy: what passes, what a proxy turns into something else, and what is then left open.</summary>
public class ProxyTests(ProxyTests.Proxies proxies) : IClassFixture<ProxyTests.Proxies>
{
    /// <summary>One squid and one tinyproxy for all tests of the class.</summary>
    public sealed class Proxies : IAsyncLifetime
    {
        internal Dictionary<string, ProbeProxy> ByName { get; } = new(StringComparer.Ordinal);

        private readonly List<IAsyncDisposable> _servers = [];

        public async ValueTask InitializeAsync()
        {
            // A missing program is for the tests to say, not for the fixture.
            if (RealPart.Find("squid") is not null)
            {
                SquidProxy squid = await SquidProxy.StartAsync(new SquidOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
                _servers.Add(squid);
                ByName["squid"] = new ProbeProxy(squid.Url);
            }

            if (RealPart.Find("tinyproxy") is not null)
            {
                TinyProxyServer tiny = await TinyProxyServer.StartAsync();
                _servers.Add(tiny);
                ByName["tinyproxy"] = new ProbeProxy(tiny.Url);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (IAsyncDisposable server in _servers)
                await server.DisposeAsync();
        }

        internal ProbeProxy Get(string name)
        {
            RealPart.Require(name);
            return ByName[name];
        }
    }

    public static TheoryData<string, WireFault, TlsVersion, TlsStage, WireEvent> ThroughAProxy
    {
        get
        {
            var data = new TheoryData<string, WireFault, TlsVersion, TlsStage, WireEvent>();
            foreach (string proxy in new[] { "squid", "tinyproxy" })
            {
                foreach (TlsVersion version in new[] { TlsVersion.Tls13, TlsVersion.Tls12 })
                {
                    bool tls13 = version == TlsVersion.Tls13;
                    data.Add(proxy, WireFault.Ok, version, TlsStage.Close, WireEvent.None);
                    data.Add(proxy, WireFault.HelloFin, version, TlsStage.ClientHelloSent, WireEvent.Fin);
                    // An upstream reset arrives as FIN.
                    data.Add(proxy, WireFault.HelloRst, version, TlsStage.ClientHelloSent, WireEvent.Fin);
                    data.Add(proxy, WireFault.RstAfterServerHello, version, TlsStage.ServerHello, WireEvent.Fin);
                    data.Add(proxy, WireFault.RequestThenRst, version, TlsStage.Request, WireEvent.Fin);
                    data.Add(proxy, WireFault.AlertHandshakeFailure, version, TlsStage.ClientHelloSent, WireEvent.Alert);
                    data.Add(proxy, WireFault.PlainHttp400, version, TlsStage.ClientHelloSent, WireEvent.Plaintext);
                    data.Add(proxy, WireFault.SshBanner, version, TlsStage.ClientHelloSent, WireEvent.Plaintext);
                    data.Add(proxy, WireFault.FinAfterServerHello, version, TlsStage.ServerHello, WireEvent.Fin);
                    data.Add(proxy, WireFault.MtlsRequired, version, tls13 ? TlsStage.Request : TlsStage.ServerHello, WireEvent.Alert);
                    data.Add(proxy, WireFault.CertificateExpired, version, TlsStage.Handshake, WireEvent.CertificateProblem);
                    data.Add(proxy, WireFault.BodyTruncated, version, TlsStage.ResponseBody, WireEvent.Fin);
                    data.Add(proxy, WireFault.Http503, version, TlsStage.ResponseHead, WireEvent.HttpStatus);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ThroughAProxy))]
    public async Task Each_fault_behind_a_proxy_is_named_twenty_times_out_of_twenty(
        string proxy, WireFault fault, TlsVersion version, TlsStage stage, WireEvent wireEvent)
    {
        ProbeProxy through = proxies.Get(proxy);
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            server.EndPoint, Probe.Fast with { Proxy = through, TlsVersion = version, Path = "/", Count = 20, AttemptsPerSecond = 100 });

        Assert.Equal(20, attempts.Count);
        Assert.All(attempts, attempt =>
        {
            Assert.True(attempt.Stage == stage && attempt.Event == wireEvent, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}");
            Assert.Equal(("via " + through, 200), (attempt.Route, attempt.ProxyStatus));
            if (attempt.Event == WireEvent.Fin)
                Assert.Contains("Through a proxy a FIN can be", attempt.Ambiguity);
        });
    }

    [Fact]
    public async Task Squid_says_what_its_own_connection_met_and_tinyproxy_does_not()
    {
        using var refused = new RefusedPort();
        TlsAttempt squid = await Probe.OnceAsync(refused.EndPoint, Probe.Fast with { Proxy = proxies.Get("squid") });
        TlsAttempt tiny = await Probe.OnceAsync(refused.EndPoint, Probe.Fast with { Proxy = proxies.Get("tinyproxy") });

        Assert.Equal((TlsStage.ProxyConnect, WireEvent.ProxyStatus, 503), (squid.Stage, squid.Event, squid.ProxyStatus));
        Assert.Contains("ERR_CONNECT_FAIL 111", squid.ProxyDetail);
        Assert.Contains("ECONNREFUSED", squid.Detail);
        Assert.Equal((TlsStage.ProxyConnect, WireEvent.ProxyStatus, 500), (tiny.Stage, tiny.Event, tiny.ProxyStatus));
        Assert.Contains("does not say", tiny.Ambiguity);
        Assert.False(squid.Untested || tiny.Untested);
    }

    [Fact]
    public async Task A_black_hole_behind_a_proxy_is_squids_timeout_or_our_own()
    {
        if (!BlackHole.IsSupported)
            Assert.Skip("full listeners do not drop SYNs on this system");
        using BlackHole hole = await BlackHole.OpenAsync();

        TlsAttempt squid = await Probe.OnceAsync(hole.EndPoint, Probe.Fast with { Proxy = proxies.Get("squid"), Timeout = TimeSpan.FromSeconds(10) });
        TlsAttempt tiny = await Probe.OnceAsync(hole.EndPoint, Probe.Fast with { Proxy = proxies.Get("tinyproxy"), Timeout = TimeSpan.FromSeconds(1) });
        TlsAttempt direct = await Probe.OnceAsync(hole.EndPoint, Probe.Fast with { Timeout = TimeSpan.FromSeconds(1) });

        Assert.Contains("ETIMEDOUT", squid.Detail);
        Assert.Equal((TlsStage.ProxyConnect, WireEvent.Timeout), (tiny.Stage, tiny.Event));
        Assert.Equal((TlsStage.TcpConnect, WireEvent.Timeout), (direct.Stage, direct.Event));
    }

    [Fact]
    public async Task A_stall_behind_a_proxy_says_that_TCP_shows_only_the_leg_to_the_proxy()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.HelloStall);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = proxies.Get("squid"), Timeout = TimeSpan.FromSeconds(1) });

        Assert.Equal((TlsStage.ClientHelloSent, WireEvent.Timeout), (attempt.Stage, attempt.Event));
        Assert.Contains("leg to the proxy", attempt.Ambiguity);
    }

    [Fact]
    public async Task Basic_credentials_are_sent_and_never_shown()
    {
        await using SquidProxy squid = await SquidProxy.StartAsync(new SquidOptions { Login = ProxyLogin.Basic });
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        var options = new SquidOptions();

        TlsAttempt none = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = new ProbeProxy(squid.Url) });
        TlsAttempt wrong = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = new ProbeProxy(squid.Url, new NetworkCredential(options.User, "wr0ng-s3cret")) });
        TlsAttempt right = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = new ProbeProxy(squid.Url, new NetworkCredential(options.User, options.Password)) });

        Assert.Equal((WireEvent.ProxyAuthenticationRequired, true, 407), (none.Event, none.Untested, none.ProxyStatus));
        Assert.Contains("none were given", none.Detail);
        Assert.Equal(WireEvent.ProxyAuthenticationRequired, wrong.Event);
        Assert.Contains("does not accept", wrong.Detail);
        Assert.True(right.Succeeded, right.Detail);
        Assert.All([none, wrong, right], attempt =>
        {
            string json = TlsPathJson.Serialize(attempt);
            Assert.DoesNotContain(options.Password, json);
            Assert.DoesNotContain("wr0ng-s3cret", json);
        });
    }

    [Fact]
    public async Task A_proxy_over_https_must_prove_its_name_before_credentials_go_to_it()
    {
        await using SquidProxy squid = await SquidProxy.StartAsync(new SquidOptions { Login = ProxyLogin.Basic });
        await using HaproxyServer tls = await HaproxyServer.StartAsync(new HaproxyOptions { Backends = [squid.EndPoint] });
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        var options = new SquidOptions();
        var proxy = new ProbeProxy(new Uri($"https://{tls.EndPoint}"), new NetworkCredential(options.User, options.Password));

        TlsAttempt trusted = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = proxy });
        TlsAttempt untrusted = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = proxy, Trust = CertificateTrust.System });

        Assert.True(trusted.Succeeded, trusted.Detail);
        Assert.Equal((true, TlsStage.ProxyConnect), (untrusted.Untested, untrusted.Stage));
        Assert.Contains("does not prove its name", untrusted.Detail);
        Assert.Single(squid.AccessLog, line => line.Contains("CONNECT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_policy_against_address_literals_has_its_own_class_and_CONNECT_by_name_passes_it()
    {
        await using SquidProxy squid = await SquidProxy.StartAsync(new SquidOptions
        {
            DenyAddressLiterals = true,
            Hosts = new Dictionary<string, IPAddress> { [TestCertificates.HostName] = IPAddress.Loopback },
        });
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        TlsAttempt literal = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = new ProbeProxy(squid.Url) });
        TlsAttempt byName = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = new ProbeProxy(squid.Url) { ConnectByName = true } });

        Assert.Equal((TlsStage.ProxyConnect, WireEvent.ProxyForbidden, 403), (literal.Stage, literal.Event, literal.ProxyStatus));
        Assert.Contains("by name", literal.Ambiguity);
        Assert.True(byName.Succeeded, byName.Detail);
        Assert.Equal("", byName.IPAddress);
    }

    [Fact]
    public async Task A_proxy_that_cannot_be_reached_says_nothing_of_the_target()
    {
        using var refused = new RefusedPort();
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        var (attempts, results) = await Probe.RunAsync(
            [Probe.Target(server.EndPoint)], Probe.Fast with { Proxy = ProbeProxy.Parse(refused.EndPoint.ToString()) });

        Assert.All(attempts, attempt => Assert.True(attempt is { Untested: true, Stage: TlsStage.ProxyConnect, Event: WireEvent.Refused }, attempt.Detail));
        Assert.Equal(Verdict.Untested, results[0].Verdict);
        Assert.Contains("the proxy", results[0].Bound);
    }

    [Fact]
    public async Task A_TLS_server_is_no_proxy_and_is_said_to_be_none()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.SshBanner);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Proxy = ProbeProxy.Parse(server.EndPoint.ToString()) });

        Assert.Equal((TlsStage.ProxyConnect, WireEvent.ProxyMalformed), (attempt.Stage, attempt.Event));
        Assert.Contains("SSH-2.0", attempt.Detail);
    }

    [Fact]
    public async Task Comparing_with_the_direct_way_tests_the_difference_at_each_address()
    {
        await using SquidProxy squid = await SquidProxy.StartAsync(new SquidOptions { DenyAddressLiterals = true });
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        var (attempts, results) = await Probe.RunAsync(
            [Probe.Target(server.EndPoint)], Probe.Fast with { Proxy = new ProbeProxy(squid.Url), CompareDirect = true, Count = 10 });

        Assert.Equal(20, attempts.Count);
        Assert.Equal(["via " + new ProbeProxy(squid.Url), "direct"], results.Select(r => r.Route));
        Assert.Equal([Verdict.Failing, Verdict.Healthy], results.Select(r => r.Verdict));
        Assert.All(results, result => Assert.InRange(result.RouteP!.Value, 0, 0.001));
        Assert.Contains(results[0].Notes, note => note.Contains("differ at this address", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("socks5://127.0.0.1:1080")]
    [InlineData("http://")]
    [InlineData("")]
    [InlineData("http://user:t0p-secret@host:99999")]
    public void A_text_that_is_no_proxy_is_refused_without_repeating_it(string text)
    {
        string message = Assert.Throws<FormatException>(() => ProbeProxy.Parse(text)).Message;

        Assert.Contains("http://host:port", message);
        Assert.DoesNotContain("t0p-secret", message);
    }

    [Fact]
    public void A_proxy_never_shows_its_credentials()
    {
        ProbeProxy proxy = ProbeProxy.Parse("http://user:t0p-secret@proxy.test:3128");

        Assert.Equal("http://proxy.test:3128", proxy.ToString());
        Assert.Equal(("user", "t0p-secret"), (proxy.Credential!.UserName, proxy.Credential.Password));
    }
}
