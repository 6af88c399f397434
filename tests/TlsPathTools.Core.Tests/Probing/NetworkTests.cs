using System.Net;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>What routers and firewalls do, over a real (virtual) cable with nftables: needs root on Linux.</summary>
public sealed class NetworkTests : IAsyncLifetime
{
    private NetworkWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await NetworkWorld.StartAsync();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    public static TheoryData<PathFault, TlsVersion, TlsStage, WireEvent> Faults
    {
        get
        {
            var data = new TheoryData<PathFault, TlsVersion, TlsStage, WireEvent>();
            foreach (TlsVersion version in new[] { TlsVersion.Tls13, TlsVersion.Tls12 })
            {
                data.Add(PathFault.None, version, TlsStage.Close, WireEvent.None);
                data.Add(PathFault.SynDropped, version, TlsStage.TcpConnect, WireEvent.Timeout);
                data.Add(PathFault.HostUnreachable, version, TlsStage.TcpConnect, WireEvent.HostUnreachable);
                data.Add(PathFault.AdminProhibited, version, TlsStage.TcpConnect, WireEvent.HostUnreachable);
                data.Add(PathFault.NetworkUnreachable, version, TlsStage.TcpConnect, WireEvent.NetworkUnreachable);
                data.Add(PathFault.PortUnreachable, version, TlsStage.TcpConnect, WireEvent.Refused);
                data.Add(PathFault.TcpReset, version, TlsStage.TcpConnect, WireEvent.Refused);
                data.Add(PathFault.RequestDropped, version, TlsStage.ClientHelloSent, WireEvent.TimeoutUnacknowledged);
                data.Add(PathFault.ReplyDropped, version, TlsStage.ClientHelloSent, WireEvent.Timeout);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_of_the_network_is_named_twenty_times_out_of_twenty(PathFault fault, TlsVersion version, TlsStage stage, WireEvent wireEvent)
    {
        _ = _world.Serve(fault, WireFault.Ok);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            _world.EndPoint(fault), Probe.Fast with { TlsVersion = version, Timeout = TimeSpan.FromSeconds(2), AttemptsPerSecond = 100 });

        Assert.Equal(20, attempts.Count);
        Assert.All(attempts, attempt =>
        {
            Assert.True(attempt.Stage == stage && attempt.Event == wireEvent, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}");
            Assert.False(attempt.Untested);
        });
        if (fault == PathFault.ReplyDropped)
            Assert.All(attempts, attempt => Assert.Contains("look the same from here", attempt.Ambiguity));
    }

    [Fact]
    public async Task A_path_that_loses_large_replies_lets_a_small_first_flight_through_and_stalls_a_whole_one()
    {
        _ = _world.Serve(PathFault.LargeReplyDropped, WireFault.CertificateHuge);
        ProbeOptions options = Probe.Fast with { Timeout = TimeSpan.FromSeconds(2), Count = 5 };

        IReadOnlyList<TlsAttempt> small = await Probe.RunAsync(
            _world.EndPoint(PathFault.LargeReplyDropped), options with { Depth = ProbeDepth.ServerHello, FirstFlight = FirstFlight.Small });
        IReadOnlyList<TlsAttempt> whole = await Probe.RunAsync(_world.EndPoint(PathFault.LargeReplyDropped), options);

        Assert.All(small, attempt => Assert.True(attempt.Succeeded, attempt.Detail));
        Assert.All(whole, attempt => Assert.True(
            attempt is { Event: WireEvent.Timeout, Stage: TlsStage.ClientHelloSent or TlsStage.ServerHello }, attempt.Detail));
    }

    [Fact]
    public async Task A_path_that_loses_large_requests_stalls_a_large_first_flight_unacknowledged()
    {
        _ = _world.Serve(PathFault.LargeRequestDropped, WireFault.Ok);
        ProbeOptions options = Probe.Fast with { Timeout = TimeSpan.FromSeconds(2), Count = 5, Depth = ProbeDepth.ServerHello };

        IReadOnlyList<TlsAttempt> small = await Probe.RunAsync(_world.EndPoint(PathFault.LargeRequestDropped), options);
        IReadOnlyList<TlsAttempt> large = await Probe.RunAsync(
            _world.EndPoint(PathFault.LargeRequestDropped), options with { FirstFlight = FirstFlight.Large });

        Assert.All(small, attempt => Assert.True(attempt.Succeeded, attempt.Detail));
        Assert.All(large, attempt => Assert.True(
            attempt is { Event: WireEvent.TimeoutUnacknowledged, Stage: TlsStage.ClientHelloSent }, attempt.Detail));
    }

    [Fact]
    public void A_machine_without_a_route_is_known_before_anything_is_sent()
    {
        Assert.Contains("no IPv4 route", _world.Within(() => LocalRoute.ProblemOf(IPAddress.Parse("198.51.100.1"), null)));
        Assert.Contains("no IPv6 route", _world.Within(() => LocalRoute.ProblemOf(IPAddress.Parse("2001:db8::1"), null)));
        Assert.Null(_world.Within(() => LocalRoute.ProblemOf(_world.Address, null)));
    }
}
