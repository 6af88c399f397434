using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

internal sealed class StartCase : IBenchmarkCase
{
    public string Name => "start";

    public string What => "x";

    public Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds) => throw new NotMeasuredException("follows");
}
