using System.Net.Sockets;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>Rule sets in a row of hosts: security groups, network ACL, network ACL, security groups.</summary>
internal sealed class KernelRow : IAsyncDisposable
{
    private readonly NamespaceRow _row;

    private KernelRow(NamespaceRow row) => _row = row;

    /// <summary>Makes the row; skips the test where that may not be.</summary>
    public static async Task<KernelRow> StartAsync(IReadOnlyList<RuleSet> sets, bool alive)
    {
        var row = new KernelRow(await NamespaceRow.StartAsync(alive));
        try
        {
            await Task.WhenAll(
                row._row.LoadAsync(1, NftRules.OfGroups(sets, far: false)), row._row.LoadAsync(2, NftRules.OfAcls(sets, far: false)),
                row._row.LoadAsync(3, NftRules.OfAcls(sets, far: true)), row._row.LoadAsync(4, NftRules.OfGroups(sets, far: true)));
            return row;
        }
        catch
        {
            await row.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _row.DisposeAsync();

    /// <summary>Sends packets one after the other. Says how many controls each passed.</summary>
    public int[] Send(IReadOnlyList<Packet> packets)
    {
        byte[] seen = _row.Send(packets.Count, (number, mark) => packets[number].Bytes(mark));
        return [.. seen.Select((hosts, number) => Passed(hosts, packets[number].FromFar))];
    }

    /// <summary>Listens at ports of every address of both ends.</summary>
    public List<Socket> Listen(IEnumerable<int> ports) => [.. ports.SelectMany(port => (Socket[])[Listener(far: false, port), Listener(far: true, port)])];

    /// <summary>Sockets that are bound to the sources of packets.</summary>
    public Socket[] Bind(IReadOnlyList<Packet> packets)
    {
        var sockets = new Socket[packets.Count];
        foreach (bool far in (bool[])[false, true])
        {
            _row.Within(far, () =>
            {
                for (int number = 0; number < sockets.Length; number++)
                {
                    if (packets[number].FromFar != far)
                        continue;
                    sockets[number] = new Socket(packets[number].Source.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                    sockets[number].Bind(new System.Net.IPEndPoint(packets[number].Source, packets[number].SourcePort));
                }

                return true;
            });
        }

        return sockets;
    }

    private Socket Listener(bool far, int port) => _row.Within(far, () =>
    {
        var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.IPv6Any, port));
        socket.Listen(1000);
        return socket;
    });

    // The first router is always reached; what the next host sees has passed it.
    private static int Passed(byte hosts, bool fromFar)
    {
        int passed = 0;
        while (passed < Evaluated.Controls && (hosts & (1 << (fromFar ? Evaluated.Controls - 1 - passed : passed + 2))) != 0)
            passed++;
        return passed;
    }
}
