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

    private protected override void Change(RemediatedNode node, ConnectionChoice choice)
    {
        NodeScheduler? scheduler = null;
        NodeSchedulingPlan? plan = null;
        WithClusters(choice, async (accesses, _, cancellationToken) =>
        {
            ICloudReader[] clouds = [.. (await choice.OpenAsync(cancellationToken).ConfigureAwait(false)).Select(access => access.Cloud).OfType<ICloudReader>()];
            foreach (PathAccess access in accesses)
            {
                var candidate = new NodeScheduler(access.Cluster!, access.Actions!, clouds);
                NodeSchedulingPlan found = await candidate.PlanAsync(node.Name, node.InstanceId, Unschedulable, node.TargetGroupArns, cancellationToken).ConfigureAwait(false);
                // Of several clusters the one that has the node counts.
                if (plan is null || found.KnowsNode)
                    (scheduler, plan) = (candidate, found);
                if (found.KnowsNode)
                    break;
            }
        });
        if (plan is null || scheduler is null)
            return;
        if (!plan.MayProceed)
        {
            WriteError(Errors.SchedulingIsRefused(plan));
            return;
        }

        // Where nothing is to be done there is nothing to ask.
        if (!plan.IsDone && !MayChange(node.Name, plan.Action, [.. plan.Checks, .. plan.Notes.Select(note => new RemediationCheck("Note", Passed: false, note, Stops: false))]))
            return;
        WithClusters(choice, async (_, pipeline, cancellationToken) =>
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
    }
}
