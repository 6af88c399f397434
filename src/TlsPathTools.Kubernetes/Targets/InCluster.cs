using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Targets;

/// <summary>The cluster that a pod runs in, by its service account.</summary>
internal sealed record InCluster(ClusterTarget Target, string TokenFile)
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Finds it; null where this is no pod with a service account.</summary>
    /// <exception cref="KubernetesException">It is one, and something of it cannot be read.</exception>
    public static InCluster? Find(MachineEnvironment machine)
    {
        string token = Path.Combine(machine.ServiceAccountFolder, "token");
        if (machine.Variable("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host || machine.Variable("KUBERNETES_SERVICE_PORT") is not { Length: > 0 } port || !File.Exists(token))
            return null;
        string authority = Path.Combine(machine.ServiceAccountFolder, "ca.crt");
        string server = host.Contains(':', StringComparison.Ordinal) ? $"https://[{host}]:{port}" : $"https://{host}:{port}";
        if (!Uri.TryCreate(server, UriKind.Absolute, out Uri? url))
            throw new KubernetesException(GapKind.NoCredentials, "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT make no address.");
        X509Certificate2Collection authorities = PemFiles.Authorities(PemFiles.Read("the service account", data: null, authority, machine.ServiceAccountFolder)!, authority);
        return new(
            new ClusterTarget
            {
                Name = "in-cluster",
                Namespace = ReadNamespace(machine),
                Server = url,
                Trust = new(authorities, insecure: false),
                Proxy = Client.ProxyChoice.For(url, proxyUrl: null, authority, machine),
            },
            token);
    }

    private static string? ReadNamespace(MachineEnvironment machine)
    {
        try
        {
            return SmallFile.ReadText(Path.Combine(machine.ServiceAccountFolder, "namespace"), MaxBytes).Trim() is { Length: > 0 } name ? name : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
