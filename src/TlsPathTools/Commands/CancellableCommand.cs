using System.Management.Automation;
using TlsPathTools.Pipeline;

namespace TlsPathTools.Commands;

/// <summary>A cmdlet that waits for the network: Ctrl+C ends every wait.</summary>
public abstract class CancellableCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private bool _came;

    private protected CancellableCommand()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        _came = true;
        OnRecord();
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        // A filter before it let nothing through. Without input "all" may be meant; with an empty one nothing is.
        if (_came || !MyInvocation.ExpectingInput || WorksWithoutInput)
            OnEnd();
        else
            WriteVerbose("No row came in.");
    }

    /// <summary>Whether it has something to do, or to complain of, when the pipeline before it put out nothing.</summary>
    private protected virtual bool WorksWithoutInput => false;

    /// <summary>For each row, and once where none is expected.</summary>
    private protected virtual void OnRecord()
    {
    }

    /// <summary>When all rows were there.</summary>
    private protected virtual void OnEnd()
    {
    }

    /// <summary>Called on another thread, at Ctrl+C and when the pipeline is stopped.</summary>
    protected override void StopProcessing()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The command had just ended by itself.
        }
    }

    /// <summary>Gives back what the command holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }

    /// <summary>Runs work off the pipeline thread and writes on this thread what it says, until it has ended.</summary>
    private protected void Run(Func<PipelineWriter, CancellationToken, Task> work) =>
        PipelineBridge.Run((queue, cancellationToken) => work(new PipelineWriter(this, queue, cancellationToken), cancellationToken), _stop);
}
