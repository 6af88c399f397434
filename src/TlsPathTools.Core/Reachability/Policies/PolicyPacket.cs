using System.Net;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>Which side of a connection the judged pod is on. Answers are never judged: policies let the replies of an allowed connection pass.</summary>
internal enum PolicyDirection
{
    /// <summary>The pod is connected to.</summary>
    Ingress,

    /// <summary>The pod connects.</summary>
    Egress,
}

/// <summary>The first packet of a connection.</summary>
/// <param name="Peer">The other side.</param>
/// <param name="Protocol">TCP, UDP or SCTP; policies know no others.</param>
/// <param name="Port">The destination port: the one that the pod listens on, after every translation.</param>
/// <param name="Direction">Which side the pod is on.</param>
internal sealed record PolicyPacket(PolicyPeer Peer, string Protocol, int Port, PolicyDirection Direction = PolicyDirection.Ingress);

/// <summary>What the other side of a connection is.</summary>
internal enum PolicyPeerKind
{
    /// <summary>Not known: it may be a pod.</summary>
    Unknown,

    /// <summary>A pod.</summary>
    Pod,

    /// <summary>A node, or something on its network.</summary>
    Node,

    /// <summary>A client from outside, by way of a node that puts its own address in place of the client's (externalTrafficPolicy Cluster).</summary>
    ThroughNode,

    /// <summary>Something outside of the cluster: a client whose address is kept, a load balancer.</summary>
    Outside,
}

/// <summary>The other side of a connection.</summary>
internal sealed record PolicyPeer
{
    public PolicyPeerKind Kind { get; private init; }

    /// <summary>Its address as the pod sees it: a pod's, a node's, a client's; null where it is not known.</summary>
    public IPAddress? Address { get; private init; }

    /// <summary>The pod.</summary>
    public Pod? Pod { get; private init; }

    /// <summary>The node.</summary>
    public string? NodeName { get; private init; }

    /// <summary>The client's address before a node rewrote it.</summary>
    public IPAddress? ClientAddress { get; private init; }

    public static PolicyPeer OfPod(Pod pod) => new() { Kind = PolicyPeerKind.Pod, Pod = pod, Address = AddressOf(pod.Status?.PodIP), NodeName = pod.Spec?.NodeName };

    public static PolicyPeer OfNode(string? nodeName, IPAddress? address) => new() { Kind = PolicyPeerKind.Node, NodeName = nodeName, Address = address };

    public static PolicyPeer ThroughNode(string? nodeName, IPAddress? nodeAddress, IPAddress? clientAddress) =>
        new() { Kind = PolicyPeerKind.ThroughNode, NodeName = nodeName, Address = nodeAddress, ClientAddress = clientAddress };

    public static PolicyPeer Outside(IPAddress? address) => new() { Kind = PolicyPeerKind.Outside, Address = address };

    public static PolicyPeer NotKnown(IPAddress? address) => new() { Address = address };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        PolicyPeerKind.Pod => $"pod {SafeText.Escape($"{Pod?.Metadata}")}",
        PolicyPeerKind.Node => $"node {SafeText.Escape(NodeName) ?? "?"} ({Text(Address)})",
        PolicyPeerKind.ThroughNode => $"{Text(ClientAddress)} by way of node {SafeText.Escape(NodeName) ?? "?"} ({Text(Address)})",
        _ => Text(Address),
    };

    private static IPAddress? AddressOf(string? text) => IPAddress.TryParse(text, out IPAddress? address) ? address : null;

    private static string Text(IPAddress? address) => address?.ToString() ?? "an address that is not known";
}
