namespace TlsPathTools.Kubernetes.Tests.Lab;

/// <summary>A clock that a test sets; timers run by the real one.</summary>
internal sealed class FakeClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;
}
