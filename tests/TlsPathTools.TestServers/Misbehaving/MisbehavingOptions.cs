using System.Net;
using System.Security.Authentication;

namespace TlsPathTools.TestServers;

/// <summary>What a <see cref="MisbehavingTlsServer"/> is besides its faults.</summary>
public sealed record MisbehavingOptions
{
    /// <summary>A loopback address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }

    /// <summary>The versions that the server speaks; by default the client's offer decides.</summary>
    public SslProtocols Protocols { get; init; } = SslProtocols.Tls12 | SslProtocols.Tls13;

    /// <summary>The certificate, where the fault brings none of its own.</summary>
    public ServerIdentity Identity { get; init; } = TestCertificates.Valid;

    /// <summary>The only name that <see cref="WireFault.SniRejected"/> serves.</summary>
    public string HostName { get; init; } = TestCertificates.HostName;

    /// <summary>The pause between two bytes of <see cref="WireFault.HeadDrip"/>.</summary>
    public TimeSpan DripInterval { get; init; } = TimeSpan.FromSeconds(1);
}
