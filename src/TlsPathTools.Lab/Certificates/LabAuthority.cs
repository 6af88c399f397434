using System.Security.Cryptography.X509Certificates;
using System.Net.Security;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Certificates;

/// <summary>The certificate authorities of a world and what they issued.</summary>
internal sealed class LabAuthority : IDisposable
{
    /// <summary>Makes the authorities and issues the certificates of a scenario.</summary>
    public LabAuthority(IEnumerable<CertificateSpec> specs, DateTimeOffset now) => throw new NotSupportedException("Follows.");

    /// <summary>The roots that the scenario's client trusts, as PEM.</summary>
    public string TrustedPem => throw new NotSupportedException("Follows.");

    /// <summary>The authority of the Kubernetes API, as PEM: another one than those of the services.</summary>
    public string KubernetesPem => throw new NotSupportedException("Follows.");

    /// <summary>A certificate of the scenario with its chain, as a server sends it.</summary>
    public SslStreamCertificateContext Named(string name) => throw new NotSupportedException("Follows.");

    /// <summary>The certificate of the Kubernetes API for its address.</summary>
    public SslStreamCertificateContext ForKubernetes(System.Net.IPAddress address) => throw new NotSupportedException("Follows.");

    /// <summary>A certificate for a name by an authority that nobody trusts: what an inspecting proxy shows.</summary>
    public SslStreamCertificateContext Inspecting(string hostName) => throw new NotSupportedException("Follows.");

    public void Dispose()
    {
        // Follows with the keys.
    }
}
