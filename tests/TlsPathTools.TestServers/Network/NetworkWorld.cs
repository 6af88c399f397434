using System.Net;
using System.Net.Sockets;
using Xunit;

namespace TlsPathTools.TestServers;

/// <summary>
/// A host of its own behind a real (virtual) cable: a network namespace with nftables, reached from this process by an
/// address of 198.18.0.0/15 (RFC 2544: networks for tests). Each <see cref="PathFault"/> is a port of it. Needs root on
/// Linux; nothing but the cable's near end is added to the machine, and it goes with the namespace.
/// </summary>
public sealed class NetworkWorld : IAsyncDisposable
{
    private const int FirstPort = 10001;

    private readonly string _name;
    private readonly string _cable;
    private readonly List<MisbehavingTlsServer> _servers = [];

    private NetworkWorld(string name, string cable, IPAddress address)
    {
        _name = name;
        _cable = cable;
        Address = address;
    }

    /// <summary>The world's address.</summary>
    public IPAddress Address { get; }

    /// <summary>The namespace that it is.</summary>
    internal string Namespace => _name;

    /// <summary>The port whose packets meet a fault. Something has to listen there for the faults that let a connect pass: <see cref="Serve"/>.</summary>
    public IPEndPoint EndPoint(PathFault fault) => new(Address, FirstPort + (int)fault);

    /// <summary>Runs code in the world's network, which has a route to nothing but the near end of its cable.</summary>
    public T Within<T>(Func<T> code) => NetworkNamespace.Within(_name, code);

    /// <summary>Makes a world; skips the test where this process may not.</summary>
    public static async Task<NetworkWorld> StartAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            Assert.Skip("Network namespaces need root on Linux.");
        RealPart.Require("ip");
        RealPart.Require("nft");
        string name = await NetworkNamespace.NewNameAsync();
        string cable = $"tp{name[^8..]}";
        (IPAddress near, IPAddress far) = FreeSubnet();
        var world = new NetworkWorld(name, cable, far);
        try
        {
            await world.BuildAsync(near, far);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A misbehaving server in the world, at the fault's port. It ends with the world, or before.</summary>
    public MisbehavingTlsServer Serve(PathFault path, WireFault fault = WireFault.Ok, MisbehavingOptions? options = null)
    {
        IPEndPoint endPoint = EndPoint(path);
        MisbehavingTlsServer server = NetworkNamespace.Within(_name, () => MisbehavingTlsServer.Start(
            fault, (options ?? new MisbehavingOptions()) with { Address = endPoint.Address, Port = endPoint.Port }));
        _servers.Add(server);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MisbehavingTlsServer server in _servers)
            await server.DisposeAsync();
        await RunAsync("ip", ["link", "del", _cable]);
        await RunAsync("ip", ["netns", "del", _name]);
    }

    private async Task BuildAsync(IPAddress near, IPAddress far)
    {
        await MustAsync("ip", "netns", "add", _name);
        await MustAsync("ip", "link", "add", _cable, "type", "veth", "peer", "name", "far", "netns", _name);
        await MustAsync("ip", "addr", "add", $"{near}/30", "dev", _cable);
        await MustAsync("ip", "link", "set", _cable, "up");
        await MustAsync("ip", "-n", _name, "addr", "add", $"{far}/30", "dev", "far");
        await MustAsync("ip", "-n", _name, "link", "set", "far", "up");
        await MustAsync("ip", "-n", _name, "link", "set", "lo", "up");

        // ICMP errors are limited to one a second and client by default: probes would see the first only.
        NetworkNamespace.Within(_name, () =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/icmp_ratelimit", "0");
            return true;
        });

        ProgramRun rules = await ProgramRun.RunAsync(RealPart.Require("ip"), ["netns", "exec", _name, RealPart.Require("nft"), "-f", "-"], Rules(), closeInput: true);
        if (rules.ExitCode != 0)
            throw new InvalidOperationException($"nft: {rules.Output}");
    }

    private string Rules() => $$"""
        table inet world {
            chain in {
                type filter hook input priority 0; policy accept;
                tcp dport {{EndPoint(PathFault.SynDropped).Port}} drop
                tcp dport {{EndPoint(PathFault.HostUnreachable).Port}} reject with icmp type host-unreachable
                tcp dport {{EndPoint(PathFault.NetworkUnreachable).Port}} reject with icmp type net-unreachable
                tcp dport {{EndPoint(PathFault.AdminProhibited).Port}} reject with icmp type admin-prohibited
                tcp dport {{EndPoint(PathFault.PortUnreachable).Port}} reject with icmp type port-unreachable
                tcp dport {{EndPoint(PathFault.TcpReset).Port}} reject with tcp reset
                tcp dport {{EndPoint(PathFault.RequestDropped).Port}} ip length > 80 drop
                tcp dport {{EndPoint(PathFault.LargeRequestDropped).Port}} ip length > 1000 drop
            }
            chain out {
                type filter hook output priority 0; policy accept;
                tcp sport {{EndPoint(PathFault.ReplyDropped).Port}} ip length > 80 drop
                tcp sport {{EndPoint(PathFault.LargeReplyDropped).Port}} ip length > 1000 drop
            }
        }

        """;

    // A /30 that no interface of this machine is in, from a random one on: worlds may be made at the same time.
    private static (IPAddress Near, IPAddress Far) FreeSubnet()
    {
        HashSet<uint> taken = [.. System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily is AddressFamily.InterNetwork)
            .Select(address => Number(address.Address) >> 2)];
        uint start = (uint)Random.Shared.Next();
        for (uint i = 0; i < 1 << 15; i++)
        {
            uint subnet = (0xC612_0000u >> 2) + ((start + i) & 0x7FFF);
            if (!taken.Contains(subnet))
                return (Address4((subnet << 2) + 1), Address4((subnet << 2) + 2));
        }

        throw new InvalidOperationException("No free network in 198.18.0.0/15.");
    }

    private static async Task MustAsync(string program, params string[] arguments)
    {
        ProgramRun run = await RunAsync(program, arguments);
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {run.Output}");
    }

    private static Task<ProgramRun> RunAsync(string program, string[] arguments) => ProgramRun.RunAsync(RealPart.Require(program), arguments);

    private static uint Number(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());

    private static IPAddress Address4(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
