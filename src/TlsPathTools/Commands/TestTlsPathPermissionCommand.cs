using System.Management.Automation;
using TlsPathTools.Connecting;
using TlsPathTools.Connections;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Commands;

/// <summary>Every permission that the module uses → whether the caller has it, and what is lost without it. Nothing is changed.</summary>
[Cmdlet(VerbsDiagnostic.Test, "TlsPathPermission")]
[OutputType(typeof(PermissionCheck))]
public sealed class TestTlsPathPermissionCommand : CancellableCommand
{
    /// <summary>The connections to check; the default of the session unless given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [AllowNull, AllowEmptyCollection]
    public TlsPathConnection[]? Connection { get; set; }

    /// <inheritdoc/>
    private protected override void OnRecord()
    {
        if (!ConnectionChoice.TryMake(Connection, [], [], out ConnectionChoice choice, out ErrorRecord? error))
        {
            WriteError(error);
            return;
        }

        Run(async (pipeline, cancellationToken) =>
        {
            foreach (PathAccess access in await choice.OpenAsync(cancellationToken).ConfigureAwait(false))
            {
                foreach (string note in access.Notes)
                    await pipeline.WarningAsync(note).ConfigureAwait(false);
                foreach (PermissionCheck check in access.Cloud is { } cloud ? await PermissionTester.TestAsync(cloud, cloud.Region, cancellationToken).ConfigureAwait(false) : [])
                    await pipeline.RecordAsync(check).ConfigureAwait(false);
                foreach (PermissionCheck check in access.Cluster is { } cluster ? await PermissionTester.TestAsync(cluster, cancellationToken).ConfigureAwait(false) : [])
                    await pipeline.RecordAsync(check).ConfigureAwait(false);
            }
        });
    }
}
