using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>
/// A TLS listener of a network load balancer's node: it ends TLS and passes what was inside on to a target. There is no HTTP here, so that whatever is
/// wrong with the target is a RST or an end after a good handshake.
/// </summary>
internal sealed class NetworkTlsListener(BalancerNode node, Listener listener) : TerminatingListener(node, listener)
{
    protected override async Task ServeAsync(Socket client, Flow flow, IReadOnlyList<FaultSpec> faults, CancellationToken cancellationToken)
    {
        Node.Count("NewFlowCount");
        Node.Count("NewFlowCount_TLS");
        await using Stream inner = await OpenAsync(client, faults, cancellationToken).ConfigureAwait(false);
        if (NetworkForwarder.Choose(Node, Listener, flow) is not { EndPoint: { } endPoint, IsHairpin: false } choice)
        {
            Reset(client, "TCP_ELB_Reset_Count");
            return;
        }

        using OpenFlow open = Node.Flows.Open(choice.Target, Node, cancellationToken);
        try
        {
            HandedOn handed = await Node.Fabric.HandOnAsync(choice.Source, endPoint, flow.Purpose, Node.Zone.PrivateIp, open.Ended).ConfigureAwait(false);
            if (handed.Socket is not { } socket)
            {
                if (handed.Refusal is not SynAnswer.Refuse)
                    await Task.Delay(TimeSpan.FromSeconds(Node.World.Scenario.Timings.ConnectTimeout), Node.World.Time, open.Ended).ConfigureAwait(false);
                Reset(client, handed.Refusal is SynAnswer.Refuse ? "TCP_Target_Reset_Count" : "TCP_ELB_Reset_Count");
                return;
            }

            using Socket target = socket;
            if (choice.Group.Attributes.Flag("proxy_protocol_v2.enabled", otherwise: false))
                await target.SendAsync(ProxyProtocol.Header(flow.Source, flow.Destination), SocketFlags.None, open.Ended).ConfigureAwait(false);
            await using Stream outer = await ToTargetAsync(target, choice.Group, open.Ended).ConfigureAwait(false);
            await PassAsync(client, inner, target, outer, open.Ended).ConfigureAwait(false);
        }
        catch (AuthenticationException)
        {
            Node.Count("TargetTLSNegotiationErrorCount");
            Reset(client, "TCP_ELB_Reset_Count");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Reset(client, "TCP_ELB_Reset_Count");
        }
    }

    private async Task<Stream> ToTargetAsync(Socket target, TargetGroup group, CancellationToken cancellationToken)
    {
        var network = new NetworkStream(target, ownsSocket: false);
        return group.Protocol == "TLS"
            ? await TargetTls.OpenAsync(network, TimeSpan.FromSeconds(Node.World.Scenario.Timings.ConnectTimeout), cancellationToken).ConfigureAwait(false) : network;
    }

    private async Task PassAsync(Socket client, Stream inner, Socket target, Stream outer, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task toTarget = CopyAsync(inner, outer, target, both.Token), toClient = CopyAsync(outer, inner, client, both.Token);
        Task first = await Task.WhenAny(toTarget, toClient).ConfigureAwait(false);
        bool broken = first.IsFaulted;
        if (broken)
        {
            // One side is gone: the other one is told so by a RST.
            SocketEnds.ResetOnClose(client);
            SocketEnds.ResetOnClose(target);
            await both.CancelAsync().ConfigureAwait(false);
            Node.Count(first == toClient ? "TCP_Target_Reset_Count" : "TCP_Client_Reset_Count");
        }

        await Task.WhenAll(toTarget, toClient).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static async Task CopyAsync(Stream from, Stream to, Socket toSocket, CancellationToken cancellationToken)
    {
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
        if (to is SslStream tls)
            await tls.ShutdownAsync().ConfigureAwait(false);
        SocketEnds.Fin(toSocket);
    }

    private void Reset(Socket client, string metric)
    {
        Node.Count(metric);
        SocketEnds.ResetOnClose(client);
    }
}
