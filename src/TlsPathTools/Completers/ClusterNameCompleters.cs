using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TlsPathTools.Connections;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Completers;

/// <summary>Completes with names of the connected cluster.</summary>
internal abstract class ClusterNameCompleter<T>(ClusterResource<T> resource, string tooltip) : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompletion.Of(ConnectedNames.Read(fakeBoundParameters, (access, cancellationToken) => ReadAsync(access, fakeBoundParameters, cancellationToken)), wordToComplete, tooltip);

    /// <summary>The name of an object.</summary>
    private protected abstract string? NameOf(T item);

    /// <summary>The namespace to look in; null for all.</summary>
    private protected virtual string? NamespaceOf(IDictionary boundParameters) => null;

    private async Task<IReadOnlyList<string>> ReadAsync(PathAccess access, IDictionary boundParameters, CancellationToken cancellationToken) => access.Cluster is { } cluster
        ? [.. (await cluster.ListAsync(resource, NamespaceOf(boundParameters), cancellationToken: cancellationToken).ConfigureAwait(false)).Items.Select(NameOf).OfType<string>()]
        : [];
}

/// <summary>Completes -NodeName.</summary>
internal sealed class NodeCompleter() : ClusterNameCompleter<Node>(ClusterResources.Nodes, "a node of the cluster")
{
    private protected override string? NameOf(Node item) => item.Metadata?.Name;
}

/// <summary>Completes -ServiceName, with those of -Namespace where it is given.</summary>
internal sealed class ServiceCompleter() : ClusterNameCompleter<Service>(ClusterResources.Services, "a service of the cluster")
{
    private protected override string? NameOf(Service item) => item.Metadata?.Name;

    private protected override string? NamespaceOf(IDictionary boundParameters) => boundParameters["Namespace"]?.ToString() is { Length: > 0 } given ? given : null;
}

/// <summary>Completes -Namespace with those that have a service: which is what the cmdlets ask about, and needs no further permission.</summary>
internal sealed class NamespaceCompleter() : ClusterNameCompleter<Service>(ClusterResources.Services, "a namespace with services")
{
    private protected override string? NameOf(Service item) => item.Metadata?.Namespace;
}
