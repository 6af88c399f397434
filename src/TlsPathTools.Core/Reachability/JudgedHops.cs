namespace TlsPathTools.Reachability;

/// <summary>Judgements by the kinds of places at both ends; each kind is judged once, and again in its own words where it is not allowed.</summary>
internal sealed class JudgedHops(HopJudge judge, PlaceClasses classes)
{
    private readonly Dictionary<HopFlow, HopRuling> _judged = [];

    public HopJudge Judge => judge;

    /// <summary>What the controls say about a flow.</summary>
    public HopRuling Of(HopFlow flow)
    {
        if (flow.From.InstanceId is { } instance && instance == flow.To.InstanceId)
            return judge.Judge(flow);
        HopFlow alike = flow with { From = classes.Of(flow.From), To = classes.Of(flow.To) };
        if (!_judged.TryGetValue(alike, out HopRuling? ruling))
            _judged[alike] = ruling = judge.Judge(alike);
        // What is denied is told with the addresses that it is about.
        return ruling.Verdict is ReachabilityVerdict.Allowed ? ruling : judge.Judge(flow);
    }
}
