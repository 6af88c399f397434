using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>Which certificates an API server may show: those of the kubeconfig's authorities, or, where it names none, of the system's.</summary>
/// <param name="authorities">The authorities; null for the system's.</param>
/// <param name="insecure">Whether any certificate will do.</param>
internal sealed class ServerTrust(X509Certificate2Collection? authorities, bool insecure)
{
    private const string Advice = "Check the context's certificate-authority-data against the cluster (for EKS: aws eks update-kubeconfig writes it anew), and that nothing on the way opens TLS.";

    /// <summary>The options of TLS, with a client certificate or without.</summary>
    public SslClientAuthenticationOptions ToOptions(SslStreamCertificateContext? certificate)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            // The server sends its chain; fetching certificates on a stranger's word is not for a probe.
            DisableCertificateDownloads = true,
        };
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }

        return new()
        {
            CertificateChainPolicy = policy,
            ClientCertificateContext = certificate,
            EnabledSslProtocols = SslProtocols.None,
            RemoteCertificateValidationCallback = (_, shown, chain, errors) => Judge(shown, chain, errors),
        };
    }

    private bool Judge(object? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (insecure || errors == SslPolicyErrors.None)
            return true;
        if (shown is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
            throw Untrusted("The server shows no certificate.");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsInAnAuthority(chain))
            throw Untrusted($"The server's certificate does not lead to {(authorities is null ? "an authority that this machine trusts" : "the authority of the kubeconfig")}: {Words(chain)}.");
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            ? throw Untrusted("The server's certificate is for another name.", "Check the server's URL; where it is a tunnel, tls-server-name in the kubeconfig says which name to expect.")
            : true;
    }

    /// <summary>kubectl takes whatever certificate the kubeconfig names as an anchor, also one that another authority has signed; .NET asks for a root.</summary>
    private bool EndsInAnAuthority(X509Chain? chain)
    {
        if (authorities is null || chain is null || chain.ChainElements.Count == 0)
            return false;
        bool complete = chain.ChainStatus.All(status => status.Status is X509ChainStatusFlags.PartialChain);
        return complete && chain.ChainElements.Any(element => authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span)));
    }

    private static string Words(X509Chain? chain) => string.Join(", ", (chain?.ChainStatus ?? []).Select(status => status.Status.ToString()).Distinct(StringComparer.Ordinal).DefaultIfEmpty("no chain"));

    private static KubernetesException Untrusted(string message, string advice = Advice) => new(GapKind.Untrusted, message, advice);
}
