using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>
/// The kubeconfig of a user, as kubectl puts it together: the file that was named, or those of KUBECONFIG, or ~/.kube/config. Of several files the first
/// that has an entry of a name gives the whole entry, and the first that has a current-context gives that; files that are not there are passed over.
/// </summary>
internal sealed class KubeConfig
{
    private readonly IReadOnlyList<KubeConfigFile> _files;

    private KubeConfig(IReadOnlyList<KubeConfigFile> files, string names)
    {
        _files = files;
        Names = names;
    }

    /// <summary>The files that were looked for, for messages.</summary>
    public string Names { get; }

    /// <summary>The name of the context that is in use; null where no file says.</summary>
    public string? CurrentContext => _files.Select(file => file.CurrentContext).FirstOrDefault(name => name is not null);

    /// <summary>Whether nothing is configured at all.</summary>
    public bool IsEmpty => _files.All(file => file.Contexts.Count == 0 && file.Clusters.Count == 0 && file.CurrentContext is null);

    /// <summary>The contexts, by name.</summary>
    public IReadOnlyList<KubeContext> Contexts =>
        [.. _files.SelectMany(file => file.Contexts.Values).DistinctBy(context => context.Name, StringComparer.Ordinal).OrderBy(context => context.Name, StringComparer.Ordinal)];

    /// <summary>Reads it.</summary>
    /// <exception cref="KubernetesException">A file is not understood, or the one that was named is not there.</exception>
    public static KubeConfig Load(string? path, MachineEnvironment machine)
    {
        if (path is { Length: > 0 })
        {
            KubeConfigFile named = KubeConfigFile.Read(path)
                ?? throw new KubernetesException(GapKind.NoCredentials, $"The kubeconfig {path} does not exist.", "Name another file, or leave it out for KUBECONFIG or ~/.kube/config.");
            return new([named], path);
        }

        string[] paths = machine.Variable("KUBECONFIG") is { Length: > 0 } listed
            ? [.. listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)]
            : [Path.Combine(machine.Home, ".kube", "config")];
        return new([.. paths.Select(KubeConfigFile.Read).OfType<KubeConfigFile>()], string.Join(Path.PathSeparator, paths));
    }

    /// <summary>The context of a name, or the current one.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public KubeContext Context(string? name)
    {
        string? wanted = name ?? CurrentContext;
        if (wanted is null)
            throw Missing("No context is current", "Name one, or choose one with 'kubectl config use-context'");
        return Find(file => file.Contexts, wanted) ?? throw Missing($"There is no context '{SafeText.Escape(wanted, 120)}'", "Name another one");
    }

    /// <summary>The cluster of a context.</summary>
    /// <exception cref="KubernetesException">There is none.</exception>
    public KubeCluster Cluster(KubeContext context) => (context.Cluster is null ? null : Find(file => file.Clusters, context.Cluster))
        ?? throw new KubernetesException(GapKind.NoCredentials, $"The context '{SafeText.Escape(context.Name, 120)}' names a cluster that is not in {Names}.", "Add the cluster, or choose another context.");

    /// <summary>The user of a context; null where it names none.</summary>
    /// <exception cref="KubernetesException">It names one that is not there.</exception>
    public KubeConfigUser? User(KubeContext context) => context.User is not { Length: > 0 } name
        ? null
        : Find(file => file.Users, name)
            ?? throw new KubernetesException(GapKind.NoCredentials, $"The context '{SafeText.Escape(context.Name, 120)}' names a user that is not in {Names}.", "Add the user, or choose another context.");

    private T? Find<T>(Func<KubeConfigFile, Dictionary<string, T>> entries, string name)
        where T : class => _files.Select(file => entries(file).GetValueOrDefault(name)).FirstOrDefault(entry => entry is not null);

    private KubernetesException Missing(string what, string advice)
    {
        string[] names = [.. Contexts.Take(20).Select(context => SafeText.Escape(context.Name, 120)!)];
        return new(GapKind.NoCredentials, $"{what} in {Names}.", names.Length == 0 ? "No context is configured there: name another kubeconfig." : $"{advice}: {string.Join(", ", names)}.");
    }
}
