using System.Management.Automation;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Remediation;
using TlsPathTools.Topology;

namespace TlsPathTools.Commands;

/// <summary>Nodes → the same, with new pods kept off or let on.</summary>
public abstract class NodeSchedulingCommand : RemediationCommand
{
    private protected NodeSchedulingCommand()
    {
    }

    /// <summary>A target group that sends to the node.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull, AllowEmptyString]
    public string? TargetGroupArn { get; set; }

    /// <summary>Whether new pods are kept off.</summary>
    private protected abstract bool Unschedulable { get; }

    private protected override void Collect(RemediatedNode node)
    {
        if (!string.IsNullOrWhiteSpace(TargetGroupArn))
            node.TargetGroupArns.Add(TargetGroupArn.Trim());
    }

    private protected override bool Change(RemediatedNode node, ConnectionChoice choice)
    {
        if (Plan(node, choice, PlanAsync, plan => plan.NodeUid) is not var (scheduler, plan))
            return true;
        if (!plan.MayProceed)
        {
            WriteError(Errors.SchedulingIsRefused(plan));
            return true;
        }

        // Where nothing is to be done there is nothing to ask.
        if (!plan.IsDone && !MayChange(node.Name, plan.Action, [.. plan.Checks, .. plan.Notes.Select(note => new RemediationCheck("Note", Passed: false, note, Stops: false))]))
            return true;
        WithClusters(choice, async (_, _, pipeline, cancellationToken) =>
        {
            (NodeSchedulingChange change, string? failure) = await scheduler.ChangeAsync(plan, cancellationToken).ConfigureAwait(false);
            if (failure is not null)
                await pipeline.ErrorAsync(Errors.SchedulingHasFailed(change, failure)).ConfigureAwait(false);
            if (!PassThru)
                await pipeline.RecordAsync(change).ConfigureAwait(false);
            else if (failure is null)
            {
                await pipeline.WarningAsync($"{change.NodeName}: {change.Detail}").ConfigureAwait(false);
                await PassOnAsync(node, WriteObject, pipeline).ConfigureAwait(false);
            }
        });
        return true;

        async Task<(NodeScheduler, NodeSchedulingPlan)> PlanAsync(PathAccess access, IReadOnlyList<PathAccess> all, CancellationToken cancellationToken)
        {
            var candidate = new NodeScheduler(access.Cluster!, access.Actions!, [.. all.Select(one => one.Cloud).OfType<ICloudReader>()]);
            return (candidate, await candidate.PlanAsync(node.Name, node.InstanceId, Unschedulable, node.TargetGroupArns, cancellationToken).ConfigureAwait(false));
        }
    }
}
