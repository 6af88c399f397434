using System.Net;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

public sealed class NetworkListenerTests : IAsyncLifetime
{
    private readonly HandMadeWorld _world = new();
    private readonly LoadBalancer _balancer;
    private readonly Instance _first;
    private readonly Instance _second;

    public NetworkListenerTests()
    {
        _balancer = _world.AddLoadBalancer("nlb", "network");
        _first = _world.AddInstance("i-1", 'a', 10);
        _second = _world.AddInstance("i-2", 'b', 10);
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Without_cross_zone_each_address_reaches_its_own_zones_target_alone()
    {
        await StartAsync();

        Assert.Equal((8, 0), await SpreadAsync('a', 8));
        Assert.Equal((0, 8), await SpreadAsync('b', 8));
    }

    [Theory]
    [InlineData("balancer")]
    [InlineData("group")]
    public async Task With_cross_zone_every_address_reaches_every_target(string where)
    {
        TargetGroup group = AddGroup();
        (where == "balancer" ? _balancer.Attributes : group.Attributes)["load_balancing.cross_zone.enabled"] = "true";
        await StartAsync(group);

        (int first, int second) = await SpreadAsync('a', 60);
        // 60 throws of a coin: outside of 12 … 48 once in two million.
        Assert.InRange(first, 12, 48);
        Assert.Equal(60, first + second);
    }

    [Fact]
    public async Task The_groups_word_on_cross_zone_wins_over_the_load_balancers()
    {
        _balancer.Attributes["load_balancing.cross_zone.enabled"] = "true";
        TargetGroup group = AddGroup(("load_balancing.cross_zone.enabled", "false"));
        await StartAsync(group);

        Assert.Equal((8, 0), await SpreadAsync('a', 8));
    }

    [Fact]
    public async Task A_target_that_drops_is_a_timeout_and_one_that_refuses_is_refused_and_the_odds_say_so()
    {
        (TestTarget first, TestTarget second) = await StartAsync();
        first.Syn = SynAnswer.Dropped;
        second.Syn = SynAnswer.Refused;
        first.SynOfChecks = second.SynOfChecks = new SynAnswer.Accept((_, _) => Task.CompletedTask);

        Assert.Equal(SocketError.TimedOut, await FailureAsync('a'));
        Assert.Equal(SocketError.ConnectionRefused, await FailureAsync('b'));
        Assert.Equal(1, _world.Fabric.Odds(_world.Fabric.ClientFlow(Front('a'))).Dropped);
        Assert.Equal(1, _world.Fabric.Odds(_world.Fabric.ClientFlow(Front('b'))).Refused);
        Assert.Equal(1, Sum("TCP_Target_Reset_Count"));
    }

    [Fact]
    public async Task The_odds_of_a_cross_zone_listener_are_mixed_of_its_targets()
    {
        TargetGroup group = AddGroup(("load_balancing.cross_zone.enabled", "true"));
        (TestTarget first, _) = await StartAsync(group);
        first.Syn = SynAnswer.Dropped;
        first.SynOfChecks = new SynAnswer.Accept((_, _) => Task.CompletedTask);

        SynOdds odds = _world.Fabric.Odds(_world.Fabric.ClientFlow(Front('a')));
        Assert.Equal((0.5, 0.0, 0.5), (odds.Accepted, odds.Refused, odds.Dropped));
    }

    [Fact]
    public async Task An_unhealthy_target_gets_nothing_until_too_few_are_healthy_and_then_all_get_something()
    {
        TargetGroup group = AddGroup(("load_balancing.cross_zone.enabled", "true"));
        (TestTarget first, TestTarget second) = await StartAsync(group);
        first.SynOfChecks = SynAnswer.Refused;
        await HandMadeWorld.UntilAsync(() => group.Targets[0].State == "unhealthy", "the first is unhealthy");
        Assert.Equal((0, 12), await SpreadAsync('a', 12));

        second.SynOfChecks = SynAnswer.Refused;
        await HandMadeWorld.UntilAsync(() => group.Targets[1].State == "unhealthy", "the second is unhealthy");
        (int ill, int illToo) = await SpreadAsync('a', 40);
        Assert.InRange(ill, 5, 35);
        Assert.Equal(40, ill + illToo);
        Assert.True(Sum("UnhealthyRoutingFlowCount") >= 40);
    }

    [Fact]
    public async Task A_zone_without_a_target_refuses()
    {
        TargetGroup group = _world.AddTargetGroup("tg", _balancer, [_first]);
        await StartAsync(group);

        Assert.Equal(SocketError.ConnectionRefused, await FailureAsync('b'));
        Assert.False(_balancer.Zones[1].InDns);
    }

    [Theory]
    [InlineData("instance", null, HandMadeWorld.Client)]
    [InlineData("ip", null, "10.0.1.100")]
    [InlineData("instance", "false", "10.0.1.100")]
    [InlineData("ip", "true", HandMadeWorld.Client)]
    public async Task The_target_sees_the_client_or_the_load_balancers_node(string targetType, string? attribute, string expected)
    {
        TargetGroup group = _world.AddTargetGroup("tg", _balancer, [_first, _second], targetType: targetType);
        if (attribute is not null)
            group.Attributes["preserve_client_ip.enabled"] = attribute;
        (TestTarget first, _) = await StartAsync(group);

        Assert.Equal("i-1", await AskAsync('a'));

        Assert.Equal(_world.Address(expected), first.LastSource!.Address);
    }

    [Fact]
    public async Task A_target_cannot_reach_itself_through_its_load_balancer_while_addresses_are_preserved()
    {
        TargetGroup group = AddGroup();
        await StartAsync(group);
        var inside = new IPEndPoint(_balancer.Zones[0].PrivateIp, 32400);

        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () => await _world.Fabric.DialAsync(_first.PrivateIp, inside, FlowPurpose.Client, CancellationToken.None));
        Assert.Equal(SocketError.TimedOut, exception.SocketErrorCode);
        group.Attributes["preserve_client_ip.enabled"] = "false";
        using Socket socket = await _world.Fabric.DialAsync(_first.PrivateIp, inside, FlowPurpose.Client, CancellationToken.None);
        Assert.Equal("i-1"u8.ToArray(), await ReceiveAsync(socket, 3));
    }

    [Fact]
    public async Task Stickiness_keeps_a_client_at_its_target_and_spreads_clients()
    {
        TargetGroup group = AddGroup(("load_balancing.cross_zone.enabled", "true"), ("stickiness.enabled", "true"));
        await StartAsync(group);

        var chosen = new List<string>();
        for (int i = 1; i <= 12; i++)
        {
            var client = _world.Address($"198.51.100.{i}");
            string target = await AskAsync('a', client);
            Assert.Equal(target, await AskAsync('b', client));
            chosen.Add(target);
        }

        Assert.Equal(2, chosen.Distinct().Count());
    }

    [Fact]
    public async Task The_PROXY_header_comes_first_where_the_group_asks_for_it()
    {
        TargetGroup group = AddGroup(("proxy_protocol_v2.enabled", "true"));
        await StartAsync(group);

        using Socket socket = await DialAsync('a');
        byte[] expected = [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, .. "QUIT\n"u8, 0x21, 0x11, 0, 12, .. _world.Address().GetAddressBytes(), .. Front('a').Address.GetAddressBytes()];
        byte[] received = await ReceiveAsync(socket, 3 + 28);

        Assert.Equal([.. "i-1"u8, .. expected], received[..(3 + expected.Length)]);
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        Assert.Equal([(byte)(port >> 8), (byte)port, 32400 >> 8, 32400 & 0xFF], received[(3 + expected.Length)..]);
    }

    [Fact]
    public async Task A_forgotten_flow_is_answered_by_a_reset()
    {
        await StartAsync();
        _world.World.Faults.Add(new FaultSpec { Id = "forgets", At = "lb:nlb/eu-west-2a", Effect = FaultEffect.IdleTimeout, Value = 200 });
        using Socket socket = await DialAsync('a');
        await ReceiveAsync(socket, 3);
        await socket.SendAsync("early"u8.ToArray());
        Assert.Equal("early", Encoding.ASCII.GetString(await ReceiveAsync(socket, 5)));

        await Task.Delay(500);
        await socket.SendAsync("late"u8.ToArray());

        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () => await ReceiveAsync(socket, 4));
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        await HandMadeWorld.UntilAsync(() => Sum("TCP_ELB_Reset_Count") == 1, "the reset is counted as the load balancer's");
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("false", false)]
    public async Task Open_flows_are_reset_when_their_target_becomes_unhealthy(string? attribute, bool reset)
    {
        TargetGroup group = AddGroup();
        if (attribute is not null)
            group.Attributes["target_health_state.unhealthy.connection_termination.enabled"] = attribute;
        (TestTarget first, _) = await StartAsync(group);
        using Socket socket = await DialAsync('a');
        await ReceiveAsync(socket, 3);

        first.SynOfChecks = SynAnswer.Refused;
        await HandMadeWorld.UntilAsync(() => group.Targets[0].State == "unhealthy", "the first is unhealthy");

        if (reset)
        {
            await Assert.ThrowsAsync<SocketException>(async () => await ReceiveAsync(socket, 1));
            return;
        }

        await socket.SendAsync("still"u8.ToArray());
        Assert.Equal("still", Encoding.ASCII.GetString(await ReceiveAsync(socket, 5)));
    }

    [Fact]
    public async Task A_targets_reset_is_the_clients_reset_and_is_counted()
    {
        TargetGroup group = AddGroup();
        HandMadeWorld.AddListener(_balancer, "TCP", 32400, forward: (group, 1));
        _world.Run(_first, 32080, TestTarget.Resetting());
        _world.Run(_second, 32080, TestTarget.Echo("i-2"));
        await _world.BalanceAsync();
        using Socket socket = await DialAsync('a');

        await socket.SendAsync("hello"u8.ToArray());

        SocketException exception = await Assert.ThrowsAsync<SocketException>(async () => await ReceiveAsync(socket, 1));
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        await HandMadeWorld.UntilAsync(() => Sum("TCP_Target_Reset_Count") == 1, "the reset is counted as the target's");
        Assert.Equal(1, Sum("NewFlowCount"));
        Assert.Equal(1, Sum("NewFlowCount", ("AvailabilityZone", "eu-west-2a")));
    }

    [Theory]
    [InlineData(FaultEffect.Drop, SocketError.TimedOut)]
    [InlineData(FaultEffect.Refuse, SocketError.ConnectionRefused)]
    public async Task Faults_of_one_zones_node_meet_its_own_flows(FaultEffect effect, SocketError expected)
    {
        await StartAsync();
        _world.World.Faults.Add(new FaultSpec { Id = "broken", At = "lb:nlb/eu-west-2a", Effect = effect });

        Assert.Equal(expected, await FailureAsync('a'));
        Assert.Equal("i-2", await AskAsync('b'));
    }

    [Fact]
    public async Task Weights_decide_between_groups()
    {
        TargetGroup heavy = _world.AddTargetGroup("heavy", _balancer, [_first]);
        TargetGroup light = _world.AddTargetGroup("light", _balancer, [_first], port: 32081);
        TargetGroup none = _world.AddTargetGroup("none", _balancer, [_second]);
        HandMadeWorld.AddListener(_balancer, "TCP", 32400, forward: [(heavy, 9), (light, 1), (none, 0)]);
        TestTarget often = _world.Run(_first, 32080, TestTarget.Echo("i-1")), seldom = _world.Run(_first, 32081, TestTarget.Echo("i-1"));
        await _world.BalanceAsync();

        for (int i = 0; i < 100; i++)
            await AskAsync('a');

        Assert.Equal(100, often.Clients + seldom.Clients);
        Assert.InRange(seldom.Clients, 1, 30);
    }

    private TargetGroup AddGroup(params (string Key, string Value)[] attributes) =>
        _world.AddTargetGroup("tg", _balancer, [_first, _second], attributes: attributes.ToDictionary(pair => pair.Key, pair => pair.Value));

    private async Task<(TestTarget First, TestTarget Second)> StartAsync(TargetGroup? group = null)
    {
        HandMadeWorld.AddListener(_balancer, "TCP", 32400, forward: (group ?? AddGroup(), 1));
        TestTarget first = _world.Run(_first, 32080, TestTarget.Echo("i-1")), second = _world.Run(_second, 32080, TestTarget.Echo("i-2"));
        await _world.BalanceAsync();
        return (first, second);
    }

    private IPEndPoint Front(char zone) => HandMadeWorld.Front(_balancer, zone, 32400);

    private Task<Socket> DialAsync(char zone, IPAddress? client = null) =>
        _world.Fabric.DialAsync(client ?? _world.Address(), Front(zone), FlowPurpose.Client, CancellationToken.None);

    private async Task<string> AskAsync(char zone, IPAddress? client = null)
    {
        using Socket socket = await DialAsync(zone, client);
        return Encoding.ASCII.GetString(await ReceiveAsync(socket, 3));
    }

    private async Task<(int First, int Second)> SpreadAsync(char zone, int flows)
    {
        int first = 0;
        for (int i = 0; i < flows; i++)
            first += await AskAsync(zone) == "i-1" ? 1 : 0;
        return (first, flows - first);
    }

    private async Task<SocketError> FailureAsync(char zone) => (await Assert.ThrowsAsync<SocketException>(async () => await DialAsync(zone))).SocketErrorCode;

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        byte[] bytes = new byte[count];
        for (int read = 0, more; read < count; read += more)
        {
            more = await socket.ReceiveAsync(bytes.AsMemory(read), bound.Token);
            if (more == 0)
                return bytes[..read];
        }

        return bytes;
    }

    private double Sum(string metric, params (string, string)[] dimensions) => _world.Cloud.Metrics
        .Read("AWS/NetworkELB", metric, [.. dimensions, ("LoadBalancer", "net/nlb/0123456789abcde0")], DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
        .Sum(point => point.Point.Sum);
}
