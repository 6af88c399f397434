using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>
/// A TCP listener of a network load balancer's node. It hands the SYN on to a target and accepts only when that did: what the target does with the
/// SYN is what the client meets, and all bytes are between these two.
/// </summary>
internal sealed class NetworkListener(BalancerNode node, Listener listener) : ITcpEndpoint
{
    private const int DefaultIdleSeconds = 350;

    public SynOdds Odds(Flow flow)
    {
        SynOdds faults = node.FaultOdds(flow);
        List<(double, SynOdds)> ways = [.. NetworkForwarder.All(node, listener, flow).Select(way => (way.Weight, Odds(way.Choice, flow)))];
        SynOdds targets = SynOdds.Mix(ways);
        return new(
            faults.Accepted * targets.Accepted, faults.Refused + (faults.Accepted * targets.Refused), faults.Dropped + (faults.Accepted * targets.Dropped));
    }

    public async Task<SynAnswer> AnswerAsync(Flow flow, CancellationToken cancellationToken)
    {
        node.World.Traffic.Add(node.Component, flows: 1);
        IReadOnlyList<FaultSpec> faults = node.FaultsFor(flow);
        SynAnswer answer = FaultSelector.SynAnswerOf(faults) ?? await HandOnAsync(flow, faults, cancellationToken).ConfigureAwait(false);
        if (answer is not SynAnswer.Accept)
            node.World.Traffic.Add(node.Component, failed: 1);
        return answer;
    }

    private SynOdds Odds(NetworkChoice choice, Flow flow) => choice.EndPoint is null || choice.IsHairpin ? SynOdds.AllDropped
        : node.Fabric.Odds(new Flow(new IPEndPoint(choice.Source, 0), choice.EndPoint, flow.Purpose) { Via = node.Zone.PrivateIp });

    private async Task<SynAnswer> HandOnAsync(Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        if (NetworkForwarder.Choose(node, listener, flow) is not { } choice)
        {
            node.Count("TCP_ELB_Reset_Count");
            return SynAnswer.Refused;
        }

        node.Count("NewFlowCount");
        node.Count("NewFlowCount_TCP");
        if (choice.FailsOpen)
            node.Count("UnhealthyRoutingFlowCount", group: choice.Group);
        if (choice.EndPoint is null || choice.IsHairpin)
            return SynAnswer.Dropped;
        HandedOn handed = await node.Fabric.HandOnAsync(choice.Source, choice.EndPoint, flow.Purpose, node.Zone.PrivateIp, cancellationToken).ConfigureAwait(false);
        if (handed.Socket is not { } target)
        {
            if (handed.Refusal is SynAnswer.Refuse)
                node.Count("TCP_Target_Reset_Count");
            return handed.Refusal!;
        }

        return new SynAnswer.Accept((client, token) => RelayAsync(client, target, choice, flow, faults, token), () => SocketEnds.Reset(target));
    }

    private async Task RelayAsync(Socket client, Socket target, NetworkChoice choice, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        using OpenFlow open = node.Flows.Open(choice.Target, node, cancellationToken);
        if (choice.Group.Attributes.Flag("proxy_protocol_v2.enabled", otherwise: false))
            await target.SendAsync(ProxyProtocol.Header(flow.Source, flow.Destination), SocketFlags.None, open.Ended).ConfigureAwait(false);
        RelayEnd end = await Relay.RunAsync(client, target, StreamFaults.Of(faults), StreamFaults.Idle(faults, IdleTimeout), open.Ended).ConfigureAwait(false);
        string? metric = end.ResetBy switch { "server" => "TCP_Target_Reset_Count", "client" => "TCP_Client_Reset_Count", "here" => "TCP_ELB_Reset_Count", _ => null };
        if (metric is not null)
            node.Count(metric);
        node.Count("ProcessedBytes", end.ToServer + end.ToClient);
        node.World.Traffic.Add(node.Component, failed: end.StruckBy is null && end.ResetBy is null ? 0 : 1, toServer: end.ToServer, toClient: end.ToClient);
    }

    private TimeSpan IdleTimeout => TimeSpan.FromSeconds(listener.Attributes.Number("tcp.idle_timeout.seconds", DefaultIdleSeconds));
}
