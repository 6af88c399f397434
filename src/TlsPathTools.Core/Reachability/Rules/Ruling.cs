namespace TlsPathTools.Reachability.Rules;

/// <summary>What one control (a security group, a network ACL, a route table) says about packets, and by which of its rules.</summary>
internal sealed record Ruling
{
    /// <summary>About all of the packets together.</summary>
    public required ReachabilityVerdict Verdict { get; init; }

    /// <summary>The control in words: "network ACL acl-1, inbound".</summary>
    public required string Control { get; init; }

    /// <summary>Its id.</summary>
    public string? ControlId { get; init; }

    /// <summary>The rule that decides, or that none does.</summary>
    public required string Rule { get; init; }

    /// <summary>The least that would have to change for all of the packets to pass; null where they do, or where that is not known.</summary>
    public string? SmallestChange { get; init; }

    /// <summary>What would have to be known; null where the verdict is one.</summary>
    public string? Missing { get; init; }

    /// <summary>The packets, cut where the decision changes.</summary>
    public IReadOnlyList<RulingPiece> Pieces { get; init; } = [];

    /// <summary>The part that the verdict is about: the first that is denied, or not known; of packets that all pass, the first.</summary>
    public static RulingPiece Decider(IReadOnlyList<RulingPiece> pieces, ReachabilityVerdict verdict)
    {
        ReachabilityVerdict wanted = verdict is ReachabilityVerdict.Partial ? ReachabilityVerdict.Denied : verdict;
        foreach (RulingPiece piece in pieces)
        {
            if (piece.Verdict == wanted)
                return piece;
        }

        return pieces[0];
    }

    /// <summary>
    /// What a change has to be about: what is denied, widened to what one rule can name. It never leaves the packets that are asked about, and what it holds
    /// of them beside the denied passes anyway.
    /// </summary>
    public static TrafficBox Denied(IReadOnlyList<RulingPiece> pieces, Traffic all)
    {
        TrafficBox? denied = null;
        foreach (RulingPiece piece in pieces.Where(piece => piece.Verdict is ReachabilityVerdict.Denied))
            denied = denied is { } some ? some.Around(piece.Box) : piece.Box;
        if (denied is not { } box)
            return all.Box;
        AddressRange block = box.Addresses.Block;
        (int from, int to) = IpProtocols.Rule(all.Protocol, box.FromPort, box.ToPort);
        return new TrafficBox(
            all.Box.Addresses.Contains(block) ? block : all.Box.Addresses,
            Math.Max(from, all.Box.FromPort), Math.Min(to, all.Box.ToPort));
    }

    /// <summary>The verdict about parts together: one part that is not known makes the whole unknown.</summary>
    public static ReachabilityVerdict Together(IEnumerable<RulingPiece> pieces)
    {
        (bool allowed, bool denied, bool unknown) = (false, false, false);
        foreach (RulingPiece piece in pieces)
        {
            allowed |= piece.Verdict is ReachabilityVerdict.Allowed;
            denied |= piece.Verdict is ReachabilityVerdict.Denied;
            unknown |= piece.Verdict is ReachabilityVerdict.Unknown or ReachabilityVerdict.Partial;
        }

        return unknown ? ReachabilityVerdict.Unknown : !denied ? ReachabilityVerdict.Allowed : allowed ? ReachabilityVerdict.Partial : ReachabilityVerdict.Denied;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Control}: {Rule}";
}

/// <summary>A part of the packets that one rule decides about.</summary>
/// <param name="Box">Which.</param>
/// <param name="Verdict">The decision.</param>
/// <param name="Rule">The rule in words; null for the absence of any.</param>
internal readonly record struct RulingPiece(TrafficBox Box, ReachabilityVerdict Verdict, string? Rule);

/// <summary>What is not decided yet of some packets, while rules are read one after the other.</summary>
internal sealed class OpenTraffic(TrafficBox all)
{
    private List<TrafficBox> _open = [all];
    private List<TrafficBox> _rest = [];

    /// <summary>What no rule has decided about.</summary>
    public IReadOnlyList<TrafficBox> Open => _open;

    /// <summary>Takes what a rule is about, and adds it to the decided.</summary>
    public void Decide(TrafficBox rule, ReachabilityVerdict verdict, Func<string> text, List<RulingPiece> pieces)
    {
        // A rule whose last port is before its first is about none.
        if (rule.FromPort > rule.ToPort || !_open.Exists(box => box.Overlaps(rule)))
            return;
        string words = text();
        _rest.Clear();
        foreach (TrafficBox box in _open)
        {
            if (box.Overlaps(rule))
                pieces.Add(new RulingPiece(box.Common(rule), verdict, words));
            box.AddRest(rule, _rest);
        }

        (_open, _rest) = (_rest, _open);
    }
}
