using TlsPathTools.Aws;
using TlsPathTools.Kubernetes;

namespace TlsPathTools.Connections;

/// <summary>Names that files of this machine know, for completion. What cannot be read has none.</summary>
public static class KnownNames
{
    /// <summary>Profiles of the shared AWS configuration.</summary>
    public static IReadOnlyList<string> Profiles() => Read(AwsProfiles.Names);

    /// <summary>Regions of AWS.</summary>
    public static IReadOnlyList<string> Regions() => AwsProfiles.Regions();

    /// <summary>Contexts of a kubeconfig.</summary>
    /// <param name="path">A file; null for those of KUBECONFIG or ~/.kube/config.</param>
    public static IReadOnlyList<string> Contexts(string? path) =>
        Read(() => [.. KubernetesConnection.ListContexts(new KubernetesConnectionOptions { KubeConfigPath = path }).Select(context => context.Name)]);

    private static IReadOnlyList<string> Read(Func<IReadOnlyList<string>> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or AwsConnectionException or KubernetesException)
        {
            return [];
        }
    }
}
