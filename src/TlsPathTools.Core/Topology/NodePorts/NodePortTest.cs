using TlsPathTools.Probing;

namespace TlsPathTools.Topology.NodePorts;

/// <summary>
/// The last hop by itself, per node. A port that no node answers on from here says nothing of any of them: only where one does is the silence of
/// another an observation.
/// </summary>
public sealed class NodePortTest(IReadOnlyList<NodePortTarget> targets, NodePortOptions options, IReadOnlyList<IClusterReader> clusters, IConnector? connector = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Asks, and gives one result per node.</summary>
    public async Task<IReadOnlyList<NodePortResult>> RunAsync(CancellationToken cancellationToken = default)
    {
        var results = new List<NodePortResult>();
        foreach (var port in targets.Distinct().GroupBy(target => target.NodePort))
            results.AddRange(await RunAsync([.. port], cancellationToken).ConfigureAwait(false));
        return results;
    }

    private async Task<IReadOnlyList<NodePortResult>> RunAsync(NodePortTarget[] nodes, CancellationToken cancellationToken)
    {
        string? why = null;
        if (options.Route != NodePortRoute.ApiServer)
        {
            DirectAnswers direct = await DirectAnswers.AskAsync(nodes, options, connector, _time, cancellationToken).ConfigureAwait(false);
            if (direct.AnyAnswered)
                return direct.Results(nodes);
            why = direct.WhyNot;
        }

        if (options.Route != NodePortRoute.Direct)
        {
            ProxiedAnswers proxied = await ProxiedAnswers.AskAsync(nodes, options, clusters, _time, cancellationToken).ConfigureAwait(false);
            if (proxied.AnyAnswered)
                return proxied.Results(nodes, why);
            why = string.Join(' ', new[] { why, proxied.WhyNot }.OfType<string>());
        }

        return [.. nodes.Select(node => NodePortResults.NotReachable(node, why ?? "No way was tried."))];
    }
}
