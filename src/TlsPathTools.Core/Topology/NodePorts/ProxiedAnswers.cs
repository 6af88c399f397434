namespace TlsPathTools.Topology.NodePorts;

/// <summary>NodePorts asked by the API server, which stands in the VPC: its own way to a node's port may be closed, so that only a difference between nodes counts.</summary>
internal sealed class ProxiedAnswers
{
    internal const string VantagePoint = "through the API server";
    private const int AtOnce = 8;

    private readonly Dictionary<string, List<NodePortAttempt>> _byNode = new(StringComparer.Ordinal);

    private ProxiedAnswers(string? whyNot) => WhyNot = whyNot;

    public bool AnyAnswered { get; private set; }

    public string? WhyNot { get; }

    public static async Task<ProxiedAnswers> AskAsync(
        IReadOnlyList<NodePortTarget> nodes, NodePortOptions options, IReadOnlyList<IClusterReader> clusters, TimeProvider time, CancellationToken cancellationToken)
    {
        string[] names = [.. nodes.Select(node => node.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (clusters.Count == 0 || names.Length == 0)
            return new ProxiedAnswers(clusters.Count == 0 ? "There is no access to a cluster to ask through." : "The nodes' names are not known.");

        int port = nodes[0].NodePort;
        IClusterReader cluster = clusters[0];
        Reading<ProxiedAnswer>[] first = await OnceAsync(cluster, names, port, options, cancellationToken).ConfigureAwait(false);
        if (first[0].Gap is { } gap)
            return new ProxiedAnswers($"The API server does not ask for us: {gap.Reason}{(gap.Advice is null ? "" : " " + gap.Advice)}");

        var answers = new ProxiedAnswers("The API server reached no node on the port: probably no security group lets it in.");
        if (!Array.Exists(first, read => read.Items is [var answer] && ProxiedFailure.Of(answer) is null))
            return answers;
        answers.Add(names, first, time);
        for (int round = 1; round < options.Count; round++)
            answers.Add(names, await OnceAsync(cluster, names, port, options, cancellationToken).ConfigureAwait(false), time);
        return answers;
    }

    public IReadOnlyList<NodePortResult> Results(IReadOnlyList<NodePortTarget> nodes, string? whyNotDirect) => [.. nodes.Select(node =>
        node.NodeName is { } name && _byNode.TryGetValue(name, out List<NodePortAttempt>? attempts)
            ? NodePortResults.Of(node, "through the API server", VantagePoint, attempts, Meaning(attempts, whyNotDirect))
            : NodePortResults.NotReachable(node, "its name is not known."))];

    private static string Meaning(List<NodePortAttempt> attempts, string? whyNotDirect)
    {
        int failures = attempts.Count(attempt => attempt.Failure is not null);
        string direct = whyNotDirect is null ? "" : $" ({whyNotDirect})";
        return failures == 0
            ? $"All of {attempts.Count} requests of the API server were answered on the NodePort{direct}: the node forwards."
            : $"{failures} of {attempts.Count} requests of the API server were not answered on the NodePort, while another node answers{direct}: the node, what lies behind it, or the API server's own way to it.";
    }

    private static async Task<Reading<ProxiedAnswer>[]> OnceAsync(IClusterReader cluster, string[] names, int port, NodePortOptions options, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        return await Task.WhenAll(names.Select(async name =>
        {
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await cluster.GetThroughNodeAsync($"https:{name}:{port}", options.Path, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                gate.Release();
            }
        })).ConfigureAwait(false);
    }

    private void Add(string[] names, Reading<ProxiedAnswer>[] readings, TimeProvider time)
    {
        for (int i = 0; i < names.Length; i++)
        {
            // A gap (a throttled request, a broken connection to the API server) is no word about the node.
            if (readings[i].Items is not [var answer])
                continue;
            string? failure = ProxiedFailure.Of(answer);
            AnyAnswered |= failure is null;
            if (!_byNode.TryGetValue(names[i], out List<NodePortAttempt>? own))
                _byNode[names[i]] = own = [];
            own.Add(new NodePortAttempt(time.GetUtcNow().UtcDateTime, failure));
        }
    }
}
