using System.Globalization;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Network;

public sealed class PacketFilterTests : IAsyncDisposable
{
    private readonly HandMadeWorld _world = HandMadeWorld.Create();
    private readonly GreetingEndpoint _endpoint = new() { ClientOdds = new SynOdds(0.4, 0.2, 0.4) };

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_program_meets_the_shares_of_an_endpoint_in_its_connect()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Packet filter rules need root on Linux.");
        string nft = RealPart.Require("nft");
        string table = string.Create(CultureInfo.InvariantCulture, $"tlspath_lab_{_world.World.Addresses.Block}");
        await using IAsyncDisposable listening = _world.Fabric.Listen(_world.At("203.0.113.10", 8443), _endpoint);

        await using (await PacketFilter.StartAsync(_world.Fabric, CancellationToken.None))
        {
            string[] seen = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => ConnectAsync()));

            Assert.InRange(seen.Count(words => words == "hi"), 80, 160);
            Assert.InRange(seen.Count(words => words == "refused"), 30, 95);
            Assert.InRange(seen.Count(words => words == "dropped"), 80, 160);
            // The world's own are not met, and neither are those of the connector, which ask before.
            for (int i = 0; i < 20; i++)
                (await _world.Fabric.DialAsync(_world.At("198.51.100.9"), _world.At("203.0.113.10", 8443), FlowPurpose.HealthCheck, CancellationToken.None)).Dispose();
            Assert.Contains("jhash", (await ProgramRun.RunAsync(nft, ["list", "table", "inet", table])).Output, StringComparison.Ordinal);

            _endpoint.ClientOdds = SynOdds.AllAccepted;
            for (int tries = 0; tries < 100 && (await ProgramRun.RunAsync(nft, ["list", "table", "inet", table])).Output.Contains("jhash", StringComparison.Ordinal); tries++)
                await Task.Delay(50);
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ConnectAsync())), words => Assert.Equal("hi", words));
        }

        Assert.NotEqual(0, (await ProgramRun.RunAsync(nft, ["list", "table", "inet", table])).ExitCode);
    }

    [Fact]
    public async Task Probes_through_the_connector_are_drawn_once()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Packet filter rules need root on Linux.");
        RealPart.Require("nft");
        _endpoint.ClientOdds = new SynOdds(0.5, 0.5, 0);
        await using IAsyncDisposable listening = _world.Fabric.Listen(_world.At("203.0.113.10", 8443), _endpoint);
        await using PacketFilter filter = await PacketFilter.StartAsync(_world.Fabric, CancellationToken.None);
        var connector = new LabConnector(_world.Fabric);
        int open = 0;
        for (int i = 0; i < 200; i++)
        {
            try
            {
                using Socket socket = await connector.ConnectAsync(_world.At("203.0.113.10", 8443), source: null, CancellationToken.None);
                open++;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionRefused)
            {
                // Its share.
            }
        }

        Assert.InRange(open, 70, 130);
    }

    private async Task<string> ConnectAsync()
    {
        using Socket socket = SocketEnds.Create();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(2.5));
        try
        {
            await socket.ConnectAsync(_world.At("203.0.113.10", 8443), bound.Token);
        }
        catch (OperationCanceledException)
        {
            return "dropped";
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.ConnectionRefused ? "refused" : exception.SocketErrorCode.ToString();
        }

        var buffer = new byte[8];
        int count = await socket.ReceiveAsync(buffer);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }
}
