using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>The faults of one flow, as far as they are about what passes on it.</summary>
internal sealed class StreamFaults
{
    // Headers of IP and TCP without options.
    private const int HeaderBytes = 40;
    private const int DefaultMtu = 1400;

    private readonly IReadOnlyList<FaultSpec> _strikes;
    private readonly IReadOnlyList<FaultSpec> _delays;

    public StreamFaults(IReadOnlyList<FaultSpec> chosen, TimeSpan? idle)
    {
        _strikes = [.. chosen.Where(IsStrike)];
        Mtu = chosen.FirstOrDefault(fault => fault.Effect is FaultEffect.Mtu);
        LargestBurst = Mtu is null ? int.MaxValue : Math.Max(1, (Mtu.Value ?? DefaultMtu) - HeaderBytes);
        _delays = [.. chosen.Where(fault => fault.Effect is FaultEffect.Delay)];
        IdleTimeout = chosen.FirstOrDefault(fault => fault.Effect is FaultEffect.IdleTimeout);
        TimeSpan? forgets = IdleTimeout?.Value is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        Idle = forgets < idle || idle is null ? forgets : idle;
    }

    /// <summary>Whether any of them asks for a look at the records.</summary>
    public bool Watches => _strikes.Count > 0 || Mtu is not null || _delays.Any(delay => delay.Stage > FaultStage.AfterClientHello);

    /// <summary>The fault of path MTU, or null.</summary>
    public FaultSpec? Mtu { get; }

    /// <summary>The bytes that fit into one packet.</summary>
    public int LargestBurst { get; }

    /// <summary>The fault that forgets flows, or null.</summary>
    public FaultSpec? IdleTimeout { get; }

    /// <summary>After which silence the flow is forgotten; null for never.</summary>
    public TimeSpan? Idle { get; }

    /// <summary>Whether a fault is about the bytes of a connection; others are about its SYN, or about what an application says.</summary>
    public static bool IsOfStream(FaultSpec fault) => IsStrike(fault) || fault.Effect is FaultEffect.Mtu or FaultEffect.Delay or FaultEffect.IdleTimeout;

    /// <summary>How much later everything comes that goes to the client, once a stage was reached.</summary>
    public TimeSpan Delay(FaultStage reached) =>
        _delays.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_delays.Where(delay => delay.Stage <= reached).Sum(delay => delay.Value ?? 0));

    /// <summary>What strikes at a stage, or null.</summary>
    public FaultSpec? At(FaultStage stage)
    {
        foreach (FaultSpec fault in _strikes)
        {
            if (fault.Stage == stage && !Corrupts(fault))
                return fault;
        }

        return null;
    }

    /// <summary>The fault that spoils a record instead of ending the connection, or null: garbage in the midst of what is encrypted.</summary>
    public FaultSpec? Corruption => _strikes.FirstOrDefault(Corrupts);

    private static bool Corrupts(FaultSpec fault) => fault is { Effect: FaultEffect.Garbage, Stage: > FaultStage.AfterClientHello };

    private static bool IsStrike(FaultSpec fault) => fault.Effect is FaultEffect.Fin or FaultEffect.Reset or FaultEffect.Stall or FaultEffect.Alert
        or FaultEffect.CloseNotify or FaultEffect.Plaintext or FaultEffect.Garbage;
}
