using System.Globalization;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>Is a kube-proxy's sync in step? By its own clock, against its siblings, and against what changed in the cluster.</summary>
/// <param name="siblings">The readings of all kube-proxies of the cluster.</param>
/// <param name="newestChange">When endpoints or services last changed.</param>
internal sealed class SyncJudge(IReadOnlyCollection<SyncReading> siblings, DateTime? newestChange)
{
    /// <summary>A queued change is written within seconds; kube-proxy's own health gives up after twice its period of 30 s.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    // Between "queued" and "written" lie a moment on a quiet node and some seconds on a large one: seen then, it is no fault.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(10);

    private readonly double[] _ages = [.. siblings.Select(sibling => sibling.Age?.TotalSeconds).OfType<double>().Order()];
    private readonly double[] _failures = [.. siblings.Select(sibling => sibling.Failures).OfType<double>().Order()];

    /// <summary>The judgement.</summary>
    /// <param name="reading">What was read last.</param>
    /// <param name="earlier">What the same process said before; null where it was read once.</param>
    public (SyncState State, string Detail) Judge(SyncReading reading, SyncReading? earlier)
    {
        KubeProxyObservation observation = reading.Observation;
        if (!reading.SaysLastSync)
            return WithoutMetrics(observation);

        if (earlier is { Failures: { } before } && reading.Failures is { } after && after > before)
            return (SyncState.Failing, $"Its writes of rules fail: {Number(after - before)} more failures within {Span(observation.TimeUtc - earlier.Observation.TimeUtc)}.");
        if (IsBehind(reading))
        {
            double? others = reading.Failures is { } own ? MedianOfOthers(_failures, own) : null;
            string waits = $"a change that was queued {Ago(reading.Waiting)} is not in its rules, which were last written {Ago(reading.Age)}.";
            return reading.Failures > (others ?? 0)
                ? (SyncState.Failing, $"Its writes of rules fail: {Number(reading.Failures.Value)} failures since it started{(others is null ? "" : $" (its siblings: {Number(others.Value)})")}, and {waits}")
                : (SyncState.Stale, $"Its rules are behind: {waits}");
        }

        if (reading.LastSync is null)
        {
            return reading.RunsFor is { } runs && runs < s_limit
                ? (SyncState.CannotSee, $"It started {Ago(runs)} and has not written its rules yet: read again.")
                : (SyncState.Stale, "It has not written its rules since it started.");
        }

        return IsLeftBehind(reading) ?? Fresh(reading);
    }

    private static (SyncState, string) WithoutMetrics(KubeProxyObservation observation) => observation switch
    {
        { HealthStatus: 503, HealthNodeEligible: not false } =>
            (SyncState.Stale, "Its health says 503: a queued sync is overdue." + Since(observation.HealthLastUpdatedUtc) + Missing(observation)),
        { HealthStatus: 503 } =>
            (SyncState.CannotSee, "Its health says 503 because the node is about to go, which says nothing of its sync." + Missing(observation)),
        { HealthStatus: { } status } =>
            (SyncState.CannotSee, $"Its health says {status}: its loop lives, but a watch that is stuck says the same, and how old its rules are cannot be seen." + Missing(observation)),
        _ => (SyncState.CannotSee, "Neither health nor metrics could be read, which is not to say that it is healthy." + Missing(observation)),
    };

    // More than a minute between the last sync and a queued change; and not merely the moment in which the change is being written.
    private static bool IsBehind(SyncReading reading)
    {
        if (!reading.IsPending)
            return false;
        if (reading.LastSync is null)
            return reading.RunsFor > s_limit;
        if (reading.QueuedAfterSync <= s_limit)
            return reading.NodeTime is not null && reading.Waiting > s_limit;
        return reading.NodeTime is null || reading.Waiting > s_moment;
    }

    // A watch that is stuck queues nothing, and one that is asked all the time never looks late. On a quiet cluster every last sync is old, so the siblings and a
    // change since decide.
    private (SyncState, string)? IsLeftBehind(SyncReading reading)
    {
        if (newestChange is not { } change || reading.Age is not { } age)
            return null;
        DateTime lastByOurs = reading.LastSync!.Value - reading.ClockOffset;
        bool older = change - lastByOurs > s_limit;
        double? median = MedianOfOthers(_ages, age.TotalSeconds);
        if (!older || age.TotalSeconds <= (2 * median) + s_limit.TotalSeconds)
            return null;
        string what = $"Its rules were last written {Ago(age)}"
            + (median is null ? "" : $", those of its siblings {Ago(TimeSpan.FromSeconds(median.Value))}")
            + $"; endpoints changed since, at {change.ToString("u", CultureInfo.InvariantCulture)}, {(reading.IsPending ? "which is not in its rules." : "and it has queued nothing: it seems to hear of nothing.")}";
        if (reading.NodeTime is null)
            return (SyncState.CannotSee, what + " But nothing tells the node's clock, which may be the one that is behind.");
        if (median is null)
            return (SyncState.CannotSee, what + " There is no sibling to compare it with.");
        return (SyncState.Stale, what);
    }

    private static (SyncState, string) Fresh(SyncReading reading)
    {
        string text = $"Its rules were last written {Ago(reading.Age)}, and nothing that changed since is missing. Whether they forward, only a probe of the NodePort says.";
        if (reading.IsPending)
            text += $" A change was queued {Ago(reading.Waiting)}; read again to see it written.";
        if (reading.Failures > 0)
            text += $" {Number(reading.Failures.Value)} writes have failed since it started; later ones worked.";
        if (reading.Observation.HealthStatus is not null and not 200)
            text += $" Its health says {reading.Observation.HealthStatus}{(reading.Observation.HealthNodeEligible == false ? ", because the node is about to go" : "")}.";
        return (SyncState.Fresh, text + Missing(reading.Observation));
    }

    // The median of a sorted list without one place of the own value; null where there are no others.
    private static double? MedianOfOthers(double[] sorted, double own)
    {
        int at = Array.BinarySearch(sorted, own);
        int count = sorted.Length - (at >= 0 ? 1 : 0);
        double Other(int index) => sorted[at >= 0 && index >= at ? index + 1 : index];
        return count == 0 ? null
            : count % 2 == 1 ? Other(count / 2)
            : (Other((count / 2) - 1) + Other(count / 2)) / 2;
    }

    private static string Missing(KubeProxyObservation observation) => observation.CannotSee is { } why ? $" Could not be read: {SafeText.Escape(why, 400)?.TrimEnd('.')}." : "";

    private static string Since(DateTime? time) => time is { } when ? $" Its rules were last in step at {when.ToString("u", CultureInfo.InvariantCulture)} by its own clock." : "";

    private static string Ago(TimeSpan? time) => time is { } span ? (span < TimeSpan.FromSeconds(1) ? "just now" : Span(span) + " ago") : "at an unknown time";

    private static string Span(TimeSpan span) => span.TotalSeconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} h"),
    };

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
