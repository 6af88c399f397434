using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>Which of the faults at a component meet a flow: draws shares, looks at hashes, rates, destinations, ports and purposes.</summary>
internal sealed class FaultSelector
{
    /// <summary>Those that meet this flow. Draws anew each time: called once for each flow and component.</summary>
    public IReadOnlyList<FaultSpec> Choose(IReadOnlyList<FaultSpec> active, Flow flow) => throw new NotSupportedException("Follows.");

    /// <summary>What faults of SYNs (Drop, Refuse) alone make of flows like this one: in shares.</summary>
    public SynOdds Odds(IReadOnlyList<FaultSpec> active, Flow flow) => throw new NotSupportedException("Follows.");
}
