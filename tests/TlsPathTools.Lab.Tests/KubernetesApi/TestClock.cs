namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>The system's time, that a test may set forward. Timers run as ever.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _aheadTicks;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _aheadTicks, time.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));
}
