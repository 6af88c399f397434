using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// A NodePort on one node: rules that translate the destination to an endpoint. The SYN is handed on, so that the client connects only when a pod
/// accepted; a service without endpoints refuses, and with externalTrafficPolicy Local a node without one drops (domain: B4).
/// </summary>
internal sealed class NodePortEndpoint(NodeMachine node, int port) : ITcpEndpoint
{
    private readonly string _component = $"node:{node.Name}/ingress";

    /// <inheritdoc/>
    public SynOdds Odds(Flow flow)
    {
        IReadOnlyList<FaultSpec> faults = node.RuleFaults;
        if (LosesRules(faults))
            return SynOdds.AllDropped;
        if (!node.Rules.NodePorts.TryGetValue(port, out NodePortRule? rule))
            return SynOdds.AllRefused;
        SynOdds ingress = node.Fabric.Faults.Odds(node.World.Faults.At(_component), flow);
        SynOdds behind = Behind(rule, Candidates(rule, faults), flow);
        return new SynOdds(
            ingress.Accepted * behind.Accepted, ingress.Refused + (ingress.Accepted * behind.Refused), ingress.Dropped + (ingress.Accepted * behind.Dropped));
    }

    /// <inheritdoc/>
    public async Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        IReadOnlyList<FaultSpec> faults = node.RuleFaults;
        IReadOnlyList<FaultSpec> chosen = node.Fabric.Faults.Choose(node.World.Faults.At(_component), flow);
        if (LosesRules(faults))
            return Failed(SynAnswer.Dropped);
        if (!node.Rules.NodePorts.TryGetValue(port, out NodePortRule? rule))
            return SynAnswer.Refused;
        if (FaultSelector.SynAnswerOf(chosen) is { } struck)
            return Failed(struck);
        IReadOnlyList<IPEndPoint> candidates = Candidates(rule, faults);
        if (candidates.Count == 0)
            return Failed(Nobody(rule));

        (IPAddress source, IPAddress? via) = Onwards(rule, flow);
        IPEndPoint target = node.Choose(rule, candidates, flow.Source.Address);
        HandedOn handed = await node.Fabric.HandOnAsync(source, target, flow.Purpose, via, cancellationToken).ConfigureAwait(false);
        if (handed.Socket is not { } pod)
            return Failed(handed.Refusal!);
        return new SynAnswer.Accept((client, stop) => RelayAsync(client, pod, chosen, stop), pod.Dispose);
    }

    private static SynAnswer Nobody(NodePortRule rule) => rule.IsLocal && rule.Endpoints.Count > 0 ? SynAnswer.Dropped : SynAnswer.Refused;

    private static bool LosesRules(IReadOnlyList<FaultSpec> faults) => faults.Any(fault => fault.Effect is FaultEffect.LostRules);

    // Cluster: the node takes the client's place, so that the answers come back through it. Local: the client's address stays.
    private (IPAddress Source, IPAddress? Via) Onwards(NodePortRule rule, Flow flow) => rule.IsLocal ? (flow.Source.Address, node.Address) : (node.Address, null);

    private SynOdds Behind(NodePortRule rule, IReadOnlyList<IPEndPoint> candidates, Flow flow)
    {
        if (candidates.Count == 0)
            return Nobody(rule) is SynAnswer.Drop ? SynOdds.AllDropped : SynOdds.AllRefused;
        (IPAddress source, IPAddress? via) = Onwards(rule, flow);
        return SynOdds.Mix(candidates.Select(target => (1.0, node.Fabric.Odds(new Flow(new IPEndPoint(source, 0), target, flow.Purpose) { Via = via }))));
    }

    private IReadOnlyList<IPEndPoint> Candidates(NodePortRule rule, IReadOnlyList<FaultSpec> faults)
    {
        IReadOnlyList<RuleEndpoint> endpoints = rule.Candidates(node.Name, node.Zone);
        int stale = faults.Where(fault => fault.Effect is FaultEffect.StaleEndpoint).Sum(fault => fault.Value ?? 1);
        int targetPort = rule.Endpoints.Count > 0 ? rule.Endpoints[0].Where.Port : port;
        return [.. endpoints.Select(endpoint => endpoint.Where), .. Enumerable.Range(0, Math.Min(stale, 100)).Select(index => new IPEndPoint(node.DeadAddress(index), targetPort))];
    }

    private SynAnswer Failed(SynAnswer answer)
    {
        node.World.Traffic.Add(_component, flows: 1, failed: 1);
        return answer;
    }

    private async Task RelayAsync(Socket client, Socket pod, IReadOnlyList<FaultSpec> chosen, CancellationToken cancellationToken)
    {
        node.World.Traffic.Add(_component, flows: 1);
        RelayEnd end = await Relay.RunAsync(client, pod, chosen, idle: null, cancellationToken).ConfigureAwait(false);
        node.World.Traffic.Add(_component, failed: end.StruckBy is null ? 0 : 1, toServer: end.ToServer, toClient: end.ToClient);
    }
}
