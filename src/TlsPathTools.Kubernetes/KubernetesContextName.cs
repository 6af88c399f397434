namespace TlsPathTools.Kubernetes;

/// <summary>A context of the kubeconfig, as a completer shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cluster">Its cluster's entry.</param>
/// <param name="Namespace">Its namespace; null for the default one.</param>
/// <param name="IsCurrent">Whether it is the current one.</param>
public sealed record KubernetesContextName(string Name, string? Cluster, string? Namespace, bool IsCurrent)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
