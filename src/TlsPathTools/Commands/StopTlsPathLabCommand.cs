using System.Management.Automation;
using TlsPathTools.Labs;

namespace TlsPathTools.Commands;

/// <summary>Stops labs of this session: nothing of them is left.</summary>
[Cmdlet(VerbsLifecycle.Stop, "TlsPathLab")]
[OutputType(typeof(TlsPathLabSession))]
public sealed class StopTlsPathLabCommand : CancellableCommand
{
    /// <summary>The lab; all of this session unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public int? LabId { get; set; }

    /// <summary>Output what was stopped.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        RunningLabs labs = RunningLabs.OfThisRunspace;
        if (LabId is { } id && labs.Sessions.All(session => session.LabId != id))
        {
            WriteError(Errors.LabIsNotFound(id));
            return;
        }

        Run(async (pipeline, _) =>
        {
            foreach (TlsPathLabSession stopped in await labs.StopAsync(LabId).ConfigureAwait(false))
            {
                if (PassThru)
                    await pipeline.RecordAsync(stopped).ConfigureAwait(false);
            }
        });
    }
}
