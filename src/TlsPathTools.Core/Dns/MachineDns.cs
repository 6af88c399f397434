using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Dns;

/// <summary>
/// What this machine says about resolving: its files, its interfaces and its own resolver. Read anew for every run, because
/// DHCP and VPN clients rewrite it. Tests put files and functions of their own in.
/// </summary>
internal sealed record MachineDns
{
    private const int MaxConfSize = 64 * 1024;

    /// <summary>resolv.conf; null where there is none by design (Windows).</summary>
    public string? ResolvConfPath { get; init; } = OperatingSystem.IsWindows() ? null : "/etc/resolv.conf";

    /// <summary>Where systemd-resolved writes the servers behind its stub.</summary>
    public string BehindStubPath { get; init; } = "/run/systemd/resolve/resolv.conf";

    public string HostsPath { get; init; } = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts")
        : "/etc/hosts";

    /// <summary>The port of the servers that the file names; a test's server listens at another.</summary>
    public int Port { get; init; } = DnsServerAddress.DefaultPort;

    /// <summary>The servers of the interfaces, for when no file names any.</summary>
    public Func<InterfaceDns> Interfaces { get; init; } = InterfaceDns.Read;

    /// <summary>The system resolver.</summary>
    public Func<string, AddressFamily, CancellationToken, Task<IPAddress[]>> SystemLookup { get; init; } = System.Net.Dns.GetHostAddressesAsync;

    internal DnsConfiguration Read()
    {
        if (ResolvConfPath is not { } path || ReadSmall(path, out string? problem) is not { } text)
            return OfInterfaces();

        ResolvConf conf = ResolvConf.Parse(text);
        var configuration = new DnsConfiguration
        {
            Source = path,
            Servers = [.. conf.Servers.Select(x => new IPEndPoint(x.Address, Port))],
            Search = conf.Search,
            Ndots = conf.Ndots,
            Warnings = problem is null ? conf.Warnings : [.. conf.Warnings, problem],
        };
        return conf.Servers.Any(IsStub) && ReadSmall(BehindStubPath, out _) is { } behind
            ? configuration with { BehindStub = ResolvConf.Parse(behind).Servers }
            : configuration;
    }

    /// <summary>The addresses that the hosts file gives a name; an unreadable file gives none.</summary>
    internal IReadOnlyList<IPAddress> InHostsFile(string hostName)
    {
        try
        {
            return HostsFile.Find(File.ReadLines(HostsPath), hostName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Asks the system resolver. A call into the C library cannot be stopped: it is left behind when the wait ends.</summary>
    internal async Task<SystemAnswer> AskSystemAsync(EndpointName name, IPFamily? family, CancellationToken cancellationToken)
    {
        string asked = name.IsFullyQualified ? name.HostName + "." : name.HostName;
        AddressFamily wanted = family switch
        {
            IPFamily.IPv4 => AddressFamily.InterNetwork,
            IPFamily.IPv6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        try
        {
            IPAddress[] found = await Task.Run(() => SystemLookup(asked, wanted, cancellationToken), cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            return new SystemAnswer([.. found.Distinct()], Problem: null);
        }
        catch (OperationCanceledException)
        {
            return new SystemAnswer([], "did not answer in time");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
        {
            return new SystemAnswer([], Problem: null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return new SystemAnswer([], e is SocketException s ? $"failed ({s.SocketErrorCode})" : "does not take this name");
        }
    }

    private DnsConfiguration OfInterfaces()
    {
        InterfaceDns found = Interfaces();
        return new DnsConfiguration
        {
            Source = "the network interfaces",
            Servers = found.Servers,
            Search = found.Search,
            SearchesDottedNames = false,
        };
    }

    // 127.0.0.53 and .54 are systemd-resolved's (resolved.conf(5)).
    private static bool IsStub(IPEndPoint server) =>
        server.Address.Equals(new IPAddress([127, 0, 0, 53])) || server.Address.Equals(new IPAddress([127, 0, 0, 54]));

    private static string? ReadSmall(string path, out string? problem)
    {
        problem = null;
        try
        {
            using var reader = new StreamReader(path);
            char[] text = new char[MaxConfSize];
            int length = reader.ReadBlock(text);
            if (length == MaxConfSize)
                problem = $"{path} is longer than {MaxConfSize / 1024} kB; the rest was not read.";
            return new string(text, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
