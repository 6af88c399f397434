using System.Net;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>The row of hosts itself: what it sees, and that it goes.</summary>
public sealed class NamespaceRowTests
{
    private const string DropPort80 = "table inet t { chain f { type filter hook forward priority 0; th dport 80 drop; }; }";

    [Fact]
    public async Task A_packet_is_seen_at_every_host_as_far_as_it_comes_and_none_is_lost_in_a_crowd()
    {
        await using NamespaceRow row = await NamespaceRow.StartAsync(alive: false);
        await row.LoadAsync(3, DropPort80);

        byte[] seen = row.Send(5000, (number, mark) => Packet(fromFar: number % 4 >= 2, port: number % 2 == 0 ? 80 : 81, mark));

        // From the near end the third router is host 3, from the far one it is the second on the way.
        byte[] expected = [0b001110, 0b111110, 0b011000, 0b011111];
        Assert.All(seen, (hosts, number) => Assert.Equal(expected[number % 4], hosts));
    }

    [Fact]
    public async Task Nothing_of_a_row_is_left_and_nothing_of_one_whose_process_is_dead()
    {
        NamespaceRow row = await NamespaceRow.StartAsync(alive: true);
        string ip = RealPart.Require("ip");
        // No process has this number: it is above every limit of the kernel (PID_MAX_LIMIT).
        string orphan = $"tptest-{int.MaxValue}-{Guid.NewGuid():N}";
        try
        {
            Assert.Equal(NamespaceRow.Length, (await NamesAsync(ip)).Count(name => name.StartsWith(row.Name, StringComparison.Ordinal)));
            Assert.Equal(0, (await ProgramRun.RunAsync(ip, ["netns", "add", orphan])).ExitCode);
            await Assert.ThrowsAsync<InvalidOperationException>(() => row.LoadAsync(1, "no such rule"));
        }
        finally
        {
            await row.DisposeAsync();
        }

        await using NamespaceRow next = await NamespaceRow.StartAsync(alive: false);
        string[] left = await NamesAsync(ip);
        Assert.DoesNotContain(left, name => name.StartsWith(row.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(orphan, left);
    }

    private static async Task<string[]> NamesAsync(string ip) =>
        [.. (await ProgramRun.RunAsync(ip, ["netns", "list"])).Output.Split('\n').Select(line => line.Split(' ')[0])];

    private static OutgoingPacket Packet(bool fromFar, int port, ReadOnlyMemory<byte> mark)
    {
        (string source, string destination) = fromFar ? ("fd00:b::1", "fd00:a::1") : ("10.0.0.1", "10.128.0.1");
        return new OutgoingPacket(fromFar, RawPacket.Udp(new IPEndPoint(IPAddress.Parse(source), 5000), new IPEndPoint(IPAddress.Parse(destination), port), mark.Span));
    }
}
