using TlsPathTools.Probing;

namespace TlsPathTools.Cli;

/// <summary>What the process says to the shell. An interrupted run ends with the code of what it had found by then.</summary>
internal static class ExitCodes
{
    /// <summary>Every address that could be tested is healthy.</summary>
    public const int Healthy = 0;

    /// <summary>A fault was found: an address is intermittent or failing.</summary>
    public const int FaultFound = 1;

    /// <summary>Nothing, or not everything that was asked for, could be tested.</summary>
    public const int CouldNotTest = 2;

    /// <summary>The command line is wrong (EX_USAGE of sysexits).</summary>
    public const int Usage = 64;

    /// <summary>The code of a finished or interrupted run.</summary>
    /// <param name="results">What was found.</param>
    /// <param name="everyNameTested">False when a name had no address to test.</param>
    public static int Of(IReadOnlyList<TlsPathResult> results, bool everyNameTested)
    {
        if (results.Any(r => r.Verdict is Verdict.Intermittent or Verdict.Failing))
            return FaultFound;

        // An untested address beside healthy ones is normal (no IPv6 route here); a name without any healthy one is not.
        bool everyNameHealthy = results
            .GroupBy(r => (r.HostName ?? r.IPAddress, r.Port))
            .All(name => name.Any(r => r.Verdict == Verdict.Healthy));
        return results.Count > 0 && everyNameTested && everyNameHealthy ? Healthy : CouldNotTest;
    }
}
