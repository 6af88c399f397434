using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// Lets the bytes of one relayed connection pass until a fault's stage has come. One pump calls it for each direction; what one direction has to know of
/// the other, it learns before the peer can have answered.
/// </summary>
internal sealed class RelayStages(RelayRun run, StreamFaults faults)
{
    private const int MostGathered = 64 * 1024;

    // So long after the client's Finished the server's tickets have come (TLS 1.3), and so long a server pauses within a response at most.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(60);

    private readonly TlsProgress _tls = new();
    private readonly BurstGate _up = new(faults.LargestBurst);
    private readonly BurstGate _down = new(faults.LargestBurst);
    private readonly List<byte> _hello = [];
    private bool _helloPassed;
    private bool _foreign;
    private bool _corrupting;
    private int? _cutAfter;
    private volatile bool _requested;

    /// <summary>The stage that was reached last, as far as delays ask for it.</summary>
    public FaultStage Stage => _requested ? FaultStage.DuringResponse
        : _tls.ClientFinished ? FaultStage.AfterHandshake
        : _tls.ServerFlightIsOver ? FaultStage.AfterServerHello : FaultStage.DuringServerFlight;

    /// <summary>Whether a direction has lost something, so that nothing more of it arrives.</summary>
    public bool IsLost(bool up) => (up ? _up : _down).IsDead;

    /// <summary>The connection was accepted.</summary>
    /// <returns>False when it is over already.</returns>
    public ValueTask<bool> AcceptedAsync() => ReachedAsync(FaultStage.OnAccept);

    /// <summary>Passes bytes on, as far as no fault stops them.</summary>
    /// <returns>False when it is over.</returns>
    public ValueTask<bool> PassAsync(bool up, ReadOnlyMemory<byte> bytes) =>
        !faults.Watches ? up ? run.ToServerAsync(bytes) : run.ToClientAsync(bytes)
        : !Fits(up, bytes.Length) ? Lost()
        : _foreign ? up ? ForeignUpAsync(bytes) : ForeignDownAsync(bytes)
        : up ? UpAsync(bytes) : DownAsync(bytes);

    /// <summary>One side ended its direction: what was held back of it passes.</summary>
    public async ValueTask<bool> EndedAsync(bool up) => !up || _helloPassed || _hello.Count == 0 || await PassHelloAsync().ConfigureAwait(false);

    // A flight of the handshake is written at once, whatever pieces it is received in. Later each record is; they are looked at one by one.
    private bool Fits(bool up, int count)
    {
        (BurstGate gate, BurstGate other) = up ? (_up, _down) : (_down, _up);
        if (gate.IsDead)
            return false;
        other.Answered();
        return _foreign ? gate.PassesAlone(count) : _tls.ClientFinished || gate.Passes(count);
    }

    private bool RecordFits(BurstGate gate, RecordScanner scanner) => !_tls.ClientFinished || gate.PassesAlone(RecordScanner.HeaderLength + scanner.Length);

    private ValueTask<bool> Lost()
    {
        run.Note(faults.Mtu!);
        return ValueTask.FromResult(true);
    }

    private async ValueTask<bool> UpAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int count = _tls.Client.Advance(bytes.Span, out RecordEdge edge);
            if (_tls.Client.IsForeign)
            {
                _foreign = true;
                return await ForeignUpAsync(bytes).ConfigureAwait(false);
            }

            if (edge is RecordEdge.Start && !RecordFits(_up, _tls.Client))
                return await Lost().ConfigureAwait(false);
            ReadOnlyMemory<byte> part = bytes[..count];
            bytes = bytes[count..];
            if (!(_helloPassed ? await UpPartAsync(part, edge).ConfigureAwait(false) : await HelloPartAsync(part, edge).ConfigureAwait(false)))
                return false;
        }

        return true;
    }

    private async ValueTask<bool> HelloPartAsync(ReadOnlyMemory<byte> part, RecordEdge edge)
    {
        _hello.AddRange(part.Span);
        if (edge is not RecordEdge.End || !_tls.HelloIsWhole)
            return true;
        return await ReachedAsync(FaultStage.AfterClientHello).ConfigureAwait(false) && await PassHelloAsync().ConfigureAwait(false);
    }

    private ValueTask<bool> PassHelloAsync()
    {
        _helloPassed = true;
        byte[] hello = [.. _hello];
        _hello.Clear();
        return run.ToServerAsync(hello);
    }

    private async ValueTask<bool> UpPartAsync(ReadOnlyMemory<byte> part, RecordEdge edge)
    {
        if (edge is RecordEdge.Start && !await RecordBeginsAsync().ConfigureAwait(false))
            return false;
        bool finished = edge is RecordEdge.End && _tls.ClientRecordEnds();
        return await run.ToServerAsync(part).ConfigureAwait(false) && (!finished || await ReachedAsync(FaultStage.AfterHandshake).ConfigureAwait(false));
    }

    private async ValueTask<bool> RecordBeginsAsync()
    {
        bool wasOver = _tls.ServerFlightIsOver;
        _tls.ClientRecordBegins();
        // A flight that was too short for the cut that was asked for is over all the same.
        if (!wasOver && _tls.ServerFlightIsOver
            && !(await ReachedAsync(FaultStage.DuringServerFlight).ConfigureAwait(false) && await ReachedAsync(FaultStage.AfterServerHello).ConfigureAwait(false)))
        {
            return false;
        }

        if (_requested || !_tls.BeginsRequest)
            return true;
        if (!await ReachedAsync(FaultStage.AfterRequest).ConfigureAwait(false))
            return false;
        if (faults.At(FaultStage.DuringResponse) is not null && _tls.IsTls13)
            await run.WaitAsync(s_pause).ConfigureAwait(false);
        _requested = true;
        return true;
    }

    private async ValueTask<bool> DownAsync(ReadOnlyMemory<byte> bytes)
    {
        if (_requested && faults.At(FaultStage.DuringResponse) is { } cut)
            return await CutResponseAsync(bytes, cut).ConfigureAwait(false);
        while (!bytes.IsEmpty)
        {
            int count = _tls.Server.Advance(bytes.Span, out RecordEdge edge);
            if (_tls.Server.IsForeign)
            {
                _foreign = true;
                return await ForeignDownAsync(bytes).ConfigureAwait(false);
            }

            if (edge is RecordEdge.Start && !RecordFits(_down, _tls.Server))
                return await Lost().ConfigureAwait(false);
            ReadOnlyMemory<byte> part = bytes[..count];
            bytes = bytes[count..];
            if (!await DownPartAsync(part, edge).ConfigureAwait(false))
                return false;
        }

        return true;
    }

    private async ValueTask<bool> DownPartAsync(ReadOnlyMemory<byte> part, RecordEdge edge)
    {
        FaultSpec? cut = faults.At(FaultStage.DuringServerFlight);
        if (_cutAfter is { } left)
        {
            if (part.Length < left)
            {
                _cutAfter = left - part.Length;
                return await run.ToClientAsync(part).ConfigureAwait(false);
            }

            return await run.ToClientAsync(part[..left]).ConfigureAwait(false) && run.Struck(cut!);
        }

        switch (edge)
        {
            case RecordEdge.Start when cut is not null && IsCutHere(cut):
                if (cut.Text == "header")
                    return await run.ToClientAsync(part[..Math.Min(3, part.Length)]).ConfigureAwait(false) && run.Struck(cut);
                _cutAfter = Math.Max(1, _tls.Server.Length / 2);
                break;
            case RecordEdge.Start when faults.Corruption is { } corruption && IsCorruptedHere(corruption):
                _corrupting = true;
                break;
            case RecordEdge.End:
                if (_corrupting)
                    part = Corrupted(part);
                return await RecordEndsAsync(part).ConfigureAwait(false);
        }

        return await run.ToClientAsync(part).ConfigureAwait(false);
    }

    private async ValueTask<bool> RecordEndsAsync(ReadOnlyMemory<byte> part)
    {
        bool wasOver = _tls.ServerFlightIsOver;
        _tls.ServerRecordEnds();
        if (!await run.ToClientAsync(part).ConfigureAwait(false))
            return false;
        FaultSpec? after = faults.At(FaultStage.AfterServerHello);
        bool now = after is not null && (RecordsWanted(after) is { } records ? _tls.ServerRecords == records : !wasOver && _tls.ServerFlightIsOver);
        return !now || await ReachedAsync(FaultStage.AfterServerHello).ConfigureAwait(false);
    }

    // An alert in the clear can only be one that comes before what is encrypted.
    private static int? RecordsWanted(FaultSpec after) => after.Effect is FaultEffect.Alert or FaultEffect.CloseNotify ? 1 : after.Value;

    private bool IsCutHere(FaultSpec cut) =>
        !_tls.ServerFlightIsOver && _tls.Server.Type != RecordScanner.ChangeCipherSpec && _tls.ServerRecords == (cut.Effect is FaultEffect.Alert ? 1 : cut.Value ?? 1);

    private bool IsCorruptedHere(FaultSpec corruption) => _tls.ServerRecordIsEncrypted && corruption.Stage switch
    {
        FaultStage.AfterHandshake => _tls.ClientFinished,
        FaultStage.AfterRequest or FaultStage.DuringResponse => _requested,
        _ => true,
    };

    private byte[] Corrupted(ReadOnlyMemory<byte> part)
    {
        _corrupting = false;
        run.Note(faults.Corruption!);
        byte[] bytes = part.ToArray();
        bytes[^1] ^= 1;
        return bytes;
    }

    // The first records of the response pass, and half of the next; of a response in one record, half of that.
    private async ValueTask<bool> CutResponseAsync(ReadOnlyMemory<byte> bytes, FaultSpec cut)
    {
        byte[] response = await GatherAsync(bytes).ConfigureAwait(false);
        var halves = new List<int>();
        for (int at = 0; at < response.Length;)
        {
            at += _tls.Server.Advance(response.AsSpan(at), out RecordEdge edge);
            if (edge is RecordEdge.Start && _tls.Server.Type == RecordScanner.ApplicationData)
                halves.Add(at + (_tls.Server.Length / 2));
        }

        int passed = halves.Count == 0 ? response.Length / 2 : halves[Math.Min(halves.Count - 1, cut.Value ?? 1)];
        return await run.ToClientAsync(response.AsMemory(0, Math.Min(passed, response.Length))).ConfigureAwait(false) && run.Struck(cut);
    }

    private async ValueTask<byte[]> GatherAsync(ReadOnlyMemory<byte> first)
    {
        using var gathered = new MemoryStream();
        gathered.Write(first.Span);
        var buffer = new byte[16 * 1024];
        int count;
        while (gathered.Length < MostGathered && (count = await run.MoreFromServerAsync(buffer, s_pause).ConfigureAwait(false)) > 0)
            gathered.Write(buffer, 0, count);
        return gathered.ToArray();
    }

    // Without TLS the first bytes of the client are all that there is of a hello and of a request.
    private async ValueTask<bool> ForeignUpAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!_requested && !(await ReachedAsync(FaultStage.AfterClientHello).ConfigureAwait(false)
            && await ReachedAsync(FaultStage.AfterHandshake).ConfigureAwait(false)
            && await ReachedAsync(FaultStage.AfterRequest).ConfigureAwait(false)))
        {
            return false;
        }

        _requested = true;
        return (_helloPassed || _hello.Count == 0 || await PassHelloAsync().ConfigureAwait(false)) && await run.ToServerAsync(bytes).ConfigureAwait(false);
    }

    private async ValueTask<bool> ForeignDownAsync(ReadOnlyMemory<byte> bytes)
    {
        if ((faults.At(FaultStage.DuringServerFlight) ?? faults.At(FaultStage.DuringResponse)) is { } cut)
            return await run.ToClientAsync(bytes[..(bytes.Length / 2)]).ConfigureAwait(false) && run.Struck(cut);
        return await run.ToClientAsync(bytes).ConfigureAwait(false) && await ReachedAsync(FaultStage.AfterServerHello).ConfigureAwait(false);
    }

    private async ValueTask<bool> ReachedAsync(FaultStage stage)
    {
        if (faults.At(stage) is not { } fault)
            return true;
        if (!Strike.Passes(fault))
            return run.Struck(fault);
        run.Note(fault);
        return await run.ToClientAsync(Strike.Message(fault)).ConfigureAwait(false);
    }
}
