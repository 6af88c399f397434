using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// Which of the faults at a component meet a flow: draws shares, looks at hashes, rates, destinations, ports and purposes. One for each
/// world, because it counts the flows of faults that depend on a rate. Thread-safe.
/// </summary>
internal sealed class FaultSelector(LabWorld world)
{
    private readonly Dictionary<FaultSpec, Queue<long>> _recent = [];

    /// <summary>Those that meet this flow. Draws anew each time: called once for each flow and component.</summary>
    public IReadOnlyList<FaultSpec> Choose(IReadOnlyList<FaultSpec> active, Flow flow) =>
        active.Count == 0 ? active : [.. active.Where(fault => Concerns(fault.Flows, flow) && IsBusy(fault, counts: true) && Draw(fault.Flows, flow))];

    /// <summary>What faults of SYNs (Drop, Refuse) alone make of flows like this one: in shares.</summary>
    public SynOdds Odds(IReadOnlyList<FaultSpec> active, Flow flow)
    {
        double accepted = 1, refused = 0, dropped = 0;
        foreach (FaultSpec fault in active)
        {
            if (fault.Effect is not (FaultEffect.Drop or FaultEffect.Refuse) || !Concerns(fault.Flows, flow) || !IsBusy(fault, counts: false))
                continue;
            // A flow without a port is any flow: the hash of one says nothing about the others.
            double struck = accepted * (fault.Flows.ByHash && flow.Source.Port != 0 ? (Draw(fault.Flows, flow) ? 1 : 0) : Math.Clamp(fault.Flows.Share, 0, 1));
            accepted -= struck;
            refused += fault.Effect is FaultEffect.Refuse ? struck : 0;
            dropped += fault.Effect is FaultEffect.Drop ? struck : 0;
        }

        return new SynOdds(accepted, refused, dropped);
    }

    /// <summary>What the first fault of SYNs among those that were chosen makes of a flow; null when the SYN passes.</summary>
    public static SynAnswer? SynAnswerOf(IReadOnlyList<FaultSpec> chosen) =>
        chosen.FirstOrDefault(fault => fault.Effect is FaultEffect.Drop or FaultEffect.Refuse) is not { } fault ? null
        : fault.Effect is FaultEffect.Drop ? SynAnswer.Dropped : SynAnswer.Refused;

    private bool Concerns(FlowSelection selection, Flow flow) =>
        selection.Of switch
        {
            "client" => flow.Purpose is FlowPurpose.Client,
            "healthCheck" => flow.Purpose is FlowPurpose.HealthCheck,
            _ => true,
        }
        && (selection.Port is not { } port || world.Ports.Map(port) == flow.Destination.Port)
        && (selection.To.Count == 0 || selection.To.Any(to => world.Addresses.Map(to).Equals(flow.Destination.Address)));

    private static bool Draw(FlowSelection selection, Flow flow) =>
        selection.Share >= 1 || (selection.ByHash ? flow.Hash : Random.Shared.NextDouble()) < selection.Share;

    // Whether more flows came in the last second than the fault needs to show.
    private bool IsBusy(FaultSpec fault, bool counts)
    {
        if (fault.Flows.AboveRate is not { } rate)
            return true;
        long now = world.Time.GetTimestamp();
        lock (_recent)
        {
            if (!_recent.TryGetValue(fault, out Queue<long>? times))
                _recent.Add(fault, times = new Queue<long>());
            if (counts)
                times.Enqueue(now);
            while (times.TryPeek(out long oldest) && (times.Count > 10_000 || world.Time.GetElapsedTime(oldest, now) > TimeSpan.FromSeconds(1)))
                times.Dequeue();
            return times.Count > rate;
        }
    }
}
