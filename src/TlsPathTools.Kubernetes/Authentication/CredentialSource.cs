using System.Text;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Authentication;

/// <summary>Chooses how a user of the kubeconfig proves who it is.</summary>
/// <param name="machine">This machine.</param>
/// <param name="mayRun">Whether programs may be started.</param>
/// <param name="eks">Makes tokens of EKS; null where nobody can.</param>
/// <param name="time">The clock.</param>
internal sealed class CredentialSource(MachineEnvironment machine, bool mayRun, EksTokenProvider? eks, TimeProvider time)
{
    /// <summary>The credentials of a user.</summary>
    /// <exception cref="KubernetesException">They are contradictory, or of a kind that is gone.</exception>
    public IClusterCredentials Of(KubeConfigUser user, KubeCluster cluster, Action<string> note)
    {
        string? basic = user is { Username: { Length: > 0 } name } ? "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{user.Password}")) : null;
        bool token = user.Token is { Length: > 0 } || user.TokenFile is not null;
        if (basic is not null && token)
            throw new KubernetesException(GapKind.NoCredentials, $"A user in {user.Origin} has a token and a password as well, and kubectl takes neither then.", "Remove one of them.");

        if (user.TokenFile is { } file)
            return new TokenFileCredentials(file, user.Token, time);
        ClusterCredential itself = new(user.Token is { Length: > 0 } bearer ? Bearer(bearer, user) : basic, Certificate(user));
        if (itself is not { Authorization: null, ClientCertificate: null })
            return new FixedCredentials(itself);
        if (user.Exec is { } plugin)
            return Of(plugin, user, cluster, note);
        return user.AuthProvider is { } provider
            ? throw new KubernetesException(GapKind.NotSupported, $"A user in {user.Origin} signs in by the auth-provider '{SafeText.Escape(provider, 60)}', which Kubernetes gave up in 1.26.", "Get a new kubeconfig for the cluster: it will have an exec plugin.")
            : new FixedCredentials(ClusterCredential.None);
    }

    private IClusterCredentials Of(ExecPluginConfig plugin, KubeConfigUser user, KubeCluster cluster, Action<string> note)
    {
        string program = SafeText.Escape(plugin.BaseName, 80)!;
        if (eks is not null && EksExec.Recognise(plugin) is { } request)
        {
            if (request.EnvironmentNames.Count > 0)
                note($"The kubeconfig sets {SafeText.Escape(string.Join(", ", request.EnvironmentNames), 200)} for '{program}'; the token is made without.");
            return new EksCredentials(eks, request, time);
        }

        if (mayRun)
            return new ExecCredentials(plugin, user.Origin, ForPlugin(cluster), machine, time);
        return new RefusedExecCredentials(
            $"The exec plugin '{program}' in {user.Origin} is a program, and programs may not be started here.",
            "Connect to an EKS cluster by its name, or use a kubeconfig with a token or a client certificate; 'aws eks get-token' and 'aws-iam-authenticator token' need no program.");
    }

    private static string Bearer(string token, KubeConfigUser user) => token.AsSpan().ContainsAnyInRange('\0', ' ')
        ? throw new KubernetesException(GapKind.NoCredentials, $"A token in {user.Origin} holds spaces or line ends.", "Write it on one line.")
        : "Bearer " + token;

    private static System.Net.Security.SslStreamCertificateContext? Certificate(KubeConfigUser user)
    {
        string? certificate = PemFiles.Read("client-certificate", user.ClientCertificateData, user.ClientCertificate, user.Origin);
        string? key = PemFiles.Read("client-key", user.ClientKeyData, user.ClientKey, user.Origin);
        return (certificate, key) switch
        {
            (null, null) => null,
            ({ } chain, { } secret) => PemFiles.ClientCertificate(chain, secret, user.Origin),
            _ => throw new KubernetesException(GapKind.NoCredentials, $"A user in {user.Origin} has a client certificate without its key, or a key alone.", "Get a new kubeconfig for the cluster."),
        };
    }

    private static ExecCluster ForPlugin(KubeCluster cluster) => new()
    {
        Server = cluster.Server,
        TlsServerName = cluster.TlsServerName,
        InsecureSkipTlsVerify = cluster.InsecureSkipTlsVerify ? true : null,
        CertificateAuthorityData = PemFiles.Read("certificate-authority", cluster.CertificateAuthorityData, cluster.CertificateAuthority, cluster.Origin) is { } pem
            ? Convert.ToBase64String(Encoding.UTF8.GetBytes(pem))
            : null,
        ProxyUrl = cluster.ProxyUrl,
    };
}
