using System.Management.Automation;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>Who fights over which listener, NodePort or host rule, and whether that has anything to do with the addresses that fail.</summary>
[Cmdlet(VerbsCommon.Find, "LoadBalancerConflict")]
[OutputType(typeof(LoadBalancerConflict))]
public sealed class FindLoadBalancerConflictCommand : AddressPathCommand
{
    // Without addresses, every conflict of the cluster is a question of its own.
    private protected override bool IsNothingAsked => false;

    private protected override bool NeedsCluster => true;

    private protected override SnapshotRequest Request() => new() { Addresses = Input.Addresses, Parts = SnapshotParts.FrontEnd | SnapshotParts.Targets | SnapshotParts.Conflicts };

    private protected override async Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        // Where nothing was measured, every address that was given is meant.
        bool isMeasured = Input.Addresses.Any(address => address.Verdict is not null);
        string[] failing = [.. Input.Addresses.Where(address => !isMeasured || address.Verdict is Probing.Verdict.Failing or Probing.Verdict.Intermittent).Select(address => address.IPAddress)];
        foreach (LoadBalancerConflict conflict in LoadBalancerConflicts.Find(snapshot, failing, EndpointLoadBalancers.Find(snapshot, Input.Addresses)))
            await pipeline.RecordAsync(conflict).ConfigureAwait(false);
    }
}
