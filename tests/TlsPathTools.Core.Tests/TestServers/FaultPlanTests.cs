using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

public sealed class FaultPlanTests
{
    [Fact]
    public void A_share_is_kept_and_repeats_itself()
    {
        FaultPlan plan = FaultPlans.Share(0.3, WireFault.HelloRst, seed: 7);
        FaultPlan again = FaultPlans.Share(0.3, WireFault.HelloRst, seed: 7);
        FaultPlan other = FaultPlans.Share(0.3, WireFault.HelloRst, seed: 8);

        int[] numbers = [.. Enumerable.Range(1, 10_000)];
        Assert.InRange(numbers.Count(number => plan(number) is WireFault.HelloRst), 2800, 3200);
        Assert.All(numbers, number => Assert.Equal(plan(number), again(number)));
        Assert.InRange(numbers.Count(number => plan(number) != other(number)), 3800, 4600);
    }

    [Fact]
    public void Cycles_and_ends_count_from_one()
    {
        FaultPlan cycle = FaultPlans.Cycle(WireFault.Ok, WireFault.HelloFin);
        FaultPlan ended = FaultPlans.FirstThen(2, WireFault.HelloFin, WireFault.Ok);

        Assert.Equal([WireFault.Ok, WireFault.HelloFin, WireFault.Ok], new[] { 1, 2, 3 }.Select(number => cycle(number)));
        Assert.Equal([WireFault.HelloFin, WireFault.HelloFin, WireFault.Ok], new[] { 1, 2, 3 }.Select(number => ended(number)));
    }

    [Fact]
    public async Task A_server_follows_its_plan_by_the_order_of_connections()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(FaultPlans.FirstThen(1, WireFault.AcceptFinNow, WireFault.SshBanner));

        Assert.Equal(0, await FirstReadAsync(server.EndPoint));
        Assert.NotEqual(0, await FirstReadAsync(server.EndPoint));
        server.Plan = FaultPlans.Always(WireFault.AcceptFinNow);
        Assert.Equal(0, await FirstReadAsync(server.EndPoint));

        Assert.Equal([WireFault.AcceptFinNow, WireFault.SshBanner, WireFault.AcceptFinNow], server.Connections.Select(connection => connection.Fault));
    }

    [Fact]
    public async Task A_thousand_open_connections_are_held_and_end_with_the_server()
    {
        MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.HelloStall);
        var sockets = new List<Socket>();
        for (int i = 0; i < 1000; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            await socket.ConnectAsync(server.EndPoint);
        }

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (server.Connections.Count < 1000)
            await Task.Delay(5, bound.Token);

        long start = Stopwatch.GetTimestamp();
        await server.DisposeAsync();
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3), $"{Stopwatch.GetElapsedTime(start)}");

        Assert.All(server.Connections, connection => Assert.True(connection.IsClosed));
        foreach (Socket socket in sockets)
            socket.Dispose();
    }

    private static async Task<int> FirstReadAsync(IPEndPoint server)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server);
        return await socket.ReceiveAsync(new byte[100]);
    }
}
