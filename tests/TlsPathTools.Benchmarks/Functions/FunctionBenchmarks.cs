namespace TlsPathTools.Benchmarks.Functions;

internal static class FunctionBenchmarks
{
    internal static int Run(string[] args) => args.Length;
}
