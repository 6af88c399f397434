using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>
/// haproxy on loopback: ending TLS (HTTP 200, or plain TCP to backends), passing it through, or refusing. No connection to a
/// backend is made for readiness: what a backend counts are the test's own.
/// </summary>
public sealed class HaproxyServer : ProgramServer
{
    private HaproxyServer(TempFolder folder, ServerProcess process, IPEndPoint endPoint)
        : base(folder, process, endPoint)
    {
    }

    /// <summary>Starts haproxy, or skips the test when it is not installed.</summary>
    public static async Task<HaproxyServer> StartAsync(HaproxyOptions? options = null)
    {
        string program = RealPart.Require("haproxy");
        options ??= new HaproxyOptions();
        var folder = new TempFolder();
        IPEndPoint endPoint = FreeEndPoint(options.Address);
        IPEndPoint ready = FreeEndPoint(options.Address);
        string configuration = folder.Write("haproxy.cfg", Configuration(folder, options, endPoint, ready));
        ServerProcess process = await LaunchAsync(folder, program, ["-db", "-f", configuration], ready);
        return new HaproxyServer(folder, process, endPoint);
    }

    private static string Configuration(TempFolder folder, HaproxyOptions options, IPEndPoint endPoint, IPEndPoint ready)
    {
        bool tcp = options.Backends.Count > 0 || options.Refusal is not HaproxyRefusal.None;
        string action = tcp ? "" : "http-request return status 200 content-type text/plain string \"ok\\n\"";
        string servers = string.Join('\n', options.Backends.Select((backend, i) => $"    server s{i} {backend}"));
        return $"""
            global
                maxconn 4000
            defaults
                mode {(tcp ? "tcp" : "http")}
                balance roundrobin
                timeout connect 5s
                timeout client 60s
                timeout server 60s
            listen service
                bind {endPoint} {Tls(folder, options)} {options.BindOptions}
                {Refuse(options.Refusal)}
                {action}
            {servers}
            listen ready
                mode http
                bind {ready}
                http-request return status 200

            """;
    }

    private static string Tls(TempFolder folder, HaproxyOptions options)
    {
        if (options.Identity is null)
            return "";
        string pem = options.Identity.Write(folder, "server").Combined;
        string verify = options.RequireClientCertificate ? $"verify required ca-file {TestCertificates.WriteAuthority(folder)}" : "";
        return $"ssl crt {pem} {verify}";
    }

    private static string Refuse(HaproxyRefusal refusal) => refusal switch
    {
        HaproxyRefusal.RejectConnection => "tcp-request connection reject",
        HaproxyRefusal.RejectContent => AfterHello("reject"),
        HaproxyRefusal.SilentDrop => AfterHello("silent-drop"),
        _ => "",
    };

    private static string AfterHello(string action) => $"tcp-request inspect-delay 5s\n    tcp-request content {action} if {{ req_ssl_hello_type 1 }}";
}
