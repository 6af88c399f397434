using System.Globalization;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>Runs a check for many seeds, on all cores, and names the first seed that fails so that it can be run alone.</summary>
internal static class Sweep
{
    public static void Over(int seeds, Action<int> check)
    {
        var failures = new System.Collections.Concurrent.ConcurrentDictionary<int, Exception>();
        Parallel.For(0, seeds, (seed, state) =>
        {
            try
            {
                check(seed);
            }
            catch (Exception e)
            {
                failures[seed] = e;
                state.Break();
            }
        });
        if (failures.IsEmpty)
            return;
        int first = failures.Keys.Min();
        throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"seed {first}: {failures[first].Message}"), failures[first]);
    }
}
