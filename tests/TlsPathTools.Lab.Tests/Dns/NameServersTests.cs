using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Dns;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.LoadBalancing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Dns;

public sealed class NameServersTests : IAsyncLifetime
{
    private static readonly DnsSpec s_dns = new()
    {
        Records =
        [
            new() { Name = "api.example.org", Type = "ALIAS", Values = ["web"] },
            new() { Name = "hand.example.org", Type = "A", Values = ["lb:web/eu-west-2b", "203.0.113.99"], Ttl = 3600 },
            new() { Name = "split.example.org", Type = "A", Values = ["203.0.113.1"] },
            new() { Name = "split.example.org", Type = "CNAME", Values = ["lb:web"], Resolvers = ["inside"] },
            new() { Name = "www.example.org", Type = "CNAME", Values = ["mid.example.org"] },
            new() { Name = "mid.example.org", Type = "CNAME", Values = ["lb:web"] },
            new() { Name = "loop.example.org", Type = "CNAME", Values = ["loop.example.org"] },
            new() { Name = "dangling.example.org", Type = "CNAME", Values = ["gone.example.org"] },
            new() { Name = "six.example.org", Type = "AAAA", Values = ["2001:db8::1"] },
            new() { Name = "text.example.org", Type = "TXT", Values = ["v=spf1 -all", new string('x', 300)] },
            new() { Name = "*.wild.example.org", Type = "A", Values = ["203.0.113.50"] },
            new() { Name = "deep.ent.example.org", Type = "A", Values = ["203.0.113.51"] },
            new() { Name = "many.example.org", Type = "A", Values = [.. Enumerable.Range(1, 120).Select(i => $"198.51.100.{i}")] },
        ],
        Resolvers = [new() { Name = "outside" }, new() { Name = "inside", Address = "10.0.0.2" }],
    };

    private readonly HandMadeWorld _world = new(HandMadeWorld.Scenario(s_dns));
    private readonly LoadBalancer _balancer;
    private readonly NameServers _servers;

    public NameServersTests()
    {
        _balancer = _world.AddLoadBalancer("web", "network");
        _servers = _world.With(NameServers.Start(_world.World));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_alias_gives_the_addresses_of_the_load_balancer_by_UDP_and_TCP()
    {
        string[] expected = [Front("a"), Front("b")];

        Assert.Equal(expected, Lines(await DigAsync("+short", "api.example.org")).Order());
        Assert.Equal(expected, Lines(await DigAsync("+short", "+tcp", "api.example.org")).Order());
        Assert.Equal(expected, Lines(await DigAsync("+short", "+noedns", "API.eXample.ORG.")).Order());
    }

    [Fact]
    public async Task Answers_come_from_a_resolver_with_EDNS_and_the_question_in_its_own_letters()
    {
        string output = await DigAsync("aPi.Example.org");

        Assert.Contains("status: NOERROR", output, StringComparison.Ordinal);
        Assert.Contains("flags: qr rd ra;", output, StringComparison.Ordinal);
        Assert.Contains("; EDNS: version: 0, flags:; udp: 1232", output, StringComparison.Ordinal);
        Assert.Contains(";aPi.Example.org.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Warning", output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Two_addresses_take_turns_at_the_first_place_even_when_AAAA_is_asked_between()
    {
        var first = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            first.Add(_servers.Resolve("outside", "api.example.org")[0].ToString());
            await DigAsync("AAAA", "api.example.org");
        }

        Assert.Equal([Front("a"), Front("b"), Front("a"), Front("b")], first);
    }

    [Fact]
    public async Task A_chain_of_CNAMEs_is_followed_to_its_end()
    {
        string[] lines = Lines(await DigAsync("+short", "www.example.org"));

        Assert.Equal(["mid.example.org.", $"{_balancer.DnsName}."], lines[..2]);
        Assert.Equal([Front("a"), Front("b")], lines[2..].Order());
        Assert.Contains("status: SERVFAIL", await DigAsync("loop.example.org"), StringComparison.Ordinal);
        string dangling = await DigAsync("dangling.example.org");
        Assert.Contains("status: NXDOMAIN", dangling, StringComparison.Ordinal);
        Assert.Contains("CNAME\tgone.example.org.", dangling, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_load_balancers_own_names_answer_and_a_zone_that_left_does_not_answer_in_the_common_one()
    {
        lock (_world.World.Gate)
            _balancer.Zones[0].InDns = false;

        Assert.Equal([Front("b")], Lines(await DigAsync("+short", _balancer.DnsName)));
        Assert.Equal([Front("b")], Lines(await DigAsync("+short", "api.example.org")));
        Assert.Equal([Front("a")], Lines(await DigAsync("+short", $"eu-west-2a.{_balancer.DnsName}")));
        Assert.Contains("status: NXDOMAIN", await DigAsync($"eu-west-2c.{_balancer.DnsName}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_written_by_hand_keeps_its_addresses_and_its_time_to_live_counts_down()
    {
        string output = await DigAsync("+noall", "+answer", "hand.example.org");

        string[] expected = [Front("b"), _world.Addresses.Map("203.0.113.99").ToString()];
        Assert.Equal(expected.Order(), Lines(output).Select(line => line.Split('\t', ' ')[^1]).Order());
        Assert.All(Lines(output), line => Assert.InRange(int.Parse(line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture), 3500, 3600));
    }

    [Fact]
    public async Task A_resolver_may_see_another_set_than_everybody()
    {
        Assert.Equal([_world.Addresses.Map("203.0.113.1").ToString()], Lines(await DigAsync("+short", "split.example.org")));
        Assert.Equal($"{_balancer.DnsName}.", Lines(await DigAsync(_world.Addresses.Map("10.0.0.2"), "+short", "split.example.org"))[0]);
    }

    [Fact]
    public async Task What_does_not_exist_is_NXDOMAIN_or_empty_and_says_how_long_that_may_be_kept()
    {
        string missing = await DigAsync("nobody.example.org"), elsewhere = await DigAsync("www.microsoft.com"), empty = await DigAsync("AAAA", "api.example.org");

        Assert.Contains("status: NXDOMAIN", missing, StringComparison.Ordinal);
        Assert.Matches(@"example\.org\.\s+\d+\s+IN\s+SOA\s+ns1\.example\.org\.", missing);
        Assert.Contains("status: NXDOMAIN", elsewhere, StringComparison.Ordinal);
        Assert.Matches(@"\n\.\s+\d+\s+IN\s+SOA", elsewhere);
        Assert.Contains("status: NOERROR", empty, StringComparison.Ordinal);
        Assert.Contains("ANSWER: 0, AUTHORITY: 1", empty, StringComparison.Ordinal);
        Assert.Contains("status: NOERROR", await DigAsync("ent.example.org"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_types_answer_as_they_are_written()
    {
        Assert.Equal(["2001:db8::1"], Lines(await DigAsync("+short", "AAAA", "six.example.org")));
        Assert.Contains("\"v=spf1 -all\"", await DigAsync("+short", "TXT", "text.example.org"), StringComparison.Ordinal);
        Assert.Contains($"\"{new string('x', 255)}\" \"{new string('x', 45)}\"", await DigAsync("+short", "TXT", "text.example.org"), StringComparison.Ordinal);
        Assert.Equal([_world.Addresses.Map("203.0.113.50").ToString()], Lines(await DigAsync("+short", "any.wild.example.org")));
        Assert.Equal(["ns1.example.org."], Lines(await DigAsync("+short", "NS", "example.org")));
        Assert.Equal([_servers.Authority.Address.ToString()], Lines(await DigAsync("+short", "ns1.example.org")));
        Assert.Equal(2, Lines(await DigAsync("+short", "ANY", "api.example.org")).Length);
        Assert.Contains("status: REFUSED", await DigAsync("+tcp", "AXFR", "example.org", "+all"), StringComparison.Ordinal);
        Assert.Contains("status: REFUSED", await DigAsync("CH", "TXT", "version.bind"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_have_the_names_that_AWS_gives_them()
    {
        string dashed = Front("a").Replace('.', '-');

        Assert.Equal([$"ec2-{dashed}.eu-west-2.compute.amazonaws.com."], Lines(await DigAsync("+short", "-x", Front("a"))));
        Assert.Equal([Front("a")], Lines(await DigAsync("+short", $"ec2-{dashed}.eu-west-2.compute.amazonaws.com")));
        Assert.Contains("status: NXDOMAIN", await DigAsync("-x", "127.0.0.1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_comes_by_TCP()
    {
        Assert.Contains("flags: qr tc rd ra;", await DigAsync("+ignore", "many.example.org"), StringComparison.Ordinal);
        Assert.Equal(120, Lines(await DigAsync("+short", "many.example.org")).Count(line => !line.StartsWith(';')));
    }

    [Fact]
    public async Task An_EDNS_of_the_future_is_a_bad_version() =>
        Assert.Contains("status: BADVERS", await DigAsync("+edns=1", "+noednsnegotiation", "api.example.org"), StringComparison.Ordinal);

    [Fact]
    public async Task The_authority_of_the_zones_speaks_for_them_alone_and_counts_nothing_down()
    {
        string output = await DigAsync(_servers.Authority.Address, "+norecurse", "hand.example.org");

        Assert.Contains("flags: qr aa;", output, StringComparison.Ordinal);
        Assert.Contains("3600\tIN\tA", output, StringComparison.Ordinal);
        Assert.Contains("status: REFUSED", await DigAsync(_servers.Authority.Address, "www.microsoft.com"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_answer_is_the_resolvers_and_of_the_scenarios_names_alone()
    {
        _world.World.Faults.Add(new FaultSpec { Id = "stale", At = "resolver:outside", Effect = FaultEffect.StaleAnswer, Text = "203.0.113.77" });

        Assert.Equal([_world.Addresses.Map("203.0.113.77").ToString()], Lines(await DigAsync("+short", "api.example.org")));
        Assert.Equal(2, Lines(await DigAsync("+short", _balancer.DnsName)).Length);
        Assert.Equal(2, Lines(await DigAsync(_world.Addresses.Map("10.0.0.2"), "+short", "api.example.org")).Length);
        Assert.Equal([_world.Addresses.Map("203.0.113.77")], _servers.Resolve("outside", "api.example.org"));
    }

    [Fact]
    public async Task A_resolver_may_fail_or_be_silent()
    {
        _world.World.Faults.Add(new FaultSpec { Id = "fails", At = "resolver:outside", Effect = FaultEffect.ServFail });
        _world.World.Faults.Add(new FaultSpec { Id = "silent", At = "resolver:inside", Effect = FaultEffect.NoAnswer });

        Assert.Contains("status: SERVFAIL", await DigAsync("api.example.org"), StringComparison.Ordinal);
        Assert.Matches("timed out|no servers could be reached", await DigAsync(_world.Addresses.Map("10.0.0.2"), "+time=1", "+tries=1", "api.example.org"));
        Assert.Empty(_servers.Resolve("inside", "api.example.org"));
    }

    [Fact]
    public async Task Garbage_and_answers_are_not_answered_and_the_server_goes_on()
    {
        var random = new Random(7);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(_servers.EndPoints[0].EndPoint);
        // The question for api.example.org, cut at every byte, with every byte turned over, and noise.
        byte[] good = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 3, .. "api"u8, 7, .. "example"u8, 3, .. "org"u8, 0, 0, 1, 0, 1];
        for (int i = 0; i < good.Length; i++)
        {
            await socket.SendAsync(good[..i]);
            byte[] turned = [.. good];
            turned[i] ^= 0xFF;
            await socket.SendAsync(turned);
            byte[] noise = new byte[random.Next(1, 600)];
            random.NextBytes(noise);
            noise[2 % noise.Length] |= 0x80;
            await socket.SendAsync(noise);
        }

        byte[] answer = [.. good];
        answer[2] |= 0x80;
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await silent.ConnectAsync(_servers.EndPoints[0].EndPoint);
        await silent.SendAsync(answer);
        await silent.SendAsync(good[..11]);

        Assert.Equal(2, Lines(await DigAsync("+short", "api.example.org")).Length);
        Assert.Equal(0, silent.Available);
    }

    private string Front(string zone) => _balancer.Zones.Single(candidate => candidate.ZoneName == "eu-west-2" + zone).FrontAddress.ToString();

    private Task<string> DigAsync(params string[] arguments) => DigAsync(_servers.EndPoints[0].EndPoint.Address, arguments);

    private async Task<string> DigAsync(IPAddress server, params string[] arguments) => (await ProgramRun.RunAsync(
        RealPart.Require("dig"), [$"@{server}", "-p", _servers.EndPoints[0].EndPoint.Port.ToString(CultureInfo.InvariantCulture), .. arguments])).Output;

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
