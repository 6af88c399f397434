namespace TlsPathTools.TestServers;

/// <summary>How a connection ends where it is cut.</summary>
internal enum WireEnd
{
    Fin,
    Rst,
    Stall,
}

/// <summary>Where in a handshake the server's bytes stop, and what comes instead.</summary>
/// <param name="End">What the client sees at the cut.</param>
/// <param name="Records">Whole records that pass before the cut; a ChangeCipherSpec does not count.</param>
/// <param name="Keep">How much of the next record still passes.</param>
/// <param name="AfterClientFlight">The whole server flight passes; the cut is where the client's flight was read.</param>
internal sealed record WireCut(WireEnd End, int Records = 0, KeptPart Keep = KeptPart.Nothing, bool AfterClientFlight = false)
{
    /// <summary>The cut that a fault means; null for the faults that are none.</summary>
    public static WireCut? Of(WireFault fault) => fault switch
    {
        WireFault.FinAfterServerHello => new(WireEnd.Fin, Records: 1),
        WireFault.RstAfterServerHello => new(WireEnd.Rst, Records: 1),
        WireFault.StallAfterServerHello => new(WireEnd.Stall, Records: 1),
        WireFault.FinInRecordHeader => new(WireEnd.Fin, Keep: KeptPart.HalfHeader),
        WireFault.FinInRecordBody => new(WireEnd.Fin, Keep: KeptPart.HalfBody),
        WireFault.FinInSecondRecord => new(WireEnd.Fin, Records: 1, Keep: KeptPart.HalfBody),
        WireFault.FinAfterClientFlight => new(WireEnd.Fin, AfterClientFlight: true),
        WireFault.RstAfterClientFlight => new(WireEnd.Rst, AfterClientFlight: true),
        _ => null,
    };
}

/// <summary>How much of the record at the cut passes.</summary>
internal enum KeptPart
{
    Nothing,
    HalfHeader,
    HalfBody,
}
