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

    private protected override bool Change(RemediatedNode node, ConnectionChoice choice)
    {
        if (Plan(node, choice, PlanAsync, plan => plan.NodeUid) is not var (restarter, plan))
            return true;
        if (!plan.MayProceed)
        {
            WriteError(Errors.RestartIsRefused(plan));
            return true;
        }

        if (!MayChange(node.Name, plan.Action, plan.Checks))
            return true;
        bool goesOn = true;
        WithClusters(choice, async (_, _, pipeline, cancellationToken) =>
        {
            KubeProxyRestart restart = await restarter.RestartAsync(plan, cancellationToken).ConfigureAwait(false);
            if (restart.Outcome is not (RestartOutcome.Restarted or RestartOutcome.ReadySyncNotSeen))
            {
                // What kept this one from coming back may keep the next: a cluster without kube-proxies is worse than one bad node.
                goesOn = restart.Outcome is RestartOutcome.Refused or RestartOutcome.NotDeleted;
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
        return goesOn;

        async Task<(KubeProxyRestarter, KubeProxyRestartPlan)> PlanAsync(PathAccess access, IReadOnlyList<PathAccess> all, CancellationToken cancellationToken)
        {
            var candidate = new KubeProxyRestarter(access.Cluster!, access.Actions!, Durations.FromSeconds(TimeoutSeconds));
            return (candidate, await candidate.PlanAsync(node.Name, node.InstanceId, cancellationToken).ConfigureAwait(false));
        }
    }
}
