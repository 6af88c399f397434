using TlsPathTools.TestServers;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>Programs that are compared with.</summary>
internal static class Programs
{
    /// <exception cref="NotMeasuredException">It is not installed.</exception>
    internal static string Require(string program) => RealPart.Find(program) ?? throw new NotMeasuredException($"{program} is not installed");

    /// <summary>Runs a program to its end; its output, and the processor time of it and all its children, milliseconds.</summary>
    internal static async Task<(string Output, double CpuMs)> RunAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        TimeSpan before = Cpu.OfChildren;
        ProgramRun run = await ProgramRun.RunAsync(program, arguments, input, TimeSpan.FromMinutes(5));
        if (run.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {run.ExitCode}: {run.Output}");
        return (run.Output, (Cpu.OfChildren - before).TotalMilliseconds);
    }
}
