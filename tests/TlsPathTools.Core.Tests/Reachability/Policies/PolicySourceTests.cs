using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.Policies.PolicyWorld;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>Whose packet it is, where that is not plain: nodes, rewritten addresses, the host's network, and what was not read.</summary>
public class PolicySourceTests
{
    private static NetworkPolicy DenyAll => Policy("deny");

    private static NetworkPolicy AllowNodes => Policy("nodes", ingress: [Ingress([Block("10.0.0.0/16")])]);

    private static NetworkPolicy AllowClients => Policy("clients", ingress: [Ingress([Block("203.0.113.0/24")])]);

    private static ClusterState Calico(params NetworkPolicy[] policies) => Cluster(policies) with { ConfigMaps = [], Pods = [Agent("calico-node", OwnNode), Agent("calico-node", OtherNode)] };

    private static ClusterState CalicoOnVpc(params NetworkPolicy[] policies) => Cluster(policies) with { Pods = [.. Cluster().Pods, .. Calico().Pods] };

    private static ClusterState Cilium(params NetworkPolicy[] policies) => Cluster(policies) with { ConfigMaps = [], Pods = [Agent("cilium", OwnNode), Agent("cilium", OtherNode)] };

    private static PolicyPeer Through(string node) => PolicyPeer.ThroughNode(node, NodeIP, Client);

    // "traffic to and from the node where a Pod is running is always allowed, regardless of the IP address of the Pod or the node".
    [Fact]
    public void The_pods_own_node_always_reaches_it_and_another_does_not()
    {
        PolicyJudgement own = Judge(Cluster(DenyAll), Pod(), PolicyPeer.OfNode(OwnNode, NodeIP));

        Assert.Equal((PolicyState.Allowed, "the pod's own node, node-a, always reaches it"), (own.State, own.Reason));
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(DenyAll), Pod(), PolicyPeer.OfPod(Pod("agent", hostNetwork: true))).State);
        Assert.Equal(PolicyState.Denied, Judge(Cluster(DenyAll), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
        Assert.Equal(PolicyState.NotSelected, Judge(Cluster(), Pod(), PolicyPeer.OfNode(OwnNode, NodeIP)).State);
    }

    // "A Pod cannot block access to itself".
    [Fact]
    public void A_pod_reaches_itself() => Assert.Equal(PolicyState.Allowed, Judge(Cluster(DenyAll), Pod(), PolicyPeer.OfPod(Pod())).State);

    [Fact]
    public void A_node_is_selected_by_its_address_and_by_no_labels()
    {
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowNodes), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
        Assert.Equal(PolicyState.Denied, Judge(Cluster(Policy("pods", ingress: [Ingress([Pods(new LabelSelector(), new LabelSelector())])])), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
        PolicyJudgement nowhere = Judge(Cluster(AllowNodes), Pod(), PolicyPeer.OfNode(OtherNode, null));
        Assert.Equal((PolicyState.Unknown, "which address the packet comes with: a rule asks for 10.0.0.0/16"), (nowhere.State, nowhere.Reason));
    }

    // What another node rewrote comes to the VPC CNI plugin's filter as that node's; what the pod's own node rewrote is its own, which always passes.
    [Fact]
    public void The_vpc_cni_plugin_sees_the_nodes_address_of_a_client_by_way_of_it()
    {
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowNodes), Pod(), Through(OtherNode)).State);
        Assert.Equal(PolicyState.Denied, Judge(Cluster(AllowClients), Pod(), Through(OtherNode)).State);
        PolicyJudgement own = Judge(Cluster(DenyAll), Pod(), Through(OwnNode));
        Assert.Equal((PolicyState.Allowed, "the pod's own node always reaches it: 203.0.113.9 by way of node node-a (10.0.1.7)"), (own.State, own.Reason));
    }

    // "it is not defined whether this happens before or after NetworkPolicy processing".
    [Fact]
    public void Where_it_is_not_defined_which_address_counts_both_must_agree()
    {
        Assert.Equal(PolicyState.Unknown, Judge(CalicoOnVpc(DenyAll), Pod(), Through(OwnNode)).State);
        Assert.Equal(PolicyState.Allowed, Judge(CalicoOnVpc(AllowClients), Pod(), Through(OwnNode)).State);
        Assert.Equal(PolicyState.Denied, Judge(CalicoOnVpc(AllowClients), Pod(), Through(OtherNode)).State);
        Assert.Equal(PolicyState.Unknown, Judge(Cilium(AllowClients), Pod(), Through(OtherNode)).State);
        Assert.Equal(PolicyState.Denied, Judge(Cilium(DenyAll), Pod(), Through(OtherNode)).State);
        PolicyJudgement open = Judge(CalicoOnVpc(DenyAll), Pod(), Through(OwnNode));
        Assert.StartsWith("whether policies see the packet before or after its address is rewritten is not defined", open.Reason, StringComparison.Ordinal);
        Assert.Equal("add a rule to ingress of default/deny: from ipBlock 203.0.113.9/32, ports TCP 6379", open.SmallestChange);
        Assert.False(open.WouldDeny);
    }

    [Fact]
    public void On_an_overlay_a_nodes_packet_may_come_with_its_tunnels_address()
    {
        Assert.Equal(PolicyState.Unknown, Judge(Calico(AllowNodes), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
        Assert.Equal(PolicyState.Allowed, Judge(CalicoOnVpc(AllowNodes), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
        Assert.Equal(PolicyState.Denied, Judge(Calico(DenyAll), Pod(), PolicyPeer.OfNode(OtherNode, NodeIP)).State);
    }

    [Fact]
    public void Cilium_may_not_take_a_block_for_a_node_or_a_pod_but_does_for_clients()
    {
        PolicyJudgement judgement = Judge(Cilium(AllowNodes), Pod(), PolicyPeer.OfPod(Pod("peer", address: "10.0.1.30", node: OtherNode)));

        Assert.Equal(PolicyState.Unknown, judgement.State);
        Assert.Contains("Cilium", judgement.Reason, StringComparison.Ordinal);
        Assert.Equal(PolicyState.Allowed, Judge(Cilium(AllowClients), Pod(), PolicyPeer.Outside(Client)).State);
    }

    [Fact]
    public void An_address_that_nobody_knows_may_be_a_pods()
    {
        var peer = PolicyPeer.NotKnown(Client);

        Assert.Equal(PolicyState.Unknown, Judge(Cluster(Policy("pods", ingress: [Ingress([Pods(new LabelSelector())])])), Pod(), peer).State);
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowClients), Pod(), peer).State);
        Assert.Equal(PolicyState.Denied, Judge(Cluster(DenyAll), Pod(), peer).State);
        Assert.Equal(PolicyState.Unknown, Judge(Cluster(AllowClients), Pod(), PolicyPeer.Outside(null)).State);
    }

    // "Network policy behaviour for hostNetwork pods is undefined".
    [Fact]
    public void A_pod_on_the_hosts_network_is_denied_nothing_for_sure()
    {
        PolicyJudgement judgement = Judge(Cluster(DenyAll), Pod(hostNetwork: true), PolicyPeer.Outside(Client));

        Assert.Equal((PolicyState.Unknown, true), (judgement.State, judgement.WouldDeny));
        Assert.EndsWith("the pod is on its node's network, where policies are not reliably applied", judgement.Reason, StringComparison.Ordinal);
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowClients), Pod(hostNetwork: true), PolicyPeer.Outside(Client)).State);
    }

    // It may be taken for a pod with its labels, or for its node.
    [Fact]
    public void A_peer_on_the_hosts_network_counts_only_where_both_readings_agree()
    {
        var peer = PolicyPeer.OfPod(Pod("peer", labels: [("role", "frontend")], node: OtherNode, address: "10.0.1.8", hostNetwork: true));

        Assert.Equal(PolicyState.Unknown, Judge(Cluster(Policy("p", ingress: [Ingress([Pods(Select(("role", "frontend")))])])), Pod(), peer).State);
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowNodes), Pod(), peer).State);
        Assert.Equal(PolicyState.Denied, Judge(Cluster(AllowClients), Pod(), peer).State);
    }

    // "A deny all network policy is only guaranteed to deny TCP, UDP and SCTP connections. For other protocols, such as ARP or ICMP, the behaviour is undefined."
    [Fact]
    public void Other_protocols_are_not_defined()
    {
        Assert.Equal(PolicyState.Unknown, Judge(Cluster(DenyAll), Pod(), PolicyPeer.Outside(Client), protocol: "icmp").State);
        Assert.Equal(PolicyState.NotSelected, Judge(Cluster(), Pod(), PolicyPeer.Outside(Client), protocol: "icmp").State);
    }

    [Fact]
    public void Policies_that_were_not_read_are_not_no_policies()
    {
        ClusterState unread = Cluster() with { NetworkPolicyNamespaces = [] };

        Assert.Equal((PolicyState.Unknown, "the network policies of default: they were not read"), (Judge(unread, Pod(), PolicyPeer.Outside(Client)).State, Judge(unread, Pod(), PolicyPeer.Outside(Client)).Reason));
        Assert.Equal("the network policies of default: The caller may not.", Judge(unread, Pod(), PolicyPeer.Outside(Client), gaps: [Denied("list networkpolicies.networking.k8s.io", "default")]).Reason);
        // Policies add up: one that was read and allows it is enough, and one that does not is none.
        Assert.Equal(PolicyState.Allowed, Judge(Cluster(AllowClients) with { NetworkPolicyNamespaces = [] }, Pod(), PolicyPeer.Outside(Client)).State);
        PolicyJudgement some = Judge(Cluster(AllowNodes) with { NetworkPolicyNamespaces = [] }, Pod(), PolicyPeer.Outside(Client));
        Assert.Equal((PolicyState.Unknown, false, (string?)null), (some.State, some.WouldDeny, some.SmallestChange));
    }

    [Fact]
    public void Labels_of_namespaces_matter_only_where_they_decide()
    {
        var peer = PolicyPeer.OfPod(Pod("peer", "hutch", node: OtherNode));
        ClusterState byLabel = Cluster(Policy("p", ingress: [Ingress([Pods(null, Select(("user", "alice")))])]));
        ClusterState byName = Cluster(Policy("p", ingress: [Ingress([Pods(null, Select(("kubernetes.io/metadata.name", "hutch")))])]));

        PolicyJudgement unknown = Judge(byLabel, Pod(), peer, gaps: [Denied("list namespaces", null)]);
        Assert.Equal((PolicyState.Unknown, "the labels of namespace hutch: The caller may not."), (unknown.State, unknown.Reason));
        Assert.Equal(PolicyState.Denied, Judge(byLabel, Pod(), PolicyPeer.Outside(Client)).State);
        Assert.Equal(PolicyState.Allowed, Judge(byName, Pod(), peer).State);
        Assert.Equal(PolicyState.Denied, Judge(byName, Pod(), PolicyPeer.OfPod(Pod("peer", "other", node: OtherNode))).State);
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("everywhere")]
    public void A_block_that_is_none_is_not_guessed(string cidr) =>
        Assert.Equal(PolicyState.Unknown, Judge(Cluster(Policy("p", ingress: [Ingress([Block(cidr)])])), Pod(), PolicyPeer.Outside(Client)).State);

    [Theory]
    [InlineData("2001:db8::/32", "2001:db8::5", true)]
    [InlineData("2001:db8::/32", "2001:db9::5", false)]
    [InlineData("0.0.0.0/0", "2001:db8::5", false)]
    [InlineData("192.168.1.1/24", "192.168.1.200", true)]
    public void Blocks_are_of_one_family_and_bits_after_the_prefix_do_not_count(string cidr, string address, bool allowed) =>
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("p", ingress: [Ingress([Block(cidr)])])), Pod(), PolicyPeer.Outside(IPAddress.Parse(address))).State);
}
