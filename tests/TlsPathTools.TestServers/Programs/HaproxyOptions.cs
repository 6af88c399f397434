using System.Net;

namespace TlsPathTools.TestServers;

/// <summary>What a <see cref="HaproxyServer"/> is to be.</summary>
public sealed record HaproxyOptions
{
    /// <summary>A loopback address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The certificate that TLS is ended with; null passes TLS through to <see cref="Backends"/>.</summary>
    public ServerIdentity? Identity { get; init; } = TestCertificates.Valid;

    /// <summary>TCP backends, in turn for each connection; none answers HTTP 200 itself.</summary>
    public IReadOnlyList<IPEndPoint> Backends { get; init; } = [];

    /// <summary>verify required, with <see cref="TestCertificates.Authority"/>: haproxy sends the alerts that RFC 8446 asks for.</summary>
    public bool RequireClientCertificate { get; init; }

    /// <summary>How it refuses.</summary>
    public HaproxyRefusal Refusal { get; init; }

    /// <summary>Further parameters of the bind line, such as "ssl-max-ver TLSv1.2".</summary>
    public string BindOptions { get; init; } = "";
}
