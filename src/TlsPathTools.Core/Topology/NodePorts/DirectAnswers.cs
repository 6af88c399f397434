using System.Net;
using TlsPathTools.Probing;

namespace TlsPathTools.Topology.NodePorts;

/// <summary>NodePorts asked from this machine, by their nodes' private addresses.</summary>
internal sealed class DirectAnswers
{
    /// <summary>A machine that reaches nodes by their private addresses is inside, whatever connects it.</summary>
    internal const string VantagePoint = "in the VPC";

    private readonly Dictionary<string, List<NodePortAttempt>> _byAddress = new(StringComparer.Ordinal);

    private DirectAnswers(string? whyNot) => WhyNot = whyNot;

    /// <summary>Whether any node answered: otherwise this machine may be outside.</summary>
    public bool AnyAnswered { get; private set; }

    /// <summary>Why nothing is known.</summary>
    public string? WhyNot { get; }

    public static async Task<DirectAnswers> AskAsync(IReadOnlyList<NodePortTarget> nodes, NodePortOptions options, IConnector? connector, TimeProvider time, CancellationToken cancellationToken)
    {
        ProbeTarget[] targets =
        [
            .. nodes.Where(node => IPAddress.TryParse(node.PrivateIpAddress, out _)).Select(node => new ProbeTarget(node.HostName, IPAddress.Parse(node.PrivateIpAddress!), node.NodePort)).Distinct(),
        ];
        if (targets.Length == 0)
            return new DirectAnswers("The nodes' addresses are not known.");

        // One look first: where nobody answers, ten timeouts a node would tell nothing more.
        DirectAnswers scout = await ProbeAsync(targets, options with { Count = 1, Timeout = Shorter(options.Timeout) }, connector, time, cancellationToken).ConfigureAwait(false);
        return scout.AnyAnswered ? await ProbeAsync(targets, options, connector, time, cancellationToken).ConfigureAwait(false) : scout;
    }

    public IReadOnlyList<NodePortResult> Results(IReadOnlyList<NodePortTarget> nodes) => [.. nodes.Select(node =>
        node.PrivateIpAddress is { } address && _byAddress.TryGetValue(address, out List<NodePortAttempt>? attempts)
            ? NodePortResults.Of(node, "direct", VantagePoint, attempts, Meaning(attempts))
            : NodePortResults.NotReachable(node, "its address is not known."))];

    private static string Meaning(List<NodePortAttempt> attempts)
    {
        int failures = attempts.Count(attempt => attempt.Failure is not null);
        return failures == 0
            ? $"All of {attempts.Count} connections to the NodePort were answered, past the load balancer: the node forwards."
            : $"{failures} of {attempts.Count} connections to the NodePort were not answered, past the load balancer, while another node answers: what fails lies at this node or behind it.";
    }

    private static async Task<DirectAnswers> ProbeAsync(ProbeTarget[] targets, NodePortOptions options, IConnector? connector, TimeProvider time, CancellationToken cancellationToken)
    {
        // What certificate a pod serves is not the question here.
        var run = new ProbeRun(targets, new ProbeOptions { Count = options.Count, Timeout = options.Timeout, Depth = ProbeDepth.Handshake, Trust = CertificateTrust.NotChecked }, time, connector);
        var answers = new DirectAnswers("No node answered on the port from this machine: it is probably outside of the VPC, or no security group lets it in.");
        await foreach (TlsAttempt attempt in run.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            if (attempt.Untested)
                continue;
            string? failure = IsAnswer(attempt) ? null : $"{attempt.Stage}/{attempt.Event}";
            answers.AnyAnswered |= failure is null;
            if (!answers._byAddress.TryGetValue(attempt.IPAddress, out List<NodePortAttempt>? own))
                answers._byAddress[attempt.IPAddress] = own = [];
            own.Add(new NodePortAttempt(attempt.TimeUtc, failure));
        }

        return answers;
    }

    // An alert or plaintext came from a pod: the bytes went there and back, and that is what is asked here.
    private static bool IsAnswer(TlsAttempt attempt) => attempt.Succeeded || attempt.Event is WireEvent.Alert or WireEvent.Plaintext or WireEvent.CertificateProblem;

    private static TimeSpan Shorter(TimeSpan timeout) => timeout < TimeSpan.FromSeconds(2) ? timeout : TimeSpan.FromSeconds(2);
}
