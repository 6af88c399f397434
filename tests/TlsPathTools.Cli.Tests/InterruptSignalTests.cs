using System.Runtime.InteropServices;

namespace TlsPathTools.Cli.Tests;

public class InterruptSignalTests
{
    [Fact]
    public void The_first_signal_asks_and_the_second_is_left_to_the_system()
    {
        using InterruptSignal interrupt = InterruptSignal.Never();
        var first = new PosixSignalContext(PosixSignal.SIGINT);
        var second = new PosixSignalContext(PosixSignal.SIGINT);

        interrupt.OnSignal(first);
        Assert.True(first.Cancel);
        Assert.True(interrupt.Token.IsCancellationRequested);

        interrupt.OnSignal(second);
        Assert.False(second.Cancel);
    }
}
