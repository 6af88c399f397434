using System.Management.Automation;
using TlsPathTools.Remediation;

namespace TlsPathTools.Commands;

/// <summary>Nodes → new pods are kept off them.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "NodeScheduling", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(NodeSchedulingChange))]
public sealed class SuspendNodeSchedulingCommand : NodeSchedulingCommand
{
    private protected override bool Unschedulable => true;
}
