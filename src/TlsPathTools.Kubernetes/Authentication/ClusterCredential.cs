using System.Net.Security;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>What proves to a cluster who asks. No record: its text would tell the token.</summary>
internal sealed class ClusterCredential(string? authorization, SslStreamCertificateContext? clientCertificate = null)
{
    /// <summary>Nothing: the request is anonymous.</summary>
    public static ClusterCredential None { get; } = new(null);

    /// <summary>The Authorization header.</summary>
    public string? Authorization { get; } = authorization;

    /// <summary>The certificate in the handshake.</summary>
    public SslStreamCertificateContext? ClientCertificate { get; } = clientCertificate;
}

/// <summary>Where credentials for a cluster come from.</summary>
internal interface IClusterCredentials
{
    /// <summary>Whether there are any.</summary>
    bool IsAnonymous { get; }

    /// <summary>What to do when they are refused.</summary>
    string Advice { get; }

    /// <summary>The name of the caller as far as the credentials tell it; null where they do not.</summary>
    string? Caller => null;

    /// <summary>The credentials that are valid now.</summary>
    /// <exception cref="KubernetesException">There are none; the message says why.</exception>
    ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Forgets credentials that the cluster refused.</summary>
    /// <returns>Whether there can be others.</returns>
    bool Renew(ClusterCredential refused);
}

/// <summary>Credentials that stay as they are: a token, a name and password, a client certificate, nothing.</summary>
internal sealed class FixedCredentials(ClusterCredential credential) : IClusterCredentials
{
    public bool IsAnonymous => credential is { Authorization: null, ClientCertificate: null };

    public string Advice => "The kubeconfig's credentials are no longer valid, or those of another cluster: get a new kubeconfig for it.";

    public ValueTask<ClusterCredential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);

    public bool Renew(ClusterCredential refused) => false;
}
