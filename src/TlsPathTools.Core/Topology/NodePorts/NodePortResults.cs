using TlsPathTools.Probing;

namespace TlsPathTools.Topology.NodePorts;

/// <summary>Attempts at a node → its result.</summary>
internal static class NodePortResults
{
    // As everywhere: fewer say nothing.
    private const int FewestForAVerdict = 5;

    public static NodePortResult Of(NodePortTarget node, string route, string vantagePoint, IReadOnlyList<NodePortAttempt> attempts, string meaning)
    {
        int failures = attempts.Count(attempt => attempt.Failure is not null);
        return new NodePortResult
        {
            NodeName = node.NodeName,
            InstanceId = node.InstanceId,
            PrivateIpAddress = node.PrivateIpAddress,
            NodePort = node.NodePort,
            HostName = node.HostName,
            Route = route,
            VantagePoint = vantagePoint,
            Attempts = attempts.Count,
            Failures = failures,
            FailureRate = attempts.Count == 0 ? null : (double)failures / attempts.Count,
            Verdict = attempts.Count < FewestForAVerdict ? (failures > 0 && failures < attempts.Count ? Verdict.Intermittent : Verdict.Untested)
                : failures == attempts.Count ? Verdict.Failing
                : failures > 0 ? Verdict.Intermittent : Verdict.Healthy,
            FailureKinds = [.. attempts.Where(attempt => attempt.Failure is not null).GroupBy(attempt => attempt.Failure!, StringComparer.Ordinal).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Count()} x {kind.Key}")],
            Detail = meaning,
            FirstAttemptUtc = attempts.Count == 0 ? null : attempts.Min(attempt => attempt.TimeUtc),
            LastAttemptUtc = attempts.Count == 0 ? null : attempts.Max(attempt => attempt.TimeUtc),
        };
    }

    public static NodePortResult NotReachable(NodePortTarget node, string why) => Of(node, "none", "here", [], $"Not reachable from here: {why} That says nothing of the node.");
}

/// <summary>One attempt at a NodePort.</summary>
/// <param name="TimeUtc">When it began.</param>
/// <param name="Failure">What went wrong; null where something answered.</param>
internal sealed record NodePortAttempt(DateTime TimeUtc, string? Failure);
