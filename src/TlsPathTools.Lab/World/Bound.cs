namespace TlsPathTools.Lab.World;

/// <summary>A wait that ends with another token, or after a time of the world's clock.</summary>
internal sealed class Bound : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _outer;

    public Bound(TimeSpan limit, TimeProvider clock, CancellationToken outer)
    {
        _source = new CancellationTokenSource(limit, clock);
        _outer = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Begins to count anew.</summary>
    public void Extend(TimeSpan limit) => _source.CancelAfter(limit);

    /// <summary>Ends it now.</summary>
    public void End() => _source.Cancel();

    public void Dispose()
    {
        _outer.Dispose();
        _source.Dispose();
    }
}
