using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Sorts the faults that meet a flow at a listener by who lets them strike.</summary>
internal static class StreamFaults
{
    /// <summary>Those that strike among the bytes: the relay's.</summary>
    public static IReadOnlyList<FaultSpec> Of(IReadOnlyList<FaultSpec> faults) => faults.Count == 0 ? faults :
        [.. faults.Where(fault => fault.Effect is not (FaultEffect.Drop or FaultEffect.Refuse or FaultEffect.HttpStatus or FaultEffect.Certificate or FaultEffect.IdleTimeout))];

    /// <summary>After which silence a flow is forgotten: the fault's time, or the usual one.</summary>
    public static TimeSpan? Idle(IReadOnlyList<FaultSpec> faults, TimeSpan? usual) =>
        faults.FirstOrDefault(fault => fault.Effect is FaultEffect.IdleTimeout)?.Value is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : usual;
}
