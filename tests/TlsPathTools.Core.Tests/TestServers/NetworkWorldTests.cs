using System.Net.Sockets;
using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>Packet faults as curl and the socket see them.</summary>
public sealed class NetworkWorldTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(3);
    private readonly TempFolder _folder = new();
    private readonly string _authority;

    public NetworkWorldTests() => _authority = TestCertificates.WriteAuthority(_folder);

    [Fact]
    public async Task Every_answer_to_a_SYN_is_the_one_that_was_ordered()
    {
        await using NetworkWorld world = await NetworkWorld.StartAsync();

        // Each three times: the kernel would send one ICMP error a second if it were left to its defaults.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(SocketError.HostUnreachable, await ConnectAsync(world, PathFault.HostUnreachable));
            Assert.Equal(SocketError.HostUnreachable, await ConnectAsync(world, PathFault.AdminProhibited));
            Assert.Equal(SocketError.NetworkUnreachable, await ConnectAsync(world, PathFault.NetworkUnreachable));
            Assert.Equal(SocketError.ConnectionRefused, await ConnectAsync(world, PathFault.PortUnreachable));
            Assert.Equal(SocketError.ConnectionRefused, await ConnectAsync(world, PathFault.TcpReset));
            Assert.Equal(SocketError.ConnectionRefused, await ConnectAsync(world, PathFault.None));
        }

        Assert.Equal(SocketError.TimedOut, await ConnectAsync(world, PathFault.SynDropped));
    }

    [Fact]
    public async Task A_server_lives_in_the_world_and_the_faults_after_the_connect_hit_it()
    {
        await using NetworkWorld world = await NetworkWorld.StartAsync();
        MisbehavingTlsServer good = world.Serve(PathFault.None);
        MisbehavingTlsServer deaf = world.Serve(PathFault.RequestDropped);
        MisbehavingTlsServer mute = world.Serve(PathFault.ReplyDropped);
        MisbehavingTlsServer small = world.Serve(PathFault.LargeReplyDropped, WireFault.CertificateHuge);
        MisbehavingTlsServer narrow = world.Serve(PathFault.LargeRequestDropped);

        ProgramRun[] runs = await Task.WhenAll(
            CurlAsync(good, s_patience), CurlAsync(deaf, s_stall), CurlAsync(mute, s_stall), CurlAsync(small, s_stall), CurlAsync(narrow, s_patience));

        Assert.Equal([0, 28, 28, 28, 0], runs.Select(run => run.ExitCode));
        Assert.Null(Assert.Single(deaf.Connections).Hello);
        Assert.NotNull(Assert.Single(mute.Connections).Hello);
        Assert.NotNull(Assert.Single(small.Connections).Hello);
    }

    [Fact]
    public async Task The_kernel_shows_whether_the_request_was_acknowledged()
    {
        string ss = RealPart.Require("ss");
        await using NetworkWorld world = await NetworkWorld.StartAsync();
        using Socket dropped = await HelloAsync(world.Serve(PathFault.RequestDropped));
        using Socket acknowledged = await HelloAsync(world.Serve(PathFault.ReplyDropped, WireFault.HelloStall));

        using var bound = new CancellationTokenSource(s_patience);
        while (!Regex.IsMatch(await InfoAsync(PathFault.RequestDropped), "unacked:1 .*retrans:[0-9]+/[1-9]", RegexOptions.Singleline, s_patience))
            await Task.Delay(50, bound.Token);
        Assert.DoesNotContain("unacked:", await InfoAsync(PathFault.ReplyDropped), StringComparison.Ordinal);

        async Task<string> InfoAsync(PathFault fault) => (await ProgramRun.RunAsync(ss, ["-tino", "dst", world.EndPoint(fault).ToString()])).Output;
    }

    [Fact]
    public async Task Nothing_of_a_world_is_left()
    {
        string before;
        await using (NetworkWorld world = await NetworkWorld.StartAsync())
        {
            world.Serve(PathFault.None);
            before = world.Address.ToString();
            Assert.Contains(before, await RouteAsync(before), StringComparison.Ordinal);
            Assert.Contains("dev tp", await RouteAsync(before), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("dev tp", await RouteAsync(before), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> RouteAsync(string address) => (await ProgramRun.RunAsync(RealPart.Require("ip"), ["route", "get", address])).Output;

    private static async Task<SocketError> ConnectAsync(NetworkWorld world, PathFault fault)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(fault is PathFault.SynDropped ? 700 : 20_000));
        try
        {
            await socket.ConnectAsync(world.EndPoint(fault), bound.Token);
            return SocketError.Success;
        }
        catch (OperationCanceledException)
        {
            return SocketError.TimedOut;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static async Task<Socket> HelloAsync(MisbehavingTlsServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint);
        await socket.SendAsync(new byte[200]);
        return socket;
    }

    private Task<ProgramRun> CurlAsync(MisbehavingTlsServer server, TimeSpan bound) =>
        TlsClients.CurlAsync(server.EndPoint, _authority, tls13: true, bound);
}
