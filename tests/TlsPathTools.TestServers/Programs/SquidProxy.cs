using System.Globalization;
using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>squid as an explicit proxy: CONNECT to any port.</summary>
public sealed class SquidProxy : ProgramServer
{
    private static readonly string[] s_helperFolders = ["/usr/lib/squid", "/usr/lib64/squid", "/usr/libexec/squid"];

    private readonly string _service;

    private SquidProxy(TempFolder folder, ServerProcess process, string service, IPEndPoint endPoint)
        : base(folder, process, endPoint) => _service = service;

    /// <summary>The proxy's URL, without credentials.</summary>
    public Uri Url => new($"http://{EndPoint}");

    /// <summary>Starts squid, or skips the test when it is not installed.</summary>
    public static async Task<SquidProxy> StartAsync(SquidOptions? options = null)
    {
        string program = RealPart.Require("squid");
        options ??= new SquidOptions();
        var folder = new TempFolder();
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // As root squid turns into the user nobody, who has to write its log here.
            File.SetUnixFileMode(folder.Path, (UnixFileMode)511 /* rwx for all */);
        }

        // The name of its shared memory segments: two squids of one name cannot run at a time.
        string service = $"tp{Guid.NewGuid():N}"[..16];
        IPEndPoint endPoint = FreeEndPoint();
        string configuration = folder.Write("squid.conf", await ConfigurationAsync(folder, options, endPoint));
        ServerProcess process = await LaunchAsync(folder, program, ["-n", service, "-N", "-f", configuration], endPoint);
        return new SquidProxy(folder, process, service, endPoint);
    }

    /// <summary>The access log so far: one line per request, with squid's result code and status.</summary>
    public IReadOnlyList<string> AccessLog => File.Exists(FileOf("access.log")) ? File.ReadAllLines(FileOf("access.log")) : [];

    private static async Task<string> ConfigurationAsync(TempFolder folder, SquidOptions options, IPEndPoint endPoint)
    {
        string hosts = folder.Write("hosts", string.Concat(options.Hosts.Select(host => $"{host.Value} {host.Key}\n")));
        string user = Environment.IsPrivilegedProcess ? "cache_effective_user nobody" : "";
        string literals = options.DenyAddressLiterals ? "acl literal url_regex ^[0-9.]+:[0-9]+$ ^\\[\nhttp_access deny literal" : "";
        return $"""
            http_port {endPoint}
            {user}
            pid_filename none
            access_log stdio:{folder.File("access.log")}
            cache_log {folder.File("cache.log")}
            coredump_dir {folder.Path}
            cache deny all
            cache_mem 8 MB
            memory_pools off
            shutdown_lifetime 0 seconds
            pinger_enable off
            max_filedescriptors 4096
            visible_hostname proxy.test
            hosts_file {hosts}
            dns_nameservers 127.0.0.1
            dns_timeout 1 second
            connect_timeout {Seconds(options.ConnectTimeout)} seconds
            read_timeout {Seconds(options.ReadTimeout)} seconds
            {literals}
            {await LoginAsync(folder, options)}

            """;
    }

    private static async Task<string> LoginAsync(TempFolder folder, SquidOptions options)
    {
        switch (options.Login)
        {
            case ProxyLogin.Basic:
                // The password goes by stdin: arguments are visible to everybody on the machine.
                ProgramRun hash = await ProgramRun.RunAsync(RealPart.Require("openssl"), ["passwd", "-apr1", "-stdin"], options.Password + "\n", closeInput: true);
                string passwords = folder.Write("passwords", $"{options.User}:{hash.Output.Trim()}\n");
                return $"""
                    auth_param basic program {Helper("basic_ncsa_auth")} {passwords}
                    auth_param basic children 1
                    auth_param basic realm test
                    acl known proxy_auth REQUIRED
                    http_access allow known
                    http_access deny all
                    """;
            case ProxyLogin.Ntlm:
                return $"""
                    auth_param ntlm program {Helper("ntlm_fake_auth")}
                    auth_param ntlm children 2
                    acl known proxy_auth REQUIRED
                    http_access allow known
                    http_access deny all
                    """;
            default:
                return "http_access allow all";
        }
    }

    private static string Helper(string name) =>
        s_helperFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"squid's helper {name} is not installed.");

    private protected override void AfterEnd() => RemoveSharedMemory(_service);

    // Left behind by a squid that is killed; a graceful end takes it two seconds.
    private static void RemoveSharedMemory(string service)
    {
        foreach (string segment in Directory.Exists("/dev/shm") ? Directory.GetFiles("/dev/shm", $"{service}-*") : [])
            File.Delete(segment);
    }

    private static string Seconds(TimeSpan time) => ((int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
