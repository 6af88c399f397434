using System.Net;
using TlsPathTools.Benchmarks.Measuring;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Servers;

/// <summary>nginx with two workers on every loopback address: the one server that all subjects meet.</summary>
internal sealed class BenchmarkServer : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly ServerProcess _process;

    private BenchmarkServer(TempFolder folder, ServerProcess process, int port, string authorityFile)
    {
        _folder = folder;
        _process = process;
        Port = port;
        AuthorityFile = authorityFile;
    }

    internal int Port { get; }

    /// <summary>The root of its certificate, PEM.</summary>
    internal string AuthorityFile { get; }

    internal static async Task<BenchmarkServer> StartAsync()
    {
        string program = Programs.Require("nginx");
        var folder = new TempFolder();
        PemFiles files = TestCertificates.Valid.Write(folder, "server");
        int port = ServerProcess.FreePort();
        string config = folder.Write("nginx.conf",
            $$"""
              daemon off;
              worker_processes 2;
              pid {{folder.File("nginx.pid")}};
              error_log stderr crit;
              events { worker_connections 8192; }
              http {
                access_log off;
                client_body_temp_path {{folder.File("body")}};
                proxy_temp_path {{folder.File("proxy")}};
                fastcgi_temp_path {{folder.File("fastcgi")}};
                uwsgi_temp_path {{folder.File("uwsgi")}};
                scgi_temp_path {{folder.File("scgi")}};
                server {
                  listen {{port}} ssl backlog=4096;
                  ssl_certificate {{files.Certificate}};
                  ssl_certificate_key {{files.Key}};
                  ssl_protocols TLSv1.2 TLSv1.3;
                  location / { return 200 "ok\n"; }
                }
              }

              """);
        string authority = TestCertificates.WriteAuthority(folder);
        ServerProcess process = await ServerProcess.StartAsync(program, ["-p", folder.Path, "-c", config], new IPEndPoint(IPAddress.Loopback, port));
        return new BenchmarkServer(folder, process, port, authority);
    }

    /// <summary>So many of its addresses: 127.0.1.1, 127.0.1.2 …</summary>
    internal ProbeTarget[] Targets(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ProbeTarget(TestCertificates.HostName, new IPAddress([127, 0, (byte)(1 + i / 250), (byte)(1 + i % 250)]), Port))];

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }
}
