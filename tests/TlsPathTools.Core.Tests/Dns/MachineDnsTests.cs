using System.Net;
using System.Net.Sockets;
using TlsPathTools.Dns;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Dns;

public sealed class MachineDnsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_file_is_read_anew_each_time()
    {
        MachineDns machine = Machine() with { ResolvConfPath = _folder.Write("resolv.conf", "nameserver 192.0.2.1\nsearch a.example\noptions ndots:2") };
        DnsConfiguration first = machine.Read();
        _folder.Write("resolv.conf", "nameserver 192.0.2.2");
        Assert.Equal("192.0.2.1:53", Assert.Single(first.Servers).ToString());
        Assert.Equal("a.example", Assert.Single(first.Search));
        Assert.Equal((2, true), (first.Ndots, first.SearchesDottedNames));
        Assert.Equal("192.0.2.2:53", Assert.Single(machine.Read().Servers).ToString());
    }

    [Theory]
    [InlineData("127.0.0.53", "10.0.0.2:53 10.0.0.3:53")]
    [InlineData("127.0.0.54", "10.0.0.2:53 10.0.0.3:53")]
    [InlineData("127.0.0.1", "")]
    public void The_servers_behind_the_stub_of_systemd_resolved_are_known(string server, string behind)
    {
        MachineDns machine = Machine() with
        {
            ResolvConfPath = _folder.Write("resolv.conf", $"nameserver {server}"),
            BehindStubPath = _folder.Write("behind.conf", "nameserver 10.0.0.2\nnameserver 10.0.0.3"),
        };
        Assert.Equal(behind, string.Join(' ', machine.Read().BehindStub));
        Assert.Equal($"{server}:53", Assert.Single(machine.Read().Servers).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("missing")]
    public void Without_a_file_the_interfaces_are_asked(string? file)
    {
        MachineDns machine = Machine() with
        {
            ResolvConfPath = file is null ? null : _folder.File(file),
            Interfaces = () => new InterfaceDns([new IPEndPoint(IPAddress.Parse("192.0.2.53"), 53)], ["corp.example"]),
        };
        DnsConfiguration configuration = machine.Read();
        Assert.Equal("192.0.2.53:53", Assert.Single(configuration.Servers).ToString());
        Assert.Equal("corp.example", Assert.Single(configuration.Search));
        Assert.False(configuration.SearchesDottedNames);
    }

    [Fact]
    public void The_interfaces_of_this_machine_can_be_read() => Assert.All(InterfaceDns.Read().Servers, x => Assert.Equal(53, x.Port));

    [Fact]
    public void A_huge_file_is_read_in_part_and_said()
    {
        MachineDns machine = Machine() with { ResolvConfPath = _folder.Write("resolv.conf", "nameserver 192.0.2.1\n" + new string('#', 100_000)) };
        Assert.Contains("longer than 64 kB", Assert.Single(machine.Read().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_hosts_file_names_nobody() => Assert.Empty((Machine() with { HostsPath = _folder.File("missing") }).InHostsFile("localhost"));

    [Fact]
    public async Task The_system_resolver_knows_localhost()
    {
        SystemAnswer answer = await new MachineDns().AskSystemAsync(Name("localhost"), IPFamily.IPv4, CancellationToken.None);
        Assert.Null(answer.Problem);
        Assert.Contains(IPAddress.Loopback, answer.Addresses);
    }

    [Theory]
    [InlineData(SocketError.HostNotFound, null)]
    [InlineData(SocketError.NoData, null)]
    [InlineData(SocketError.TryAgain, "failed (TryAgain)")]
    public async Task No_is_an_answer_of_the_system_resolver_and_a_failure_is_none(SocketError error, string? problem)
    {
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => throw new SocketException((int)error) };
        SystemAnswer answer = await machine.AskSystemAsync(Name("relay.example"), null, CancellationToken.None);
        Assert.Empty(answer.Addresses);
        Assert.Equal(problem, answer.Problem);
    }

    [Fact]
    public async Task A_system_resolver_that_hangs_is_left_behind()
    {
        var never = new TaskCompletionSource<IPAddress[]>();
        MachineDns machine = Machine() with { SystemLookup = (_, _, _) => never.Task };
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        Assert.Equal("did not answer in time", (await machine.AskSystemAsync(Name("relay.example"), null, stop.Token)).Problem);
    }

    [Fact]
    public async Task The_system_resolver_gets_the_name_as_it_was_written()
    {
        string? asked = null;
        MachineDns machine = Machine() with { SystemLookup = (name, _, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse($"192.0.2.{(asked = name).Length}")]) };
        await machine.AskSystemAsync(Name("relay.example."), null, CancellationToken.None);
        Assert.Equal("relay.example.", asked);
    }

    private MachineDns Machine() => new()
    {
        ResolvConfPath = _folder.File("resolv.conf"),
        BehindStubPath = _folder.File("no-stub"),
        HostsPath = _folder.File("hosts"),
        Interfaces = () => new InterfaceDns([], []),
        SystemLookup = (_, _, _) => Task.FromResult<IPAddress[]>([]),
    };

    private static EndpointName Name(string text)
    {
        Assert.True(EndpointName.TryParse(text, 443, out EndpointName? name, out _));
        return name;
    }
}
