using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

internal sealed class ImportCase : IBenchmarkCase
{
    public string Name => "import";

    public string What => "x";

    public Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds) => throw new NotMeasuredException("follows");
}
