using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>What an <see cref="NginxServer"/> is to be.</summary>
public sealed record NginxOptions
{
    /// <summary>Loopback addresses; all get the same port.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [IPAddress.Loopback];

    /// <summary>The certificate.</summary>
    public ServerIdentity Identity { get; init; } = TestCertificates.Valid;

    /// <summary>ssl_protocols.</summary>
    public string Protocols { get; init; } = "TLSv1.2 TLSv1.3";

    /// <summary>ssl_verify_client on, with <see cref="TestCertificates.Authority"/>. nginx then answers 400, not an alert.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>The status of every path but /200, /204, /301, /404, /502, /503 and /504, which answer as they are called.</summary>
    public int Status { get; init; } = 200;

    /// <summary>keepalive_timeout; zero closes after each response.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Further directives for the server block.</summary>
    public string More { get; init; } = "";
}
