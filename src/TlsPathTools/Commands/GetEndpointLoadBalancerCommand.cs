using System.Management.Automation;
using TlsPathTools.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Commands;

/// <summary>Addresses → which load balancer, zone, interface and listener stands behind each, or what is known where none of this account does.</summary>
[Cmdlet(VerbsCommon.Get, "EndpointLoadBalancer")]
[OutputType(typeof(EndpointLoadBalancer))]
public sealed class GetEndpointLoadBalancerCommand : AddressPathCommand
{
    private protected override SnapshotRequest Request() => new() { Addresses = Input.Addresses, Parts = SnapshotParts.FrontEnd | SnapshotParts.Targets };

    private protected override async Task TellAsync(PathSnapshot snapshot, PipelineWriter pipeline, CancellationToken cancellationToken)
    {
        foreach (EndpointLoadBalancer found in EndpointLoadBalancers.Find(snapshot, Input.Addresses))
            await pipeline.RecordAsync(found).ConfigureAwait(false);
    }
}
