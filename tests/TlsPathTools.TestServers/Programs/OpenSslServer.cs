using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>
/// `openssl s_server` on loopback, for what SslStream cannot be: old versions, weak ciphers, HelloRetryRequest. It serves one
/// connection after the other, and answers GET (a page of its own), never HEAD.
/// </summary>
public sealed class OpenSslServer : ProgramServer
{
    /// <summary>TLS 1.0 and nothing newer.</summary>
    public static readonly IReadOnlyList<string> Tls10Only = ["-tls1", "-cipher", "ALL:@SECLEVEL=0"];

    /// <summary>TLS 1.2 and nothing newer.</summary>
    public static readonly IReadOnlyList<string> Tls12Only = ["-tls1_2"];

    /// <summary>TLS 1.3 and nothing older.</summary>
    public static readonly IReadOnlyList<string> Tls13Only = ["-tls1_3"];

    /// <summary>A TLS 1.2 cipher without encryption, which no client offers.</summary>
    public static readonly IReadOnlyList<string> WeakCipherOnly = ["-tls1_2", "-cipher", "ECDHE-ECDSA-NULL-SHA:@SECLEVEL=0"];

    /// <summary>Only a group that clients send no key share for: a TLS 1.3 client has to say hello twice.</summary>
    public static readonly IReadOnlyList<string> HelloRetryRequest = ["-groups", "P-521"];

    private OpenSslServer(TempFolder folder, ServerProcess process, IPEndPoint endPoint)
        : base(folder, process, endPoint)
    {
    }

    /// <summary>Starts s_server with further flags, such as <see cref="Tls10Only"/>; skips the test when there is no openssl.</summary>
    public static async Task<OpenSslServer> StartAsync(IEnumerable<string>? flags = null, ServerIdentity? identity = null, bool requireClientCertificate = false)
    {
        string program = RealPart.Require("openssl");
        var folder = new TempFolder();
        PemFiles files = (identity ?? TestCertificates.Valid).Write(folder, "server");
        IPEndPoint endPoint = FreeEndPoint();
        string[] clients = requireClientCertificate ? ["-Verify", "1", "-verify_return_error", "-CAfile", TestCertificates.WriteAuthority(folder)] : [];
        ServerProcess process = await LaunchAsync(
            folder,
            program,
            [
                "s_server", "-accept", endPoint.ToString(), "-cert", files.Certificate, "-cert_chain", files.Certificate, "-key", files.Key, "-www",
                .. clients, .. flags ?? [],
            ],
            endPoint);
        return new OpenSslServer(folder, process, endPoint);
    }
}
