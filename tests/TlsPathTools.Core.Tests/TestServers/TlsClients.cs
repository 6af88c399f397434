using System.Globalization;
using System.Net;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>curl and openssl s_client as clients of a server that shows a certificate for host.test.</summary>
internal static class TlsClients
{
    public static Task<ProgramRun> CurlAsync(IPEndPoint server, string authority, bool tls13, TimeSpan bound, params string[] more) => ProgramRun.RunAsync(
        RealPart.Require("curl"),
        [
            "-sS", "--compressed", "-o", "/dev/null", "-w", "http %{http_code} %{size_download}\n", "--noproxy", "*",
            "--max-time", bound.TotalSeconds.ToString(CultureInfo.InvariantCulture), "--cacert", authority,
            "--tls-max", tls13 ? "1.3" : "1.2", tls13 ? "--tlsv1.3" : "--tlsv1.2",
            "--resolve", $"host.test:{server.Port}:{server.Address}", .. more, $"https://host.test:{server.Port}/",
        ],
        bound: bound + TimeSpan.FromSeconds(20));

    /// <summary>stdin stays open, else s_client would leave before late failures show.</summary>
    public static Task<ProgramRun> OpenSslAsync(IPEndPoint server, string authority, bool tls13, TimeSpan bound, params string[] more) => ProgramRun.RunAsync(
        RealPart.Require("openssl"),
        [
            "s_client", "-connect", server.ToString(), "-servername", "host.test", "-CAfile", authority,
            "-verify_return_error", "-verify_hostname", "host.test", tls13 ? "-tls1_3" : "-tls1_2", .. more,
        ],
        "GET / HTTP/1.1\r\nHost: host.test\r\n\r\n",
        bound);
}
