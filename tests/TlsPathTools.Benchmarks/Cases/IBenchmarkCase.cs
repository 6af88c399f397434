using TlsPathTools.Benchmarks.Measuring;

namespace TlsPathTools.Benchmarks.Cases;

/// <summary>Something that is measured over several rounds.</summary>
internal interface IBenchmarkCase
{
    /// <summary>The word that runs it alone.</summary>
    string Name { get; }

    /// <summary>What it measures, for the table.</summary>
    string What { get; }

    /// <exception cref="NotMeasuredException">This machine lacks something; the message says what.</exception>
    Task<IReadOnlyList<BenchmarkRow>> RunAsync(int rounds);
}
