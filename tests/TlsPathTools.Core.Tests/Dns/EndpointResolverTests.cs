using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Dns;
using TlsPathTools.TestServers;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public sealed class EndpointResolverTests : IDisposable
{
    private static readonly TimeSpan s_ample = TimeSpan.FromSeconds(20);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Literals_need_no_resolving()
    {
        Resolution resolution = await ResolveAsync("[2001:db8::1]:8443", new ResolverOptions(), Machine());
        EndpointAddress row = Assert.Single(resolution.Addresses);
        Assert.Equal(("2001:db8::1", "2001:db8::1", 8443, IPFamily.IPv6), (row.HostName, row.IPAddress, row.Port, row.AddressFamily));
        Assert.Empty(resolution.Answers);
        Assert.Null(resolution.Failure);

        resolution = await ResolveAsync("192.0.2.1", new ResolverOptions { AddressFamily = IPFamily.IPv6 }, Machine());
        Assert.Empty(resolution.Addresses);
        Assert.Contains("only IPv6 is asked for", resolution.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_and_AAAA_are_two_questions_that_can_fail_apart()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => q.Type == 28 ? DnsAnswerBuilder.To(q).Rcode(2).Build() : Good(q));
        Resolution resolution = await ResolveAsync("relay.example", Given(server));
        Assert.Equal("192.0.2.1", Assert.Single(resolution.Addresses).IPAddress);
        Assert.Equal([1, 28], server.OverUdp.Select(x => x.Type).Order());
        Assert.Contains("though A works", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
        Assert.Null(resolution.Failure);
    }

    [Fact]
    public async Task Only_the_family_that_is_wanted_is_asked_for()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1", "2001:db8::1").Build());
        Resolution resolution = await ResolveAsync("relay.example", Given(server) with { AddressFamily = IPFamily.IPv6 });
        Assert.Equal("2001:db8::1", Assert.Single(resolution.Addresses).IPAddress);
        Assert.Equal(28, Assert.Single(server.OverUdp).Type);
    }

    [Fact]
    public async Task Two_servers_that_disagree_are_asked_again_before_it_is_said()
    {
        await using DnsTestServer all = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1", "192.0.2.2").Build());
        await using DnsTestServer some = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1").Build());
        Resolution resolution = await ResolveAsync("relay.example", Given(all, some) with { AddressFamily = IPFamily.IPv4 });
        Assert.Equal([ResolverAgreement.Unanimous, ResolverAgreement.Partial], resolution.Addresses.Select(x => x.Agreement));
        Assert.Equal([some.Endpoint.ToString()], resolution.Addresses[1].MissingFrom);
        Assert.Equal((1, 4, 5), (all.OverUdp.Count, some.OverUdp.Count, resolution.Answers.Count));
        Assert.Contains("disagree", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_rotate_come_together_and_are_no_disagreement()
    {
        int turn = 0;
        byte[] Rotating(DnsTestQuery q) => DnsAnswerBuilder.To(q).Addresses($"192.0.2.{1 + (Interlocked.Increment(ref turn) % 2)}").Build();
        await using DnsTestServer one = DnsTestServer.Start(Rotating);
        await using DnsTestServer two = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1", "192.0.2.2").Build());
        Resolution resolution = await ResolveAsync("relay.example", Given(one, two) with { AddressFamily = IPFamily.IPv4 });
        Assert.Equal(2, resolution.Addresses.Count);
        Assert.All(resolution.Addresses, x => Assert.Equal(ResolverAgreement.Unanimous, x.Agreement));
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public async Task A_rotating_zone_makes_no_resolver_stale()
    {
        int turn = 0;
        await using DnsTestServer zone = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Authoritative().Addresses($"192.0.2.{Interlocked.Increment(ref turn)}").Build());
        await using DnsTestServer cache = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.200").Build());
        Resolution resolution = await ResolveAsync("relay.example", Given(cache, zone) with { AddressFamily = IPFamily.IPv4 });
        Assert.Equal(ResolverAgreement.Partial, resolution.Addresses[0].Agreement);
    }

    [Fact]
    public async Task An_address_that_the_zones_own_server_lacks_is_stale()
    {
        await using DnsTestServer zone = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Authoritative().Addresses("192.0.2.1", "192.0.2.3").Build());
        await using DnsTestServer cache = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses(33, "192.0.2.1", "192.0.2.2").Build());
        Resolution resolution = await ResolveAsync("relay.example", Given(zone, cache) with { AddressFamily = IPFamily.IPv4 });
        EndpointAddress stale = Assert.Single(resolution.Addresses, x => x.Agreement == ResolverAgreement.Stale);
        Assert.Equal(("192.0.2.2", 33L), (stale.IPAddress, stale.TtlSeconds));
        Assert.Equal([cache.Endpoint.ToString()], stale.StaleServers);
    }

    [Fact]
    public async Task Real_servers_are_compared_as_well()
    {
        RealPart.Require("unbound");
        await using UnboundServer authority = await UnboundServer.StartAsync(authoritative: true);
        await using DnsTestServer old = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Addresses("192.0.2.1", "192.0.2.250").Build());
        Resolution resolution = await ResolveAsync("two.zone.test", new ResolverOptions { Servers = [authority.Endpoint, old.Endpoint], Timeout = s_ample, AddressFamily = IPFamily.IPv4 });
        Assert.Equal(
            [("192.0.2.1", ResolverAgreement.Unanimous), ("192.0.2.2", ResolverAgreement.Partial), ("192.0.2.250", ResolverAgreement.Stale)],
            resolution.Addresses.OrderBy(x => x.IPAddress.Length).ThenBy(x => x.IPAddress, StringComparer.Ordinal).Select(x => (x.IPAddress, x.Agreement)));
    }

    [Fact]
    public async Task NXDOMAIN_leads_through_the_search_list_and_the_name_that_answered_is_told()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => q.Name is "relay.b.example." ? Good(q) : DnsAnswerBuilder.To(q).Rcode(3).Build());
        (IReadOnlyList<ResolverAnswer> answers, Resolution resolution) = await ThroughFileAsync(server, "relay", "a.example b.example c.example");
        Assert.Equal(["relay.a.example.", "relay.a.example.", "relay.b.example.", "relay.b.example."], answers.Select(x => x.QueryName).ToArray());
        EndpointAddress row = Assert.Single(resolution.Addresses);
        Assert.Equal(("relay", "relay.b.example"), (row.HostName, row.CanonicalName));
        Assert.Contains("completed the name to relay.b.example.", row.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_failure_does_not_lead_on_to_another_name(int rcode)
    {
        await using DnsTestServer server = DnsTestServer.Start(q => q.Name is "relay.b.example." ? Good(q) : DnsAnswerBuilder.To(q).Rcode(rcode).Build());
        (IReadOnlyList<ResolverAnswer> answers, Resolution resolution) = await ThroughFileAsync(server, "relay", "a.example b.example");
        Assert.All(answers, x => Assert.Equal("relay.a.example.", x.QueryName));
        Assert.Contains("on relay.a.example.", resolution.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trailing_dot_leaves_the_search_list_out()
    {
        await using DnsTestServer server = DnsTestServer.Start(q => DnsAnswerBuilder.To(q).Rcode(3).Build());
        (IReadOnlyList<ResolverAnswer> answers, Resolution resolution) = await ThroughFileAsync(server, "relay.", "a.example");
        Assert.All(answers, x => Assert.Equal("relay.", x.QueryName));
        Assert.StartsWith("'relay' does not exist", resolution.Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_servers_that_are_silent_take_no_longer_than_one()
    {
        await using DnsTestServer one = DnsTestServer.Start(_ => null);
        await using DnsTestServer two = DnsTestServer.Start(_ => null);
        var watch = Stopwatch.StartNew();
        Resolution resolution = await ResolveAsync("relay.example", Given(one, two) with { Timeout = TimeSpan.FromSeconds(1) });
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3.5));
        Assert.Equal(4, resolution.Answers.Count);
        Assert.All(resolution.Answers, x => Assert.Equal(DnsStatus.Timeout, x.Status));
        Assert.StartsWith("No resolver answered", resolution.Failure, StringComparison.Ordinal);
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public async Task A_dead_server_beside_a_good_one_is_a_warning()
    {
        await using DnsTestServer good = DnsTestServer.Start(Good);
        IPEndPoint dead = DnsTestServer.NobodyListens();
        Resolution resolution = await ResolveAsync("relay.example", Given(good) with { Servers = [dead, good.Endpoint] });
        Assert.Equal("192.0.2.1", Assert.Single(resolution.Addresses).IPAddress);
        Assert.Contains($"Resolver {dead} on relay.example. A and AAAA: a network error", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Localhost_works_without_any_resolver()
    {
        MachineDns machine = Machine() with { ResolvConfPath = _folder.Write("resolv.conf", "nameserver 192.0.2.53\nsearch corp.example") };
        _folder.Write("hosts", "127.0.0.1 localhost\n");
        Resolution resolution = await ResolveAsync("localhost", new ResolverOptions(), machine);
        EndpointAddress row = Assert.Single(resolution.Addresses);
        Assert.Equal(("127.0.0.1", true, (bool?)null), (row.IPAddress, row.InHostsFile, row.InSystemResolver));
        Assert.Empty(resolution.Answers);
        Assert.Null(resolution.Failure);

        File.Delete(_folder.File("hosts"));
        machine = machine with { SystemLookup = (_, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback, IPAddress.IPv6Loopback]) };
        resolution = await ResolveAsync("app.localhost", new ResolverOptions(), machine);
        Assert.Equal(["127.0.0.1", "::1"], resolution.Addresses.Select(x => x.IPAddress).ToArray());
        Assert.All(resolution.Addresses, x => Assert.Equal(["system"], x.Servers));
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public async Task Localhost_works_on_this_machine()
    {
        Resolution resolution = await ResolveAsync("localhost", new ResolverOptions(), new MachineDns());
        Assert.Null(resolution.Failure);
        Assert.Contains(resolution.Addresses, x => x.IPAddress is "127.0.0.1" or "::1");
    }

    [Fact]
    public async Task The_hosts_file_counts_although_no_resolver_is_configured()
    {
        _folder.Write("hosts", "192.0.2.5 relay.example\n2001:db8::5 relay.example\n");
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.5")]) };
        Resolution resolution = await ResolveAsync("relay.example", new ResolverOptions { AddressFamily = IPFamily.IPv4 }, machine);
        EndpointAddress row = Assert.Single(resolution.Addresses);
        Assert.Equal(("192.0.2.5", true, true), (row.IPAddress, row.InHostsFile, row.InSystemResolver));
        Assert.Equal(["hosts"], row.Servers);
    }

    [Fact]
    public async Task Nothing_configured_and_nothing_known_is_explained()
    {
        Resolution resolution = await ResolveAsync("relay.example", new ResolverOptions(), Machine());
        Assert.StartsWith("No DNS server is configured", resolution.Failure, StringComparison.Ordinal);
        Assert.Empty(resolution.Addresses);
    }

    [Fact]
    public async Task Wire_only_leaves_the_machine_out()
    {
        _folder.Write("hosts", "192.0.2.5 relay.example\n");
        await using DnsTestServer server = DnsTestServer.Start(Good);
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => throw new InvalidOperationException("It was to be left out.") };
        Resolution resolution = await ResolveAsync("relay.example", Given(server) with { WireOnly = true }, machine);
        EndpointAddress row = Assert.Single(resolution.Addresses);
        Assert.Equal((false, (bool?)null), (row.InHostsFile, row.InSystemResolver));
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public async Task A_hosts_file_and_a_system_resolver_that_differ_from_given_servers_are_warned_of()
    {
        _folder.Write("hosts", "192.0.2.5 relay.example\n");
        await using DnsTestServer server = DnsTestServer.Start(Good);
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("192.0.2.5")]) };
        Resolution resolution = await ResolveAsync("relay.example", Given(server), machine);
        Assert.Equal("192.0.2.1", Assert.Single(resolution.Addresses).IPAddress);
        Assert.Contains("gives relay.example 192.0.2.5: programs here go there", Assert.Single(resolution.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_system_resolver_that_hangs_holds_given_servers_up_only_shortly()
    {
        await using DnsTestServer server = DnsTestServer.Start(Good);
        var never = new TaskCompletionSource<IPAddress[]>();
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => never.Task };
        var watch = Stopwatch.StartNew();
        Resolution resolution = await ResolveAsync("relay.example", Given(server), machine);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_ample / 2);
        Assert.Null(Assert.Single(resolution.Addresses).InSystemResolver);
        Assert.Empty(resolution.Warnings);
    }

    [Fact]
    public async Task Cancellation_is_the_only_exception_and_comes_at_once()
    {
        await using DnsTestServer silent = DnsTestServer.Start(_ => null);
        var never = new TaskCompletionSource<IPAddress[]>();
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => never.Task };
        using var stop = new CancellationTokenSource();
        Task<Resolution> resolving = ResolveAsync("relay.example", Given(silent), machine, stop.Token);
        for (int i = 0; i < 500 && silent.OverUdp.Count < 2; i++)
            await Task.Delay(10);
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ResolveAsync("192.0.2.1", new ResolverOptions(), machine, stop.Token));
    }

    [Fact]
    public async Task A_name_that_nobody_has_checked_is_a_failure_and_no_exception()
    {
        var name = new EndpointName { HostName = $"{new string('a', 70)}\u001b.example", Port = 443 };
        Resolution resolution = await new EndpointResolver(new ResolverOptions(), null, Machine()).ResolveAsync(name);
        Assert.Contains("cannot be written as a DNS name", resolution.Failure, StringComparison.Ordinal);
    }

    private async Task<(IReadOnlyList<ResolverAnswer> Answers, Resolution Resolution)> ThroughFileAsync(DnsTestServer server, string name, string search)
    {
        MachineDns machine = Machine() with
        {
            ResolvConfPath = _folder.Write("resolv.conf", $"nameserver {server.Endpoint.Address}\nsearch {search}\n"),
            Port = server.Endpoint.Port,
        };
        Resolution resolution = await ResolveAsync(name, new ResolverOptions { Timeout = s_ample, Tries = 1 }, machine);
        return (resolution.Answers, resolution);
    }

    private static byte[] Good(DnsTestQuery query) => DnsAnswerBuilder.To(query).Addresses("192.0.2.1").Build();

    private static ResolverOptions Given(params DnsTestServer[] servers) => new() { Servers = [.. servers.Select(x => x.Endpoint)], Timeout = s_ample, Tries = 1 };

    private MachineDns Machine() => new()
    {
        ResolvConfPath = _folder.File("resolv.conf"),
        BehindStubPath = _folder.File("no-stub"),
        HostsPath = _folder.File("hosts"),
        Interfaces = () => new InterfaceDns([], []),
        SystemLookup = (_, _, _) => throw new SocketException((int)SocketError.TryAgain),
    };

    private Task<Resolution> ResolveAsync(string text, ResolverOptions options, MachineDns? machine = null, CancellationToken cancellationToken = default)
    {
        Assert.True(EndpointName.TryParse(text, 443, out EndpointName? name, out string? problem), problem);
        return new EndpointResolver(options, null, machine ?? Machine()).ResolveAsync(name, cancellationToken);
    }
}
