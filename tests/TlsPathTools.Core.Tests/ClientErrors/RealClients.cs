using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>Real clients: each gets https://127.0.0.1:port/ of every port with its usual verification, and what it writes is kept.</summary>
internal static class RealClients
{
    private const int LimitSeconds = 3;
    private const int AtOnce = 8;

    // The interpreters start once for all ports; a line "=== port" begins what was written of one.
    private const string Separator = "=== ";

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(90);
    private static readonly string s_limit = LimitSeconds.ToString(CultureInfo.InvariantCulture);

    /// <summary>What the client wrote, by port; null when it is not installed.</summary>
    internal static Task<Dictionary<int, string>?> RunAsync(string client, IReadOnlyList<int> ports, string authority) => client switch
    {
        "curl" => EachAsync(ports, port => RunAsync("curl", ["-sSf", "-o", "/dev/null", "--cacert", authority, "--max-time", s_limit, Url(port)])),
        "openssl" => EachAsync(ports, port => RunAsync(
            "openssl",
            ["s_client", "-connect", $"127.0.0.1:{port}", "-CAfile", authority, "-verify_return_error", "-verify_ip", "127.0.0.1", "-quiet"],
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
            TimeSpan.FromSeconds(LimitSeconds))),
        "wget" when RealPart.Find("wget") is null => NotInstalled(),
        "wget" => EachAsync(ports, port => RunAsync(
            "wget", ["-nv", "-O", "/dev/null", "-t", "1", "-T", s_limit, $"--ca-certificate={authority}", Url(port)])),
        "python3" => AllAsync("python3", ["-c", ClientScripts.Python, authority, s_limit], ports),
        "requests" => AllAsync("python3", ["-c", ClientScripts.Requests, authority, s_limit], ports),
        "node" when RealPart.Find("node") is null => NotInstalled(),
        "node" => AllAsync("node", ["-e", ClientScripts.Node, authority, s_limit], ports),
        "java" when RealPart.Find("java") is null => NotInstalled(),
        "java" => JavaAsync(ports, authority),
        "HttpClient" => EachAsync(ports, port => HttpClientAsync(Url(port))),
        _ => throw new ArgumentOutOfRangeException(nameof(client), client, "No such client."),
    };

    private static string Url(int port) => $"https://127.0.0.1:{port}/";

    private static Task<Dictionary<int, string>?> NotInstalled() => Task.FromResult<Dictionary<int, string>?>(null);

    private static async Task<string> RunAsync(string program, string[] arguments, string input = "", TimeSpan? bound = null) =>
        (await ProgramRun.RunAsync(RealPart.Require(program), arguments, input, bound ?? s_bound)).Output;

    private static async Task<Dictionary<int, string>?> EachAsync(IReadOnlyList<int> ports, Func<int, Task<string>> run)
    {
        var written = new Dictionary<int, string>();
        await Parallel.ForEachAsync(ports, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (port, _) =>
        {
            string output = await run(port);
            lock (written)
                written[port] = output;
        });
        return written;
    }

    private static async Task<Dictionary<int, string>?> AllAsync(string program, string[] arguments, IReadOnlyList<int> ports)
    {
        string output = await RunAsync(program, [.. arguments, .. ports.Select(port => $"{port}")]);
        if (output.StartsWith("not installed", StringComparison.Ordinal))
            return null;

        var written = new Dictionary<int, string>();
        foreach (string part in ("\n" + output).Split("\n" + Separator, StringSplitOptions.RemoveEmptyEntries))
        {
            int line = part.IndexOf('\n', StringComparison.Ordinal);
            if (line > 0 && int.TryParse(part.AsSpan(0, line), CultureInfo.InvariantCulture, out int port))
                written[port] = part[(line + 1)..];
        }

        Assert.True(ports.Count == written.Count, $"{program} ended early: {output}");
        return written;
    }

    private static async Task<Dictionary<int, string>?> JavaAsync(IReadOnlyList<int> ports, string authority)
    {
        using var folder = new TempFolder();
        string source = folder.Write("Get.java", ClientScripts.Java);
        return await AllAsync("java", ["-Xshare:auto", "-XX:TieredStopAtLevel=1", source, authority, s_limit], ports);
    }

    private static async Task<string> HttpClientAsync(string url)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { TestCertificates.Authority },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
        };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(LimitSeconds) };
        try
        {
            using HttpResponseMessage response = await client.GetAsync(url);
            response.EnsureSuccessStatusCode();
            return "";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or SocketException)
        {
            return e.ToString();
        }
    }
}
