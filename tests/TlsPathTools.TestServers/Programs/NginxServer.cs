using System.Globalization;
using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>nginx with TLS on loopback.</summary>
public sealed class NginxServer : ProgramServer
{
    private NginxServer(TempFolder folder, ServerProcess process, IReadOnlyList<IPEndPoint> endPoints)
        : base(folder, process, endPoints[0]) => EndPoints = endPoints;

    /// <summary>Where it listens, in the order of the options' addresses.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; }

    /// <summary>Starts nginx, or skips the test when it is not installed.</summary>
    public static async Task<NginxServer> StartAsync(NginxOptions? options = null)
    {
        string program = RealPart.Require("nginx");
        options ??= new NginxOptions();
        var folder = new TempFolder();
        IPEndPoint first = FreeEndPoint(options.Addresses[0]);
        IPEndPoint[] endPoints = [.. options.Addresses.Select(address => new IPEndPoint(address, first.Port))];
        string configuration = folder.Write("nginx.conf", Configuration(folder, options, endPoints));
        ServerProcess process = await LaunchAsync(
            folder, program, ["-c", configuration, "-p", folder.Path, "-e", folder.File("error.log")], endPoints[^1]);
        return new NginxServer(folder, process, endPoints);
    }

    /// <summary>The requests so far. nginx writes a line after it has answered: wait with <see cref="WaitForAccessAsync"/>.</summary>
    public IReadOnlyList<NginxAccess> Accesses =>
        [.. File.ReadAllLines(FileOf("access.log")).Select(Parse).OfType<NginxAccess>()];

    /// <summary>Waits until so many requests are logged.</summary>
    public async Task<IReadOnlyList<NginxAccess>> WaitForAccessAsync(int count, TimeSpan? bound = null)
    {
        using var timeout = new CancellationTokenSource(bound ?? TimeSpan.FromSeconds(10));
        while (true)
        {
            IReadOnlyList<NginxAccess> accesses = Accesses;
            if (accesses.Count >= count)
                return accesses;
            await Task.Delay(10, timeout.Token);
        }
    }

    private static NginxAccess? Parse(string line)
    {
        string[] part = line.Split('|');
        return part.Length == 7
            ? new NginxAccess(
                int.Parse(part[0], CultureInfo.InvariantCulture), part[1] == "r", part[2], part[3].Length > 0 && part[3] != "-" ? part[3] : null,
                int.Parse(part[4], CultureInfo.InvariantCulture), part[5], IPAddress.Parse(part[6]))
            : null;
    }

    // One process and no master, so that ending it ends all and no user has to be changed.
    private static string Configuration(TempFolder folder, NginxOptions options, IPEndPoint[] endPoints)
    {
        PemFiles files = options.Identity.Write(folder, "server");
        string authority = TestCertificates.WriteAuthority(folder);
        string statuses = string.Join('\n', new[] { 200, 204, 404, 502, 503, 504 }.Select(status => $"location = /{status} {{ {Return(status)} }}"));
        return $$"""
            daemon off;
            master_process off;
            pid {{folder.File("nginx.pid")}};
            error_log {{folder.File("error.log")}} info;
            events { worker_connections 4096; }
            http {
                log_format tls '$remote_port|$ssl_session_reused|$ssl_protocol|$ssl_server_name|$status|$request|$server_addr';
                access_log {{folder.File("access.log")}} tls;
                client_body_temp_path {{folder.File("body")}};
                proxy_temp_path {{folder.File("proxy")}};
                fastcgi_temp_path {{folder.File("fastcgi")}};
                uwsgi_temp_path {{folder.File("uwsgi")}};
                scgi_temp_path {{folder.File("scgi")}};
                keepalive_timeout {{(int)options.KeepAlive.TotalSeconds}}s;
                server {
                    {{string.Join('\n', endPoints.Select(endPoint => $"listen {endPoint} ssl backlog=4096;"))}}
                    ssl_certificate {{files.Certificate}};
                    ssl_certificate_key {{files.Key}};
                    ssl_protocols {{options.Protocols}};
                    ssl_session_cache shared:tls:1m;
                    {{(options.RequireClientCertificate ? $"ssl_client_certificate {authority}; ssl_verify_client on;" : "")}}
                    {{options.More}}
                    location / { {{Return(options.Status)}} }
                    location = /301 { return 301 https://other.test/; }
                    {{statuses}}
                }
            }
            """;
    }

    private static string Return(int status) => status == 204 ? "return 204;" : $"return {status} 'status {status}\\n';";
}
