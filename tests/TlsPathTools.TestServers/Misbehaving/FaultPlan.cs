namespace TlsPathTools.TestServers;

/// <summary>Which fault a connection meets; connections are counted from 1 in the order of accepting.</summary>
public delegate WireFault FaultPlan(int connectionNumber);

/// <summary>Plans that tests need often. They hold no state: the same number always meets the same fault.</summary>
public static class FaultPlans
{
    /// <summary>Every connection.</summary>
    public static FaultPlan Always(WireFault fault) => _ => fault;

    /// <summary>This share of connections, picked by a seeded generator; the others meet <paramref name="otherwise"/>.</summary>
    public static FaultPlan Share(double rate, WireFault fault, ulong seed, WireFault otherwise = WireFault.Ok) =>
        number => Uniform(seed, number) < rate ? fault : otherwise;

    /// <summary>One after the other, again and again.</summary>
    public static FaultPlan Cycle(params WireFault[] faults) => number => faults[(number - 1) % faults.Length];

    /// <summary>The first <paramref name="count"/> connections meet one fault, later ones another: a fault that ended, or began.</summary>
    public static FaultPlan FirstThen(int count, WireFault first, WireFault then) => number => number <= count ? first : then;

    // SplitMix64: consecutive numbers give independent values, unlike consecutive seeds of System.Random.
    private static double Uniform(ulong seed, int number)
    {
        ulong z = unchecked((seed * 0xD1342543DE82EF95) + ((ulong)number * 0x9E3779B97F4A7C15));
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
