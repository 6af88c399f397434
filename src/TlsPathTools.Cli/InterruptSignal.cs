using System.Runtime.InteropServices;

namespace TlsPathTools.Cli;

/// <summary>
/// The first Ctrl+C (or SIGTERM, SIGHUP) asks the run to stop and tell what it has; the second one ends the process as
/// if nobody had listened.
/// </summary>
internal sealed class InterruptSignal : IDisposable
{
    private const string ShowCursor = "\e[?25h";
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private InterruptSignal()
    {
    }

    public CancellationToken Token => _source.Token;

    public static InterruptSignal OfThisProcess()
    {
        var interrupt = new InterruptSignal();
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            interrupt._registrations.Add(PosixSignalRegistration.Create(signal, interrupt.OnSignal));
        return interrupt;
    }

    /// <summary>One that only <see cref="Raise"/> sets off.</summary>
    public static InterruptSignal Never() => new();

    public void Raise() => _ = _source.CancelAsync();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    internal void OnSignal(PosixSignalContext context)
    {
        if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            Raise();
        }
        else if (!Console.IsErrorRedirected)
        {
            // The live view hides the cursor, and nobody will be left to bring it back.
            Console.Error.Write(ShowCursor);
        }
    }
}
