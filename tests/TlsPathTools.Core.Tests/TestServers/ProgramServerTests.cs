using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>nginx, haproxy and s_server as fixtures, asked by curl and openssl.</summary>
public sealed class ProgramServerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();
    private readonly string _authority;

    public ProgramServerTests() => _authority = TestCertificates.WriteAuthority(_folder);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nginx_answers_and_its_log_says_who_came(bool tls13)
    {
        await using NginxServer nginx = await NginxServer.StartAsync(new() { Addresses = [IPAddress.Parse("127.0.4.1"), IPAddress.Parse("127.0.4.2")] });

        ProgramRun first = await TlsClients.CurlAsync(nginx.EndPoints[0], _authority, tls13, s_patience);
        ProgramRun second = await TlsClients.CurlAsync(nginx.EndPoints[1], _authority, tls13, s_patience, "--head", "--local-port", "20000-29000");

        Assert.StartsWith("http 200", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("http 200", second.Output, StringComparison.Ordinal);
        IReadOnlyList<NginxAccess> accesses = await nginx.WaitForAccessAsync(2);
        Assert.Equal(["127.0.4.1", "127.0.4.2"], accesses.Select(access => access.LocalAddress.ToString()), StringComparer.Ordinal);
        Assert.All(accesses, access => Assert.Equal(("host.test", false, tls13 ? "TLSv1.3" : "TLSv1.2", 200), (access.ServerName, access.Resumed, access.Protocol, access.Status)));
        Assert.InRange(accesses[1].RemotePort, 20000, 29000);
        Assert.Equal("HEAD / HTTP/1.1", accesses[1].Request);
    }

    [Fact]
    public async Task Nginx_tells_a_resumed_session_from_a_full_handshake()
    {
        await using NginxServer nginx = await NginxServer.StartAsync(new() { KeepAlive = TimeSpan.Zero });
        string session = _folder.File("session");

        await TlsClients.OpenSslAsync(nginx.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(10), "-sess_out", session, "-ign_eof");
        await nginx.WaitForAccessAsync(1);
        await TlsClients.OpenSslAsync(nginx.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(10), "-sess_in", session, "-ign_eof");

        Assert.Equal([false, true], (await nginx.WaitForAccessAsync(2)).Select(access => access.Resumed));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(404)]
    [InlineData(502)]
    public async Task Nginx_returns_the_status_that_it_was_told(int status)
    {
        await using NginxServer nginx = await NginxServer.StartAsync(new() { Status = status, KeepAlive = TimeSpan.Zero });

        ProgramRun run = await TlsClients.CurlAsync(nginx.EndPoint, _authority, tls13: true, s_patience);

        Assert.StartsWith($"http {status}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nginx_and_haproxy_demand_client_certificates_each_in_its_way()
    {
        PemFiles client = TestCertificates.WriteClient(_folder);
        await using NginxServer nginx = await NginxServer.StartAsync(new() { RequireClientCertificate = true });
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync(new() { RequireClientCertificate = true });

        foreach (IPEndPoint server in new[] { nginx.EndPoint, haproxy.EndPoint })
        {
            ProgramRun with = await TlsClients.CurlAsync(server, _authority, tls13: true, s_patience, "--cert", client.Certificate, "--key", client.Key);
            Assert.StartsWith("http 200", with.Output, StringComparison.Ordinal);
        }

        ProgramRun bareNginx = await TlsClients.CurlAsync(nginx.EndPoint, _authority, tls13: true, s_patience);
        ProgramRun bareHaproxy = await TlsClients.CurlAsync(haproxy.EndPoint, _authority, tls13: false, s_patience);
        Assert.StartsWith("http 400", bareNginx.Output, StringComparison.Ordinal);
        Assert.Equal(35, bareHaproxy.ExitCode);
    }

    [Fact]
    public async Task Haproxy_passes_TLS_through_to_its_backends_in_turn()
    {
        await using MisbehavingTlsServer good = MisbehavingTlsServer.Start(WireFault.Ok);
        await using MisbehavingTlsServer bad = MisbehavingTlsServer.Start(WireFault.HelloFin);
        await using HaproxyServer balancer = await HaproxyServer.StartAsync(new() { Identity = null, Backends = [good.EndPoint, bad.EndPoint] });

        var codes = new List<int>();
        for (int i = 0; i < 4; i++)
            codes.Add((await TlsClients.CurlAsync(balancer.EndPoint, _authority, tls13: true, s_patience)).ExitCode);

        Assert.Equal([0, 35, 0, 35], codes);
        Assert.Equal((2, 2), (good.Connections.Count, bad.Connections.Count));
        Assert.Equal("host.test", bad.Connections[0].Hello?.ServerName);
    }

    [Theory]
    [InlineData(HaproxyRefusal.RejectConnection, "^(7|35)$")]
    [InlineData(HaproxyRefusal.RejectContent, "^35$")]
    [InlineData(HaproxyRefusal.SilentDrop, "^28$")]
    public async Task Haproxy_refuses(HaproxyRefusal refusal, string curlCode)
    {
        Assert.SkipWhen(refusal is HaproxyRefusal.SilentDrop && !Environment.IsPrivilegedProcess, "Only root can drop a connection silently.");
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync(new() { Identity = null, Refusal = refusal });

        ProgramRun run = await TlsClients.CurlAsync(haproxy.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(2));

        Assert.Matches(curlCode, run.ExitCode.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Haproxy_ends_TLS_in_front_of_a_plain_backend()
    {
        await using MisbehavingTlsServer plain = MisbehavingTlsServer.Start(WireFault.SshBanner);
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync(new() { Backends = [plain.EndPoint] });

        ProgramRun run = await TlsClients.OpenSslAsync(haproxy.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(1));

        Assert.Contains("SSH-2.0-OpenSSH", run.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, bool, string> VersionRows => new()
    {
        { nameof(OpenSslServer.Tls10Only), true, "0A00042E" },
        { nameof(OpenSslServer.Tls10Only), false, "0A00042E|0A000102|0A000410" },
        { nameof(OpenSslServer.Tls12Only), true, "0A00042E" },
        { nameof(OpenSslServer.Tls12Only), false, "http 200" },
        { nameof(OpenSslServer.Tls13Only), true, "http 200" },
        { nameof(OpenSslServer.Tls13Only), false, "0A00042E" },
        { nameof(OpenSslServer.WeakCipherOnly), true, "0A00042E" },
        { nameof(OpenSslServer.WeakCipherOnly), false, "0A000410" },
        { nameof(OpenSslServer.HelloRetryRequest), true, "http 200" },
        { nameof(OpenSslServer.HelloRetryRequest), false, "http 200" },
    };

    [Theory]
    [MemberData(nameof(VersionRows))]
    public async Task Openssl_speaks_only_what_it_was_told(string kind, bool tls13, string expected)
    {
        await using OpenSslServer server = await OpenSslServer.StartAsync(Flags(kind));

        ProgramRun run = await TlsClients.CurlAsync(server.EndPoint, _authority, tls13, s_patience);

        Assert.Matches(expected, run.Output);
    }

    [Fact]
    public async Task Openssl_asks_for_a_second_hello()
    {
        await using OpenSslServer server = await OpenSslServer.StartAsync(OpenSslServer.HelloRetryRequest);

        ProgramRun run = await TlsClients.OpenSslAsync(server.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(10), "-msg");

        Assert.Equal(2, run.Output.Split("ClientHello").Length - 1);
    }

    [Theory]
    [InlineData(true, "0A00045C|errno")]
    [InlineData(false, "0A000410")]
    public async Task Openssl_refuses_clients_without_a_certificate(bool tls13, string expected)
    {
        await using OpenSslServer server = await OpenSslServer.StartAsync(requireClientCertificate: true);

        ProgramRun run = await TlsClients.OpenSslAsync(server.EndPoint, _authority, tls13, TimeSpan.FromSeconds(10));

        Assert.Matches(expected, run.Output);
    }

    [Fact]
    public async Task A_black_hole_answers_no_SYN_and_a_refused_port_answers_RST()
    {
        Assert.SkipUnless(BlackHole.IsSupported, "Full listeners drop SYNs on Linux only.");
        using BlackHole hole = await BlackHole.OpenAsync();
        using var refused = new RefusedPort();

        ProgramRun nothing = await TlsClients.CurlAsync(hole.EndPoint, _authority, tls13: true, TimeSpan.FromSeconds(2));
        ProgramRun reset = await TlsClients.CurlAsync(refused.EndPoint, _authority, tls13: true, s_patience);

        Assert.Equal(28, nothing.ExitCode);
        Assert.Equal(7, reset.ExitCode);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await socket.ConnectAsync(hole.EndPoint, bound.Token));
    }

    public void Dispose() => _folder.Dispose();

    private static IReadOnlyList<string> Flags(string kind) => kind switch
    {
        nameof(OpenSslServer.Tls10Only) => OpenSslServer.Tls10Only,
        nameof(OpenSslServer.Tls12Only) => OpenSslServer.Tls12Only,
        nameof(OpenSslServer.Tls13Only) => OpenSslServer.Tls13Only,
        nameof(OpenSslServer.WeakCipherOnly) => OpenSslServer.WeakCipherOnly,
        _ => OpenSslServer.HelloRetryRequest,
    };
}
