using System.Globalization;
using System.Net;
using Xunit;

namespace TlsPathTools.TestServers;

/// <summary>
/// Six hosts in a row, each in a network namespace of its own: a near end, four routers, a far end, joined by virtual cables. Each router may have packet filter
/// rules; what is sent at one end is watched at every host, so that it shows how far each single packet comes. Needs root on Linux; the machine's own network is
/// not touched, and all of it goes with the namespaces.
/// </summary>
/// <remarks>
/// The near end has all of 10.0.0.0/9 and fd00:a::/32, the far end all of 10.128.0.0/9 and fd00:b::/32. A router's interface towards its own end is "inside",
/// the other "outside": routers 1 and 2 belong to the near end, 3 and 4 to the far one.
/// </remarks>
public sealed class NamespaceRow : IAsyncDisposable
{
    /// <summary>The number of hosts.</summary>
    public const int Length = 6;

    /// <summary>Packets from here are the row's own and have to pass every rule (RFC 2544: networks for tests).</summary>
    public const string OwnBlock = "198.18.0.0/15";

    // One address for every interface, and no ARP: each takes what the other end of its cable sends, and no packet waits for a neighbour.
    private const string HardwareAddress = "02:00:00:00:00:01";

    private static readonly string[] s_near = ["10.0.0.0/9", "198.18.0.0/16", "fd00:a::/32"];
    private static readonly string[] s_far = ["10.128.0.0/9", "198.19.0.0/16", "fd00:b::/32"];

    private readonly string[] _names;
    private PacketWatch? _watch;

    private NamespaceRow(string name) => _names = [.. Enumerable.Range(0, Length).Select(host => string.Create(CultureInfo.InvariantCulture, $"{name}h{host}"))];

    /// <summary>Makes a row; skips the test where this process may not.</summary>
    /// <param name="alive">Whether the ends are hosts with every address of their blocks, which answer; else they are silent.</param>
    public static async Task<NamespaceRow> StartAsync(bool alive)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Network namespaces need root on Linux.");
        RealPart.Require("ip");
        RealPart.Require("nft");
        var row = new NamespaceRow(await NetworkNamespace.NewNameAsync());
        try
        {
            await row.BuildAsync(alive);
            row._watch = new PacketWatch(row._names);
            return row;
        }
        catch
        {
            await row.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs code at an end.</summary>
    public T Within<T>(bool far, Func<T> code) => NetworkNamespace.Within(_names[far ? Length - 1 : 0], code);

    /// <summary>Gives a router its rules.</summary>
    public async Task LoadAsync(int router, string rules)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("ip"), ["netns", "exec", _names[router], RealPart.Require("nft"), "-f", "-"], rules, TimeSpan.FromMinutes(2), closeInput: true);
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"nft: {run.Output}");
    }

    /// <summary>Sends packets one after the other.</summary>
    /// <param name="count">How many.</param>
    /// <param name="packetOf">A packet by its number. It has to end with the mark.</param>
    /// <returns>For each packet, the hosts where it arrived: bit 0 is the near end.</returns>
    public byte[] Send(int count, Func<int, ReadOnlyMemory<byte>, OutgoingPacket> packetOf) => _watch!.Send(count, packetOf);

    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        await IpAsync([], _names.Select(name => $"netns del {name}"), force: true);
    }

    private async Task BuildAsync(bool alive)
    {
        await IpAsync([], [
            .. _names.Select(name => $"netns add {name}"),
            .. Enumerable.Range(0, Length - 1).Select(cable =>
                $"link add name {Towards(cable, far: true)} netns {_names[cable]} address {HardwareAddress} type veth peer name {Towards(cable + 1, far: false)} netns {_names[cable + 1]} address {HardwareAddress}"),
        ]);
        for (int host = 0; host < Length; host++)
        {
            bool isEnd = host is 0 or Length - 1;
            NetworkNamespace.Within(_names[host], () =>
            {
                File.WriteAllText("/proc/sys/net/ipv4/ip_forward", isEnd ? "0" : "1");
                File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", isEnd ? "0" : "1");
                File.WriteAllText("/proc/sys/net/ipv4/conf/all/rp_filter", "0");
                File.WriteAllText("/proc/sys/net/ipv4/conf/default/rp_filter", "0");
                File.WriteAllText("/proc/sys/net/ipv6/ip_nonlocal_bind", "1");
                return true;
            });
            bool[] cables = host == 0 ? [true] : host == Length - 1 ? [false] : [false, true];
            string[] lines = ["link set dev lo up", .. cables.SelectMany(far => (string[])[
                $"link set dev {Towards(host, far)} addrgenmode none",
                $"link set dev {Towards(host, far)} arp off up",
                .. (far ? s_far : s_near).Select(block => $"route add {block} via {(IsV6(block) ? "fe80::1" : "169.254.0.1")} dev {Towards(host, far)} onlink"),
            ])];
            if (alive && isEnd)
                lines = [.. lines, .. (host == 0 ? s_near : s_far).Select(block => $"route add local {block} dev lo")];
            // Of a batch, the family is the whole's.
            await IpAsync(["-n", _names[host]], lines.Where(line => !IsV6(line)));
            await IpAsync(["-n", _names[host], "-6"], lines.Where(IsV6));
        }
    }

    private static string Towards(int host, bool far) => far == (host < Length / 2) ? "outside" : "inside";

    private static bool IsV6(string text) => text.Contains("fd00:", StringComparison.Ordinal);

    private static async Task IpAsync(string[] options, IEnumerable<string> lines, bool force = false)
    {
        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("ip"), [.. options, .. force ? ["-force"] : Array.Empty<string>(), "-batch", "-"], string.Join('\n', lines) + "\n", closeInput: true);
        if (run.ExitCode != 0 && !force)
            throw new InvalidOperationException($"ip: {run.Output}");
    }
}

/// <summary>A packet to be sent at an end of a <see cref="NamespaceRow"/>.</summary>
/// <param name="FromFar">At which.</param>
/// <param name="Bytes">The packet, from its IP header on.</param>
public readonly record struct OutgoingPacket(bool FromFar, byte[] Bytes);
