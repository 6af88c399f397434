using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Network;

[Collection(nameof(Alone))]
public sealed class FabricTests : IAsyncDisposable
{
    private readonly HandMadeWorld _world = HandMadeWorld.Create();
    private readonly GreetingEndpoint _endpoint = new();
    private readonly IPEndPoint _front;

    public FabricTests()
    {
        _world.AddSubnet("subnet-a", "10.0.1.0/24");
        _world.AddInterface("subnet-a", ["10.0.1.10"], publicIp: "203.0.113.10");
        _front = _world.At("203.0.113.10", 8443);
    }

    private Fabric Fabric => _world.Fabric;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_program_of_the_machine_is_the_scenarios_client()
    {
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);

        using Socket socket = await ConnectAsync(_front);

        Assert.Equal("hi", await ReadAsync(socket));
        Flow flow = Assert.Single(_endpoint.Flows);
        Assert.Equal(_world.At("198.51.100.7"), flow.Source.Address);
        Assert.Equal(((IPEndPoint)socket.LocalEndPoint!).Port, flow.Source.Port);
        Assert.Equal(FlowPurpose.Client, flow.Purpose);
    }

    [Fact]
    public async Task A_dialled_connection_comes_from_its_source_and_is_decided_once()
    {
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        IPAddress source = _world.At("198.51.100.99");

        using Socket socket = await Fabric.DialAsync(source, _front, FlowPurpose.HealthCheck, CancellationToken.None);

        Assert.Equal("hi", await ReadAsync(socket));
        Assert.Equal(_front, socket.RemoteEndPoint);
        Flow flow = Assert.Single(_endpoint.Flows);
        Assert.Equal((source, FlowPurpose.HealthCheck), (flow.Source.Address, flow.Purpose));
        Assert.Equal(socket.LocalEndPoint, flow.Source);
    }

    [Fact]
    public async Task Refused_and_dropped_are_known_before_a_socket_is_opened()
    {
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        _endpoint.OtherOdds = SynOdds.AllRefused;
        var refused = await Assert.ThrowsAsync<SocketException>(() => Fabric.DialAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, CancellationToken.None));
        _endpoint.OtherOdds = SynOdds.AllDropped;
        long began = Environment.TickCount64;
        var dropped = await Assert.ThrowsAsync<SocketException>(() => Fabric.DialAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, CancellationToken.None));

        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(SocketError.TimedOut, dropped.SocketErrorCode);
        Assert.InRange(Environment.TickCount64 - began, 500, 3000);
        // Whoever hands a SYN on hears of the drop at once.
        HandedOn handed = await Fabric.HandOnAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, via: null, CancellationToken.None);
        Assert.IsType<SynAnswer.Drop>(handed.Refusal);
    }

    [Fact]
    public async Task Nobody_refuses_at_a_host_and_is_silent_at_an_address_that_no_one_has()
    {
        Assert.Equal(SynOdds.AllRefused, Fabric.Odds(Fabric.ClientFlow(_world.At("203.0.113.10", 9))));
        Assert.Equal(SynOdds.AllDropped, Fabric.Odds(Fabric.ClientFlow(_world.At("203.0.113.11", 9))));
    }

    [Fact]
    public async Task The_posture_goes_to_and_fro_and_other_programs_see_it()
    {
        if (!BlackHole.IsSupported)
            Assert.Skip("Only Linux drops SYNs at a full queue.");
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        foreach (SynOdds odds in new[] { SynOdds.AllDropped, SynOdds.AllRefused, SynOdds.AllDropped, SynOdds.AllAccepted, SynOdds.AllRefused, SynOdds.AllAccepted })
        {
            _endpoint.ClientOdds = odds;
            await Fabric.ReconsiderAsync();
            await Fabric.ReconsiderAsync();
            Assert.Equal(odds, await TryAsync(_front));
        }
    }

    [Fact]
    public async Task A_client_that_nobody_answers_does_not_keep_a_health_check_out()
    {
        _endpoint.ClientOdds = SynOdds.AllDropped;
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);

        using Socket socket = await Fabric.DialAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, CancellationToken.None);

        Assert.Equal("hi", await ReadAsync(socket));
    }

    [Fact]
    public async Task Curl_meets_a_dropped_and_a_refused_connect()
    {
        string curl = RealPart.Require("curl");
        if (!BlackHole.IsSupported)
            Assert.Skip("Only Linux drops SYNs at a full queue.");
        _endpoint.ClientOdds = SynOdds.AllDropped;
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        ProgramRun dropped = await ProgramRun.RunAsync(curl, ["-sS", "--connect-timeout", "0.5", $"http://{_front}/"]);
        _endpoint.ClientOdds = SynOdds.AllRefused;
        await Fabric.ReconsiderAsync();
        ProgramRun refused = await ProgramRun.RunAsync(curl, ["-sS", "--connect-timeout", "0.5", $"http://{_front}/"]);

        Assert.Equal(28, dropped.ExitCode);
        Assert.Contains("Couldn't connect", refused.Output, StringComparison.Ordinal);
        Assert.Equal(7, refused.ExitCode);
    }

    [Fact]
    public async Task Mixed_odds_are_drawn_for_each_accepted_connection()
    {
        _endpoint.ClientOdds = new SynOdds(0.5, 0.5, 0);
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        int served = 0;
        for (int i = 0; i < 60; i++)
        {
            try
            {
                using Socket socket = await ConnectAsync(_front);
                served += await ReadAsync(socket) == "hi" ? 1 : 0;
            }
            catch (SocketException)
            {
                // A RST right after the accept may come before the connect is told.
            }
        }

        Assert.InRange(served, 10, 50);
    }

    [Fact]
    public async Task Ending_a_listener_resets_its_connections()
    {
        IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        using Socket socket = await ConnectAsync(_front);
        Assert.Equal("hi", await ReadAsync(socket));

        await listening.DisposeAsync();

        Assert.Null(await ReadAsync(socket));
        Assert.Equal(SynOdds.AllRefused, await TryAsync(_front));
    }

    [Fact]
    public async Task An_endpoint_that_is_not_open_to_others_is_reached_from_within()
    {
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint, opens: false);

        using Socket socket = await Fabric.DialAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, CancellationToken.None);

        Assert.Equal("hi", await ReadAsync(socket));
        Assert.Equal(SynOdds.AllRefused, await TryAsync(_front));
    }

    [Fact]
    public async Task The_connector_waits_for_a_dropped_SYN_and_refuses_a_refused_one()
    {
        await using IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        var connector = new LabConnector(Fabric);
        using (Socket socket = await connector.ConnectAsync(_front, source: null, CancellationToken.None))
        {
            Assert.Equal("hi", await ReadAsync(socket));
            Assert.Equal(((IPEndPoint)socket.LocalEndPoint!).Port, Assert.Single(_endpoint.Flows).Source.Port);
            Assert.Equal(_world.At("198.51.100.7"), _endpoint.Flows[0].Source.Address);
        }

        _endpoint.ClientOdds = SynOdds.AllRefused;
        var refused = await Assert.ThrowsAsync<SocketException>(async () => await connector.ConnectAsync(_front, source: null, CancellationToken.None));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        _endpoint.ClientOdds = SynOdds.AllDropped;
        await SilentAsync(connector, _front);
        await SilentAsync(connector, _world.At("203.0.113.77", 8443));
        refused = await Assert.ThrowsAsync<SocketException>(async () => await connector.ConnectAsync(_world.At("203.0.113.10", 9), source: null, CancellationToken.None));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task The_connector_connects_to_everything_else_as_it_is()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        using Socket socket = await new LabConnector(Fabric).ConnectAsync((IPEndPoint)listener.LocalEndpoint, source: null, CancellationToken.None);

        Assert.True(socket.Connected);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_thousand_connections_and_of_postures()
    {
        if (!Directory.Exists("/proc/self/fd"))
            Assert.Skip("Descriptors are counted in /proc.");
        using (Socket warm = await ConnectThroughAsync(1))
            _ = warm;
        int before = Descriptors();
        IAsyncDisposable listening = Fabric.Listen(_front, _endpoint);
        for (int round = 0; round < 10; round++)
        {
            _endpoint.ClientOdds = round % 2 == 0 ? SynOdds.AllAccepted : SynOdds.AllDropped;
            await Fabric.ReconsiderAsync();
            await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancellationToken) =>
            {
                using Socket socket = await Fabric.DialAsync(_world.At("198.51.100.9"), _front, FlowPurpose.HealthCheck, cancellationToken);
                Assert.Equal("hi", await ReadAsync(socket));
            });
        }

        await listening.DisposeAsync();

        // The runtime opens a few for itself now and then.
        await EventuallyAsync(() => Descriptors() <= before + 10, () => $"{Descriptors()} descriptors, {before} before");
        Assert.Equal(0, _endpoint.Abandoned);
    }

    private async Task<Socket> ConnectThroughAsync(int port)
    {
        await using IAsyncDisposable listening = Fabric.Listen(_world.At("203.0.113.10", 20_000 + port), _endpoint, opens: false);
        return await Fabric.DialAsync(_world.At("198.51.100.9"), _world.At("203.0.113.10", 20_000 + port), FlowPurpose.HealthCheck, CancellationToken.None);
    }

    private static async Task SilentAsync(LabConnector connector, IPEndPoint where)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await connector.ConnectAsync(where, source: null, bound.Token));
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static async Task EventuallyAsync(Func<bool> holds, Func<string> otherwise)
    {
        for (int tries = 0; tries < 100 && !holds(); tries++)
            await Task.Delay(30);
        Assert.True(holds(), otherwise());
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(where, bound.Token);
        return socket;
    }

    private static async Task<SynOdds> TryAsync(IPEndPoint where)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        try
        {
            await socket.ConnectAsync(where, bound.Token);
            return SynOdds.AllAccepted;
        }
        catch (OperationCanceledException)
        {
            return SynOdds.AllDropped;
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused)
        {
            return SynOdds.AllRefused;
        }
    }

    // What it says first; null for a reset.
    private static async Task<string?> ReadAsync(Socket socket)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[16];
        try
        {
            return System.Text.Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, SocketFlags.None, bound.Token));
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
