using System.Net;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>
/// What the other side may look like to whoever enforces policies. Where addresses are rewritten on the way "it is not defined whether this happens before or after
/// NetworkPolicy processing": then there are two views, and an answer only where both give the same.
/// </summary>
internal static class PeerViews
{
    private static readonly PeerView s_ownNode = new(Address: null, IsOwnNode: true, InCluster: true);

    public static IEnumerable<PeerView> Of(Pod pod, PolicyPeer peer, NetworkPlugin plugin, bool isVpcNetwork) => peer.Kind switch
    {
        // "The network plugin ignores hostNetwork pods when matching podSelector and namespaceSelector, and takes their traffic for the node's" is the common way, but not the only one.
        PolicyPeerKind.Pod when peer.Pod?.Spec?.HostNetwork == true => [.. Node(peer.Address, isVpcNetwork), new PeerView(peer.Address, peer.Pod, InCluster: true)],
        PolicyPeerKind.Pod => [new PeerView(peer.Address, peer.Pod, InCluster: true)],
        PolicyPeerKind.Node => Node(peer.Address, isVpcNetwork),
        PolicyPeerKind.ThroughNode => Through(pod, peer, plugin, isVpcNetwork),
        PolicyPeerKind.Outside => [new PeerView(peer.Address)],
        _ => [new PeerView(peer.Address, MayBePod: true)],
    };

    private static PeerView[] Through(Pod pod, PolicyPeer peer, NetworkPlugin plugin, bool isVpcNetwork)
    {
        bool isOwn = peer.NodeName is { } node && node == pod.Spec?.NodeName;
        PeerView[] rewritten = isOwn ? [s_ownNode] : Node(peer.Address, isVpcNetwork);
        bool seesRewritten = plugin switch
        {
            // Its filter is on the host's end of the pod's own interface, behind every rule of the node (github.com/aws/aws-network-policy-agent).
            NetworkPlugin.VpcCni or NetworkPlugin.AutoMode => true,
            // Its rules are in the forward chain, before the address is rewritten; what another node rewrote comes as it is.
            NetworkPlugin.Calico => !isOwn,
            _ => false,
        };
        return seesRewritten ? rewritten : [.. rewritten, new PeerView(peer.ClientAddress)];
    }

    // On an overlay a packet of another node may have the address of that node's end of the tunnel.
    private static PeerView[] Node(IPAddress? address, bool isVpcNetwork)
    {
        var view = new PeerView(address, InCluster: true);
        return isVpcNetwork || address is null ? [view] : [view, view with { Address = null }];
    }
}
