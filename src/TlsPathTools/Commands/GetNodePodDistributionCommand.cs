using System.Management.Automation;
using TlsPathTools.Completers;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Commands;

/// <summary>A service → which of its pods run on which node, and whether each node forwards to any of them.</summary>
[Cmdlet(VerbsCommon.Get, "NodePodDistribution")]
[OutputType(typeof(NodePodDistribution))]
public sealed class GetNodePodDistributionCommand : PathCommand
{
    private readonly Dictionary<(string Namespace, string Service), HashSet<string>> _services = [];

    /// <summary>The namespace.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    [AllowNull, AllowEmptyString]
    public string? Namespace { get; set; }

    /// <summary>The service.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ServiceCompleter))]
    [AllowNull, AllowEmptyString]
    public string? ServiceName { get; set; }

    /// <summary>The nodes; all unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeCompleter))]
    [AllowNull, AllowEmptyString, AllowEmptyCollection]
    public string[]? NodeName { get; set; }

    private protected override bool NeedsCluster => true;

    private protected override bool AsksCloud => false;

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (string.IsNullOrWhiteSpace(Namespace) || string.IsNullOrWhiteSpace(ServiceName))
        {
            // Rows of targets that no service is known for (no access to the cluster) come down the pipeline like the others.
            if (!MyInvocation.ExpectingInput)
                WriteError(Errors.NothingIsToRead("A namespace and a service are needed.", "Give -Namespace and -ServiceName, or pipe what Get-TargetNodeMap puts out."));
            return;
        }

        if (!_services.TryGetValue((Namespace.Trim(), ServiceName.Trim()), out HashSet<string>? nodes))
            _services[(Namespace.Trim(), ServiceName.Trim())] = nodes = new(StringComparer.Ordinal);
        // A node that the pipeline names is not the whole question: where the pods are elsewhere matters too.
        if (!MyInvocation.ExpectingInput)
            nodes.UnionWith((NodeName ?? []).Where(name => !string.IsNullOrWhiteSpace(name)).Select(name => name.Trim()));
    }

    /// <inheritdoc/>
    private protected override void OnEnd()
    {
        foreach (var ((@namespace, service), nodes) in _services)
        {
            var request = new SnapshotRequest { Namespace = @namespace, ServiceName = service, Parts = SnapshotParts.Nodes | SnapshotParts.Services };
            WithSnapshot(request, (snapshot, pipeline, _) => TellAsync(snapshot, @namespace, service, nodes, pipeline));
        }
    }

    private static async Task TellAsync(PathSnapshot snapshot, string @namespace, string service, HashSet<string> nodes, PipelineWriter pipeline)
    {
        IReadOnlyList<NodePodDistribution> rows = NodePodDistributions.Find(snapshot, @namespace, service, nodes.Count == 0 ? null : nodes);
        if (rows.Count == 0 && !snapshot.Clusters.Any(cluster => cluster.Services.Any(one => one.Metadata?.Namespace == @namespace && one.Metadata.Name == service)))
            await pipeline.ErrorAsync(Errors.ServiceIsNotFound(@namespace, service)).ConfigureAwait(false);
        foreach (NodePodDistribution row in rows)
            await pipeline.RecordAsync(row).ConfigureAwait(false);
    }
}
