using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using TlsPathTools.Connections;
using TlsPathTools.Topology;

namespace TlsPathTools.Completers;

/// <summary>Completes -ProfileName with the profiles of the shared AWS configuration.</summary>
internal sealed class ProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompletion.Of(KnownNames.Profiles(), wordToComplete, "a profile of the shared AWS configuration");
}

/// <summary>Completes -Region.</summary>
internal sealed class RegionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompletion.Of(KnownNames.Regions(), wordToComplete, "a region of AWS");
}

/// <summary>Completes -KubeContext with the contexts of the kubeconfig.</summary>
internal sealed class ContextCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompletion.Of(KnownNames.Contexts(fakeBoundParameters["KubeConfigPath"]?.ToString()), wordToComplete, "a context of the kubeconfig");
}

/// <summary>Completes -ClusterName with the EKS clusters of the connected account.</summary>
internal sealed class ClusterCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        NameCompletion.Of(ConnectedNames.Read(fakeBoundParameters, ReadAsync), wordToComplete, "an EKS cluster");

    private static async Task<IReadOnlyList<string>> ReadAsync(PathAccess access, CancellationToken cancellationToken) => access.Cloud is { } cloud
        ? (await cloud.ListClustersAsync(cancellationToken).ConfigureAwait(false)).Items
        : [];
}
