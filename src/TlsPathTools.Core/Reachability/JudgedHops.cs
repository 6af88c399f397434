using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Reachability;

/// <summary>Judgements by the kinds of places at both ends; each kind is judged once, and again in its own words where it is not allowed.</summary>
internal sealed class JudgedHops(HopJudge judge, PlaceClasses classes)
{
    private readonly Dictionary<HopFlow, HopRuling> _judged = [];

    public HopJudge Judge => judge;

    /// <summary>What the controls say about a flow; what is not allowed is told with the addresses that it is about.</summary>
    public HopRuling Of(HopFlow flow) => Like(flow) is { Verdict: ReachabilityVerdict.Allowed } allowed ? allowed : judge.Judge(flow);

    /// <summary>The verdict about a flow, in the words of another that the rules cannot tell from it.</summary>
    public HopRuling Like(HopFlow flow)
    {
        if (flow.From.InstanceId is { } instance && instance == flow.To.InstanceId)
            return judge.Judge(flow);
        HopFlow alike = flow with { From = classes.Of(flow.From), To = classes.Of(flow.To) };
        if (!_judged.TryGetValue(alike, out HopRuling? ruling))
            _judged[alike] = ruling = judge.Judge(alike);
        return ruling;
    }
}
