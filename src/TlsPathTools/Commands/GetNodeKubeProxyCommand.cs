using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Commands;

/// <summary>Nodes → the state of each kube-proxy: pod, version, restarts, health, and whether its rules follow the cluster.</summary>
[Cmdlet(VerbsCommon.Get, "NodeKubeProxy")]
[OutputType(typeof(NodeKubeProxy))]
public sealed class GetNodeKubeProxyCommand : PathCommand
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The nodes; all of the cluster unless given. Siblings are read too: "stale" is said by comparison.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? NodeName { get; set; }

    /// <summary>At most so many kube-proxies are asked.</summary>
    [Parameter]
    [ValidateRange(1, 10000)]
    public int Limit { get; set; } = 200;

    private protected override bool NeedsCluster => true;

    private protected override bool AsksCloud => false;

    /// <inheritdoc/>
    private protected override void OnRecord() => _names.UnionWith((NodeName ?? []).Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name.Trim()));

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        // Rows that name no node do not mean every node.
        if (MyInvocation.ExpectingInput && _names.Count == 0 && Evidence is null)
            WriteError(Errors.NothingIsToRead("The input names no node.", "Give -NodeName, or pipe rows of Get-TargetNodeMap that were read with access to the cluster."));
        else
            WithSnapshot(new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services, KubeProxyLimit = Limit }, (snapshot, pipeline, _) => PutOutAsync(snapshot, pipeline));
    }

    private async Task PutOutAsync(PathSnapshot snapshot, PipelineWriter pipeline)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (NodeKubeProxy proxy in NodeKubeProxies.Find(snapshot))
        {
            found.Add(proxy.NodeName);
            if (_names.Count == 0 || _names.Contains(proxy.NodeName))
                await pipeline.RecordAsync(proxy).ConfigureAwait(false);
        }

        foreach (string missing in _names.Where(name => !found.Contains(name)))
            await pipeline.ErrorAsync(Errors.NodeIsNotFound(missing)).ConfigureAwait(false);
    }
}
