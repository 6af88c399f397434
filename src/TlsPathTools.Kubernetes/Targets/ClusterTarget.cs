using System.Net;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Kubernetes.Authentication;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Targets;

/// <summary>Where requests go, and how the way there is made: the kubeconfig's cluster, worked out.</summary>
internal sealed record ClusterTarget
{
    public required string Name { get; init; }

    public string? Context { get; init; }

    public string? Namespace { get; init; }

    public string? EksClusterName { get; init; }

    public required Uri Server { get; init; }

    public required ServerTrust Trust { get; init; }

    public IWebProxy? Proxy { get; init; }

    public bool Compression { get; init; } = true;

    /// <summary>The name in Host and SNI, and in the certificate, where it is another than the server's.</summary>
    public string? HostHeader { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The target of a context.</summary>
    /// <exception cref="KubernetesException">The cluster's entry cannot be used.</exception>
    public static ClusterTarget Of(KubeContext context, KubeCluster cluster, KubeConfigUser? user, MachineEnvironment machine, Action<string> note)
    {
        string? authority = PemFiles.Read("certificate-authority", cluster.CertificateAuthorityData, cluster.CertificateAuthority, cluster.Origin);
        if (cluster.InsecureSkipTlsVerify && authority is not null)
        {
            throw new KubernetesException(GapKind.Untrusted, $"A cluster in {cluster.Origin} has an authority and insecure-skip-tls-verify as well, which kubectl does not take.", "Remove insecure-skip-tls-verify.");
        }

        Uri server = ServerOf(cluster, speaksTls: authority is not null || cluster.InsecureSkipTlsVerify);
        if (server.Scheme == Uri.UriSchemeHttp)
            note("The API server is spoken to without TLS: whoever is on the way can read and change everything, and no credentials are sent.");
        else if (cluster.InsecureSkipTlsVerify)
            note("The context is insecure (insecure-skip-tls-verify): the API server's certificate is not checked, and whoever is on the way can read the credentials.");
        X509Certificate2Collection? authorities = authority is null ? null : PemFiles.Authorities(authority, cluster.Origin);
        string? eks = user?.Exec is { } plugin ? EksExec.Recognise(plugin)?.ClusterName : null;
        return new()
        {
            Name = SafeText.Escape(context.Name)!,
            Context = SafeText.Escape(context.Name),
            Namespace = context.Namespace is { Length: > 0 } chosen ? chosen : null,
            EksClusterName = eks,
            Server = server,
            Trust = new(authorities, cluster.InsecureSkipTlsVerify),
            Proxy = ProxyChoice.For(server, cluster.ProxyUrl, cluster.Origin, machine),
            Compression = !cluster.DisableCompression,
            HostHeader = cluster.TlsServerName is { Length: > 0 } name
                ? Uri.CheckHostName(name) != UriHostNameType.Unknown ? name : throw new KubernetesException(GapKind.Untrusted, $"tls-server-name in {cluster.Origin} is no name.")
                : null,
            Headers = user is null ? [] : [.. Impersonation(user)],
        };
    }

    private static Uri ServerOf(KubeCluster cluster, bool speaksTls)
    {
        string text = cluster.Server ?? "";
        // As client-go: without a scheme it depends on whether anything speaks of TLS.
        if (text.Length > 0 && !text.Contains("://", StringComparison.Ordinal))
            text = (speaksTls ? "https://" : "http://") + text;
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? server) && server.Scheme is "https" or "http" && server is { UserInfo: "", Query: "", Fragment: "" } && server.Host.Length > 0
            ? server
            : throw new KubernetesException(GapKind.NoCredentials, $"A cluster in {cluster.Origin} has no usable server URL.", "Write https://HOST:PORT.");
    }

    private static IEnumerable<KeyValuePair<string, string>> Impersonation(KubeConfigUser user)
    {
        if (user.Impersonate is not { Length: > 0 } name)
        {
            if (user.ImpersonateGroups.Length > 0 || user.ImpersonateUid is { Length: > 0 } || user.ImpersonateExtra.Count > 0)
                throw new KubernetesException(GapKind.NoCredentials, $"A user in {user.Origin} asks for another's groups without its name.", "Set 'as' too.");
            yield break;
        }

        yield return new("Impersonate-User", Field(name));
        if (user.ImpersonateUid is { Length: > 0 } uid)
            yield return new("Impersonate-Uid", Field(uid));
        foreach (string group in user.ImpersonateGroups)
            yield return new("Impersonate-Group", Field(group));
        foreach ((string key, string value) in user.ImpersonateExtra)
            yield return new("Impersonate-Extra-" + Uri.EscapeDataString(key), Field(value));

        string Field(string value) => value.AsSpan().ContainsAnyInRange('\0', '\x1f')
            ? throw new KubernetesException(GapKind.NoCredentials, $"A user in {user.Origin} is to be impersonated by a name with line ends.")
            : value;
    }
}
