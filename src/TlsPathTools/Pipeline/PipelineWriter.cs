using System.Management.Automation;
using System.Threading.Channels;

namespace TlsPathTools.Pipeline;

/// <summary>What asynchronous work may say to its cmdlet's pipeline. Each call waits while the pipeline is behind.</summary>
internal sealed class PipelineWriter(Cmdlet cmdlet, ChannelWriter<Action> queue, CancellationToken cancellationToken)
{
    internal ValueTask RecordAsync(TlsPathRecord record) => queue.WriteAsync(() => cmdlet.WriteObject(record), cancellationToken);

    internal ValueTask DoAsync(Action action) => queue.WriteAsync(action, cancellationToken);

    internal ValueTask ErrorAsync(ErrorRecord error) => queue.WriteAsync(() => cmdlet.WriteError(error), cancellationToken);

    internal ValueTask WarningAsync(string text) => queue.WriteAsync(() => cmdlet.WriteWarning(text), cancellationToken);

    internal ValueTask VerboseAsync(string text) => queue.WriteAsync(() => cmdlet.WriteVerbose(text), cancellationToken);

    internal ValueTask ProgressAsync(ProgressRecord progress) => queue.WriteAsync(() => cmdlet.WriteProgress(progress), cancellationToken);
}
