using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

internal sealed class ManyProbesCase : IBenchmarkCase
{
    public string Name => "manyprobes";

    public string What => "x";

    public Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds) => throw new NotMeasuredException("follows");
}
