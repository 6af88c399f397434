using System.Runtime.InteropServices;

namespace TlsPathTools.Benchmarks.Measuring;

/// <summary>Processor time (user and system) by the accounts of the operating system.</summary>
internal static partial class Cpu
{
    private const int Children = -1;

    /// <summary>Of this process, so far.</summary>
    internal static TimeSpan OfThisProcess => Environment.CpuUsage.TotalTime;

    /// <summary>Of all children (and theirs) that have ended and were waited for, so far.</summary>
    internal static TimeSpan OfChildren
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                throw new NotMeasuredException("the processor time of child processes is read on Linux only");

            Span<long> usage = stackalloc long[18];
            if (GetRUsage(Children, ref usage[0]) != 0)
                throw new NotMeasuredException("the system does not tell the processor time of child processes");
            return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        }
    }

    // struct rusage of 64-bit Linux: two timevals (user, system) of two longs each, then 14 longs.
    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetRUsage(int who, ref long usage);
}
