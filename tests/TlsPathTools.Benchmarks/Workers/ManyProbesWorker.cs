namespace TlsPathTools.Benchmarks.Workers;

internal static class ManyProbesWorker
{
    internal static Task<int> RunAsync() => Task.FromResult(1);
}
