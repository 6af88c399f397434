using System.Management.Automation;
using TlsPathTools.Connecting;

namespace TlsPathTools.Commands;

/// <summary>The connections of this session.</summary>
[Cmdlet(VerbsCommon.Get, "TlsPathConnection")]
[OutputType(typeof(TlsPathConnection))]
public sealed class GetTlsPathConnectionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (TlsPathConnection connection in OpenConnections.OfThisRunspace.Records)
            WriteObject(connection);
    }
}
