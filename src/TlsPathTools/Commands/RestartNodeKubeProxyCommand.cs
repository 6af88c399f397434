using System.Management.Automation;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Parameters;
using TlsPathTools.Remediation;

namespace TlsPathTools.Commands;

/// <summary>Nodes → a new kube-proxy on each, checked before and verified after.</summary>
[Cmdlet(VerbsLifecycle.Restart, "NodeKubeProxy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(KubeProxyRestart))]
public sealed class RestartNodeKubeProxyCommand : RemediationCommand
{
    /// <summary>How long the new pod may take to be Ready and to write its rules.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public double TimeoutSeconds { get; set; } = 120;

    private protected override void Change(RemediatedNode node, ConnectionChoice choice)
    {
        KubeProxyRestarter? restarter = null;
        KubeProxyRestartPlan? plan = null;
        WithClusters(choice, async (accesses, _, cancellationToken) =>
        {
            foreach (PathAccess access in accesses)
            {
                var candidate = new KubeProxyRestarter(access.Cluster!, access.Actions!, Durations.FromSeconds(TimeoutSeconds));
                KubeProxyRestartPlan found = await candidate.PlanAsync(node.Name, node.InstanceId, cancellationToken).ConfigureAwait(false);
                // Of several clusters the one that has the node counts.
                if (plan is null || found.KnowsNode)
                    (restarter, plan) = (candidate, found);
                if (found.KnowsNode)
                    break;
            }
        });
        if (plan is null || restarter is null)
            return;
        if (!plan.MayProceed)
        {
            WriteError(Errors.RestartIsRefused(plan));
            return;
        }

        if (!MayChange(node.Name, plan.Action, plan.Checks))
            return;
        WithClusters(choice, async (_, pipeline, cancellationToken) =>
        {
            KubeProxyRestart restart = await restarter.RestartAsync(plan, cancellationToken).ConfigureAwait(false);
            if (restart.Outcome is not (RestartOutcome.Restarted or RestartOutcome.ReadySyncNotSeen))
            {
                await pipeline.ErrorAsync(Errors.RestartHasFailed(restart)).ConfigureAwait(false);
                if (!PassThru)
                    await pipeline.RecordAsync(restart).ConfigureAwait(false);
                return;
            }

            if (restart.Outcome is RestartOutcome.ReadySyncNotSeen)
                await pipeline.WarningAsync(restart.Detail).ConfigureAwait(false);
            if (!PassThru)
            {
                await pipeline.RecordAsync(restart).ConfigureAwait(false);
                return;
            }

            await pipeline.VerboseAsync(restart.Detail).ConfigureAwait(false);
            await PassOnAsync(node, WriteObject, pipeline).ConfigureAwait(false);
        });
    }
}
