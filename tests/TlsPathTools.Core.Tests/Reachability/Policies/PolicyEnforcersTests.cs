using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.Policies.PolicyWorld;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>Who enforces policies: a denial is one only where somebody does.</summary>
public class PolicyEnforcersTests
{
    private static readonly NetworkPolicy s_deny = Policy("deny");

    private static ClusterState Bare => Cluster(s_deny) with { Pods = [], ConfigMaps = [] };

    [Fact]
    public void Nothing_seen_makes_a_denial_one_that_would_be()
    {
        PolicyJudgement judgement = Judge(Bare, Pod(), PolicyPeer.Outside(Client));

        Assert.Equal((PolicyState.Unknown, true, EnforcerState.NothingSeen), (judgement.State, judgement.WouldDeny, judgement.Enforcer.State));
        Assert.StartsWith("would be denied if the network plugin enforces policies, as no rule of default/deny allows TCP 6379 from 203.0.113.9; nothing seen that enforces policies", judgement.Reason, StringComparison.Ordinal);
        Assert.NotNull(judgement.SmallestChange);
    }

    [Theory]
    [InlineData("list pods", "kube-system, k8s-app in (aws-node)")]
    [InlineData("list pods", null)]
    [InlineData("list daemonsets.apps", "kube-system")]
    public void Agents_that_were_not_read_are_not_nothing(string operation, string? resource) =>
        Assert.Equal(EnforcerState.CannotTell, Judge(Bare, Pod(), PolicyPeer.Outside(Client), gaps: [Denied(operation, resource)]).Enforcer.State);

    // The agent's container is there since VPC CNI 1.14 whether or not policies are on (aws.github.io/amazon-vpc-cni-k8s/docs/network-policy-faq.html: "not enabled by default").
    [Theory]
    [InlineData(true, "true", EnforcerState.Seen)]
    [InlineData(true, "false", EnforcerState.NothingSeen)]
    [InlineData(true, null, EnforcerState.CannotTell)]
    [InlineData(false, "true", EnforcerState.NothingSeen)]
    public void The_vpc_cni_plugin_enforces_with_its_agent_and_its_switch(bool agent, string? value, object expected)
    {
        ClusterState cluster = Bare with { Pods = [Agent("aws-node", OwnNode, agent ? ["aws-node", "aws-eks-nodeagent"] : ["aws-node"])], ConfigMaps = value is null ? [] : [Switch(value)] };

        PolicyJudgement judgement = Judge(cluster, Pod(), PolicyPeer.Outside(Client));

        Assert.Equal((expected, NetworkPlugin.VpcCni), (judgement.Enforcer.State, judgement.Enforcer.Plugin));
        Assert.Equal(expected is EnforcerState.Seen ? PolicyState.Denied : PolicyState.Unknown, judgement.State);
    }

    [Fact]
    public void A_switch_that_was_not_read_is_not_off()
    {
        PolicyEnforcer enforcer = Judge(Cluster(s_deny) with { ConfigMaps = [] }, Pod(), PolicyPeer.Outside(Client), gaps: [Denied("get configmaps", "kube-system/amazon-vpc-cni")]).Enforcer;

        Assert.Equal(EnforcerState.CannotTell, enforcer.State);
        Assert.Contains("The caller may not.", enforcer.Reason, StringComparison.Ordinal);
    }

    // docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html: not for "standalone pods" without metadata.ownerReferences.
    [Fact]
    public void The_vpc_cni_plugin_leaves_out_pods_without_an_owner() =>
        Assert.Equal(EnforcerState.CannotTell, Judge(Cluster(s_deny), Pod() with { Metadata = Pod().Metadata! with { OwnerReferences = [] } }, PolicyPeer.Outside(Client)).Enforcer.State);

    [Theory]
    [InlineData(null, EnforcerState.NothingSeen)]
    [InlineData("true", EnforcerState.Seen)]
    public void Auto_Mode_has_no_agent_pod_and_the_same_switch(string? value, object expected)
    {
        ClusterState cluster = Bare with
        {
            Nodes = [new Node { Metadata = new ObjectMeta { Name = OwnNode, Labels = Labels(("eks.amazonaws.com/compute-type", "auto")) } }],
            ConfigMaps = value is null ? [] : [Switch(value)],
        };

        PolicyEnforcer enforcer = Judge(cluster, Pod(), PolicyPeer.Outside(Client)).Enforcer;

        Assert.Equal((expected, NetworkPlugin.AutoMode), (enforcer.State, enforcer.Plugin));
    }

    [Theory]
    [InlineData("calico-node", EnforcerState.Seen)]
    [InlineData("canal", EnforcerState.Seen)]
    [InlineData("cilium", EnforcerState.Seen)]
    [InlineData("kube-router", EnforcerState.CannotTell)]
    [InlineData("kube-flannel", EnforcerState.NothingSeen)]
    public void Plugins_are_known_by_their_agents(string app, object expected) =>
        Assert.Equal(expected, Judge(Bare with { Pods = [Agent(app, OwnNode)] }, Pod(), PolicyPeer.Outside(Client)).Enforcer.State);

    [Fact]
    public void Calico_beside_the_vpc_cni_plugin_is_who_enforces() =>
        Assert.Equal(NetworkPlugin.Calico, Judge(Cluster(s_deny) with { Pods = [.. Cluster().Pods, Agent("calico-node", OwnNode)] }, Pod(), PolicyPeer.Outside(Client)).Enforcer.Plugin);

    [Fact]
    public void An_agent_on_other_nodes_alone_does_not_make_a_denial()
    {
        PolicyJudgement judgement = Judge(Bare with { Pods = [Agent("cilium", OtherNode)] }, Pod(), PolicyPeer.Outside(Client));

        Assert.Equal((PolicyState.Unknown, EnforcerState.CannotTell, true), (judgement.State, judgement.Enforcer.State, judgement.WouldDeny));
        Assert.Equal(EnforcerState.CannotTell, Judge(Cluster(s_deny) with { Pods = [Agent("aws-node", OtherNode, "aws-eks-nodeagent")] }, Pod(), PolicyPeer.Outside(Client)).Enforcer.State);
    }

    [Theory]
    [InlineData("cilium", "Cilium has policies of kinds of its own, which are not read and may deny what these allow.")]
    [InlineData("kube-flannel", null)]
    public void Policies_of_other_kinds_are_a_caveat(string app, string? caveat) =>
        Assert.Equal(caveat, Judge(Bare with { Pods = [Agent(app, OwnNode)], NetworkPolicies = [] }, Pod(), PolicyPeer.Outside(Client)).Caveat);

    // aws.github.io/amazon-vpc-cni-k8s: NETWORK_POLICY_ENFORCING_MODE.
    [Fact]
    public void Strict_mode_is_a_caveat_of_pods_that_nothing_selects()
    {
        Assert.Contains("strict mode", Judge(Cluster(), Pod(), PolicyPeer.Outside(Client)).Caveat, StringComparison.Ordinal);
        Assert.Null(Judge(Cluster(s_deny), Pod(), PolicyPeer.Outside(Client)).Caveat);
        Assert.Null(Judge(Cluster() with { ConfigMaps = [Switch("false")] }, Pod(), PolicyPeer.Outside(Client)).Caveat);
    }

    // Whoever may make pods somewhere can call one cilium.
    [Fact]
    public void A_pod_of_another_namespace_is_nobodys_agent() =>
        Assert.Equal(EnforcerState.NothingSeen, Judge(Bare with { Pods = [Agent("cilium", OwnNode) with { Metadata = new ObjectMeta { Name = "x", Namespace = "hutch", Labels = Labels(("k8s-app", "cilium")) } }] }, Pod(), PolicyPeer.Outside(Client)).Enforcer.State);

    [Fact]
    public void A_daemon_set_says_it_where_no_pod_of_it_is_known_by_label() =>
        Assert.Equal(
            (EnforcerState.Seen, NetworkPlugin.Antrea),
            Judge(Bare with { DaemonSets = [new DaemonSet { Metadata = new ObjectMeta { Name = "antrea-agent", Namespace = "kube-system" } }] }, Pod(), PolicyPeer.Outside(Client)).Enforcer switch { var one => (one.State, one.Plugin) });
}
