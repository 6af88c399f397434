using System.Management.Automation;
using TlsPathTools.Connecting;

namespace TlsPathTools.Commands;

/// <summary>Closes connections of this session, and forgets their credentials.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "TlsPath")]
[OutputType(typeof(TlsPathConnection))]
public sealed class DisconnectTlsPathCommand : PSCmdlet
{
    /// <summary>The connection; all of the session unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public int? ConnectionId { get; set; }

    /// <summary>Output what was closed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        OpenConnections open = OpenConnections.OfThisRunspace;
        if (ConnectionId is { } id && open.Find(id) is null)
        {
            WriteError(Errors.ConnectionIsNotFound(id));
            return;
        }

        foreach (TlsPathConnection closed in open.Close(ConnectionId))
        {
            if (PassThru)
                WriteObject(closed);
        }
    }
}
