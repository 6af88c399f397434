using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

internal sealed class WholeCommandCase : IBenchmarkCase
{
    public string Name => "wholecommand";

    public string What => "x";

    public Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds) => throw new NotMeasuredException("follows");
}
