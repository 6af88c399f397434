using System.Management.Automation;
using TlsPathTools.Remediation;

namespace TlsPathTools.Commands;

/// <summary>Nodes → new pods are let on them again.</summary>
[Cmdlet(VerbsLifecycle.Resume, "NodeScheduling", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(NodeSchedulingChange))]
public sealed class ResumeNodeSchedulingCommand : NodeSchedulingCommand
{
    private protected override bool Unschedulable => false;
}
