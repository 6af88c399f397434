using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Network;

public class RelayTests
{
    private const SslProtocols Tls12 = SslProtocols.Tls12;
    private const SslProtocols Tls13 = SslProtocols.Tls13;

    [Theory]
    [InlineData(Tls12)]
    [InlineData(Tls13)]
    public async Task Without_a_fault_everything_passes(SslProtocols protocol)
    {
        await using var server = new RelayedServer(protocol);

        Assert.Equal("whole ok", await new TlsClient().AskAsync(server.EndPoint));

        RelayEnd end = await server.EndAsync();
        Assert.Null(end.StruckBy);
        Assert.InRange(end.ToServer, 200, 3000);
        Assert.InRange(end.ToClient, 1500, 8000);
    }

    [Theory]
    [InlineData(FaultStage.OnAccept, Tls12, "handshake fin")]
    [InlineData(FaultStage.OnAccept, Tls13, "handshake fin")]
    [InlineData(FaultStage.AfterClientHello, Tls12, "handshake fin")]
    [InlineData(FaultStage.AfterClientHello, Tls13, "handshake fin")]
    [InlineData(FaultStage.DuringServerFlight, Tls12, "handshake fin")]
    [InlineData(FaultStage.DuringServerFlight, Tls13, "handshake fin")]
    [InlineData(FaultStage.AfterServerHello, Tls12, "handshake fin")]
    [InlineData(FaultStage.AfterServerHello, Tls13, "empty fin")]
    [InlineData(FaultStage.AfterHandshake, Tls12, "handshake fin")]
    [InlineData(FaultStage.AfterHandshake, Tls13, "empty fin")]
    [InlineData(FaultStage.AfterRequest, Tls12, "empty fin")]
    [InlineData(FaultStage.AfterRequest, Tls13, "empty fin")]
    [InlineData(FaultStage.DuringResponse, Tls12, "partial fin")]
    [InlineData(FaultStage.DuringResponse, Tls13, "partial fin")]
    public async Task A_fin_ends_the_connection_at_its_stage(FaultStage stage, SslProtocols protocol, string seen)
    {
        await using var server = new RelayedServer(protocol, faults: Fault(FaultEffect.Fin, stage));

        Assert.Equal(seen, await new TlsClient().AskAsync(server.EndPoint));

        RelayEnd end = await server.EndAsync();
        Assert.Equal(("fault", null), (end.StruckBy, end.ResetBy));
        Assert.Equal(stage > FaultStage.AfterClientHello, server.Hellos > 0);
        Assert.Equal(stage > FaultStage.AfterRequest, server.Requests > 0);
    }

    [Theory]
    [InlineData(FaultStage.OnAccept, Tls13, "connect rst", "handshake rst")]
    [InlineData(FaultStage.AfterClientHello, Tls12, "handshake rst")]
    [InlineData(FaultStage.AfterClientHello, Tls13, "handshake rst")]
    [InlineData(FaultStage.DuringServerFlight, Tls12, "handshake rst")]
    [InlineData(FaultStage.DuringServerFlight, Tls13, "handshake rst")]
    [InlineData(FaultStage.AfterServerHello, Tls12, "handshake rst")]
    [InlineData(FaultStage.AfterServerHello, Tls13, "request rst", "empty rst", "handshake rst")]
    [InlineData(FaultStage.AfterHandshake, Tls12, "handshake rst")]
    [InlineData(FaultStage.AfterHandshake, Tls13, "request rst", "empty rst")]
    [InlineData(FaultStage.AfterRequest, Tls12, "empty rst")]
    [InlineData(FaultStage.AfterRequest, Tls13, "empty rst")]
    [InlineData(FaultStage.DuringResponse, Tls12, "partial rst", "empty rst")]
    [InlineData(FaultStage.DuringResponse, Tls13, "partial rst", "empty rst")]
    public async Task A_reset_ends_the_connection_at_its_stage(FaultStage stage, SslProtocols protocol, params string[] seen)
    {
        await using var server = new RelayedServer(protocol, faults: Fault(FaultEffect.Reset, stage));

        Assert.Contains(await new TlsClient().AskAsync(server.EndPoint), seen);

        RelayEnd end = await server.EndAsync();
        Assert.Equal(("fault", "here"), (end.StruckBy, end.ResetBy));
    }

    [Fact]
    public async Task A_stall_lasts_until_the_client_goes()
    {
        (FaultStage Stage, SslProtocols Protocol, string Seen)[] cases =
        [
            (FaultStage.OnAccept, Tls13, "handshake timeout"),
            (FaultStage.AfterClientHello, Tls13, "handshake timeout"),
            (FaultStage.DuringServerFlight, Tls12, "handshake timeout"),
            (FaultStage.DuringServerFlight, Tls13, "handshake timeout"),
            (FaultStage.AfterServerHello, Tls12, "handshake timeout"),
            (FaultStage.AfterServerHello, Tls13, "empty timeout"),
            (FaultStage.AfterHandshake, Tls12, "handshake timeout"),
            (FaultStage.AfterHandshake, Tls13, "empty timeout"),
            (FaultStage.AfterRequest, Tls12, "empty timeout"),
            (FaultStage.AfterRequest, Tls13, "empty timeout"),
            (FaultStage.DuringResponse, Tls12, "partial timeout"),
            (FaultStage.DuringResponse, Tls13, "partial timeout"),
        ];
        await Task.WhenAll(cases.Select(async one =>
        {
            await using var server = new RelayedServer(one.Protocol, faults: Fault(FaultEffect.Stall, one.Stage));
            string seen = await new TlsClient { Patience = TimeSpan.FromSeconds(2) }.AskAsync(server.EndPoint);
            Assert.Equal((one.Stage, one.Protocol, one.Seen), (one.Stage, one.Protocol, seen));
            Assert.Equal("fault", (await server.EndAsync()).StruckBy);
        }));
    }

    [Theory]
    [InlineData(FaultStage.OnAccept, 40, null, Tls13, "handshake alert 40")]
    [InlineData(FaultStage.AfterClientHello, 70, null, Tls12, "handshake alert 70")]
    [InlineData(FaultStage.AfterClientHello, 112, null, Tls13, "handshake alert 112")]
    [InlineData(FaultStage.AfterClientHello, 99, null, Tls13, "handshake alert 99")]
    [InlineData(FaultStage.AfterClientHello, 80, "reset", Tls13, "handshake alert 80", "handshake rst")]
    [InlineData(FaultStage.AfterServerHello, 40, null, Tls12, "handshake alert 40")]
    [InlineData(FaultStage.AfterClientHello, 112, "warning", Tls12, "whole ok")]
    public async Task An_alert_tells_its_description(FaultStage stage, int description, string? text, SslProtocols protocol, params string[] seen)
    {
        await using var server = new RelayedServer(protocol, faults: Fault(FaultEffect.Alert, stage) with { Value = description, Text = text });

        Assert.Contains(await new TlsClient { Protocols = protocol }.AskAsync(server.EndPoint), seen);
    }

    [Theory]
    [InlineData(FaultEffect.CloseNotify, FaultStage.AfterClientHello, null, Tls12, "handshake close_notify")]
    [InlineData(FaultEffect.CloseNotify, FaultStage.OnAccept, null, Tls13, "handshake close_notify")]
    [InlineData(FaultEffect.CloseNotify, FaultStage.AfterHandshake, null, Tls13, "empty fin")]
    [InlineData(FaultEffect.Plaintext, FaultStage.OnAccept, null, Tls13, "handshake notTls")]
    [InlineData(FaultEffect.Plaintext, FaultStage.AfterClientHello, null, Tls12, "handshake notTls")]
    [InlineData(FaultEffect.Garbage, FaultStage.AfterClientHello, null, Tls13, "handshake notTls")]
    [InlineData(FaultEffect.Garbage, FaultStage.AfterClientHello, Strike.GarbageVersion, Tls13, "handshake notTls")]
    [InlineData(FaultEffect.Garbage, FaultStage.AfterClientHello, Strike.GarbageLength, Tls13, "handshake fin")]
    [InlineData(FaultEffect.Garbage, FaultStage.AfterServerHello, null, Tls13, "handshake openssl 119")]
    [InlineData(FaultEffect.Garbage, FaultStage.AfterServerHello, null, Tls12, "handshake openssl 119", "handshake openssl 44")]
    public async Task An_answer_may_be_none(FaultEffect effect, FaultStage stage, int? value, SslProtocols protocol, params string[] seen)
    {
        await using var server = new RelayedServer(protocol, faults: Fault(effect, stage) with { Value = value });

        Assert.Contains(await new TlsClient().AskAsync(server.EndPoint), seen);
        Assert.Equal("fault", (await server.EndAsync()).StruckBy);
    }

    [Fact]
    public async Task A_reset_of_the_client_ends_the_relay()
    {
        await using var server = new RelayedServer(Tls13);
        Socket socket = SocketEnds.Create();
        await socket.ConnectAsync(server.EndPoint);
        await socket.SendAsync(new byte[] { 22, 3, 1 });
        await Task.Delay(50);
        SocketEnds.Reset(socket);

        Assert.Equal("client", (await server.EndAsync()).ResetBy);
    }

    [Fact]
    public async Task A_reset_of_the_server_is_one_for_the_client_and_a_half_closed_connection_stays_open()
    {
        (Socket client, Socket near) = await SocketEnds.PairAsync(IPAddress.Loopback, CancellationToken.None);
        (Socket far, Socket server) = await SocketEnds.PairAsync(IPAddress.Loopback, CancellationToken.None);
        Task<RelayEnd> relay = Relay.RunAsync(near, far, [], idle: null, CancellationToken.None);
        using (client)
        {
            client.Shutdown(SocketShutdown.Send);
            var buffer = new byte[8];
            Assert.Equal(0, await server.ReceiveAsync(buffer));
            await server.SendAsync("late"u8.ToArray());
            Assert.Equal(4, await client.ReceiveAsync(buffer));
            SocketEnds.Reset(server);

            Assert.Equal("server", (await relay).ResetBy);
            near.Dispose();
            var seen = await Assert.ThrowsAsync<SocketException>(async () => await client.ReceiveAsync(buffer));
            Assert.Equal(SocketError.ConnectionReset, seen.SocketErrorCode);
        }
    }

    [Fact]
    public async Task A_cut_may_be_told_in_records_of_the_servers_flight()
    {
        foreach ((FaultSpec fault, string words) in new[]
        {
            (Fault(FaultEffect.Fin, FaultStage.DuringServerFlight) with { Value = 0, Text = "header" }, "3"),
            (Fault(FaultEffect.Fin, FaultStage.AfterServerHello) with { Value = 1 }, "one record"),
        })
        {
            await using var server = new RelayedServer(Tls13, faults: fault);
            Assert.Equal("handshake fin", await new TlsClient().AskAsync(server.EndPoint));
            RelayEnd end = await server.EndAsync();
            if (words == "3")
                Assert.Equal(3, end.ToClient);
            else
                Assert.InRange(end.ToClient, 80, 200);
        }
    }

    [Fact]
    public async Task A_small_mtu_loses_large_flights_and_passes_small_ones()
    {
        FaultSpec mtu = Fault(FaultEffect.Mtu, FaultStage.OnAccept) with { Value = 1400 };
        var patience = TimeSpan.FromSeconds(1.2);
        await using (var small = new RelayedServer(Tls13, faults: mtu))
            Assert.Equal("whole ok", await new TlsClient().AskAsync(small.EndPoint));
        await using (var large = new RelayedServer(Tls13, TestCertificates.Huge, faults: mtu))
        {
            Assert.Equal("handshake timeout", await new TlsClient { Patience = patience }.AskAsync(large.EndPoint));
            RelayEnd end = await large.EndAsync();
            Assert.Equal(("fault", 0), (end.StruckBy, end.ToClient));
            Assert.InRange(end.ToServer, 100, 1360);
        }

        await using (var largeRequest = new RelayedServer(Tls13, faults: mtu))
        {
            Assert.Equal("empty timeout", await new TlsClient { Path = "/" + new string('x', 2000), Patience = patience }.AskAsync(largeRequest.EndPoint));
            Assert.Equal(0, largeRequest.Requests);
        }

        await using (var largeHello = new RelayedServer(Tls13, faults: mtu))
        {
            Assert.Equal("handshake timeout", await new TlsClient { Padding = 2000, Patience = patience }.AskAsync(largeHello.EndPoint));
            Assert.Equal(0, (await largeHello.EndAsync()).ToServer);
            Assert.Equal(0, largeHello.Hellos);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flow_that_was_silent_is_forgotten(bool asFault)
    {
        FaultSpec[] faults = asFault ? [Fault(FaultEffect.IdleTimeout, FaultStage.OnAccept) with { Value = 400 }] : [];
        await using var server = new RelayedServer(Tls13, idle: asFault ? null : TimeSpan.FromMilliseconds(400), faults: faults);

        Assert.Equal("whole ok", await new TlsClient().AskAsync(server.EndPoint));
        Assert.Contains(await new TlsClient { Pause = TimeSpan.FromMilliseconds(900) }.AskAsync(server.EndPoint), new[] { "empty rst", "request rst" });
        Assert.Equal(1, server.Requests);
    }

    [Theory]
    [InlineData(FaultStage.AfterClientHello, 290, 5000)]
    [InlineData(FaultStage.AfterRequest, 140, 285)]
    public async Task A_delay_holds_for_what_comes_after_its_stage(FaultStage stage, int least, int most)
    {
        await using var server = new RelayedServer(Tls12, faults: Fault(FaultEffect.Delay, stage) with { Value = 150 });
        await new TlsClient().AskAsync(server.EndPoint);
        var took = new List<long>();
        for (int tries = 0; tries < 5; tries++)
        {
            long began = Environment.TickCount64;
            Assert.Equal("whole ok", await new TlsClient().AskAsync(server.EndPoint));
            took.Add(Environment.TickCount64 - began);
        }

        // A busy machine adds to it and takes nothing away.
        Assert.InRange(took.Min(), least, most);
    }

    [Fact]
    public async Task Other_programs_see_the_same()
    {
        string curl = RealPart.Require("curl");
        foreach ((FaultEffect effect, FaultStage stage, string seen) in new[]
        {
            (FaultEffect.Fin, FaultStage.AfterClientHello, "unexpected eof|SSL_ERROR_SYSCALL"),
            (FaultEffect.Reset, FaultStage.AfterClientHello, "Connection reset by peer"),
            (FaultEffect.Plaintext, FaultStage.AfterClientHello, "wrong version number"),
            (FaultEffect.Alert, FaultStage.AfterClientHello, "handshake failure"),
            (FaultEffect.Fin, FaultStage.AfterRequest, "Empty reply|unexpected eof"),
            (FaultEffect.Fin, FaultStage.DuringResponse, "bytes remaining|unexpected eof"),
        })
        {
            await using var server = new RelayedServer(Tls13, faults: Fault(effect, stage));
            ProgramRun run = await ProgramRun.RunAsync(curl, ["-skS", "-o", "/dev/null", string.Create(CultureInfo.InvariantCulture, $"https://{server.EndPoint}/")]);
            Assert.Matches(seen, run.Output);
        }
    }

    [Fact]
    public async Task S_client_sees_a_fin_within_the_handshake()
    {
        string openssl = RealPart.Require("openssl");
        await using var server = new RelayedServer(Tls13, faults: Fault(FaultEffect.Fin, FaultStage.AfterClientHello));

        ProgramRun run = await ProgramRun.RunAsync(openssl, ["s_client", "-connect", server.EndPoint.ToString()]);

        Assert.Contains("unexpected eof while reading", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_connections_at_once_pass_or_fail_as_they_should()
    {
        await using var well = new RelayedServer(Tls13);
        await using var ill = new RelayedServer(Tls12, faults: Fault(FaultEffect.Fin, FaultStage.AfterClientHello));
        string[] seen = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => new TlsClient { Patience = TimeSpan.FromSeconds(30) }.AskAsync(i % 2 == 0 ? well.EndPoint : ill.EndPoint)));

        Assert.Equal(100, seen.Count(words => words == "whole ok"));
        Assert.Equal(100, seen.Count(words => words == "handshake fin"));
    }

    private static FaultSpec Fault(FaultEffect effect, FaultStage stage) => new() { Id = "fault", At = "node:n/ingress", Effect = effect, Stage = stage };
}
