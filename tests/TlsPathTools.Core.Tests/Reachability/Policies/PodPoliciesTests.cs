using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.Policies.PolicyWorld;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>Each rule of kubernetes.io/docs/concepts/services-networking/network-policies, with the page's own examples.</summary>
public class PodPoliciesTests
{
    private static PolicyPeer From(string address) => PolicyPeer.Outside(IPAddress.Parse(address));

    // "The NetworkPolicy resource".
    private static NetworkPolicy Example => Policy(
        "test-network-policy", Select(("role", "db")),
        [Ingress([Block("172.17.0.0/16", "172.17.1.0/24"), Pods(null, Select(("project", "myproject"))), Pods(Select(("role", "frontend")))], [Port("6379", "TCP")])],
        [Egress([Block("10.0.0.0/24")], [Port("5978", "TCP")])],
        ["Ingress", "Egress"]);

    private static ClusterState ExampleCluster => Cluster(Example) with { Namespaces = [Namespace("default"), Namespace("mine", ("project", "myproject")), Namespace("other", ("project", "another"))] };

    [Fact]
    public void A_pod_that_no_policy_selects_takes_everything()
    {
        PolicyJudgement judgement = Judge(ExampleCluster, Pod("web", labels: [("role", "web")]), From("172.17.1.1"));

        Assert.Equal((PolicyState.NotSelected, false, false), (judgement.State, judgement.IsIsolated, judgement.WouldDeny));
        Assert.Equal("no network policy of default selects default/web for ingress", judgement.Reason);
    }

    [Theory]
    [InlineData("172.17.0.0", 6379, true)]
    [InlineData("172.17.0.255", 6379, true)]
    [InlineData("172.17.1.0", 6379, false)]
    [InlineData("172.17.1.255", 6379, false)]
    [InlineData("172.17.2.0", 6379, true)]
    [InlineData("172.17.255.255", 6379, true)]
    [InlineData("172.18.0.0", 6379, false)]
    [InlineData("172.17.0.1", 6380, false)]
    [InlineData("::ffff:172.17.0.1", 6379, true)]
    public void The_pages_example_allows_its_block_without_the_exception(string address, int port, bool allowed)
    {
        PolicyJudgement judgement = Judge(ExampleCluster, Pod(), From(address), port);

        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, judgement.State);
        Assert.Equal(allowed ? "default/test-network-policy ingress[0]" : null, judgement.Decides);
        Assert.Equal(["default/test-network-policy"], judgement.Policies);
    }

    [Theory]
    [InlineData("default", "frontend", true)]
    [InlineData("default", "backend", false)]
    [InlineData("mine", "backend", true)]
    [InlineData("other", "frontend", false)]
    public void The_pages_example_allows_frontends_of_its_own_namespace_and_every_pod_of_the_projects(string @namespace, string role, bool allowed) =>
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(ExampleCluster, Pod(), PolicyPeer.OfPod(Pod("peer", @namespace, [("role", role)], OtherNode, "192.168.0.9"))).State);

    [Theory]
    [InlineData("10.0.0.7", 5978, true)]
    [InlineData("10.0.1.7", 5978, false)]
    [InlineData("10.0.0.7", 5979, false)]
    public void The_pages_example_allows_connections_to_its_block(string address, int port, bool allowed) =>
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(ExampleCluster, Pod(), From(address), port, direction: PolicyDirection.Egress).State);

    // "contains a single from element allowing connections from Pods with the label role=client in namespaces with the label user=alice".
    [Theory]
    [InlineData("alices", "client", true, true)]
    [InlineData("alices", "server", false, true)]
    [InlineData("default", "client", false, true)]
    [InlineData("default", "server", false, false)]
    [InlineData("bobs", "client", false, false)]
    public void Both_selectors_in_one_element_must_hold_and_of_two_elements_one(string @namespace, string role, bool inOne, bool inTwo)
    {
        NetworkPolicyPeer[] one = [Pods(Select(("role", "client")), Select(("user", "alice")))];
        NetworkPolicyPeer[] two = [Pods(null, Select(("user", "alice"))), Pods(Select(("role", "client")))];
        var peer = PolicyPeer.OfPod(Pod("peer", @namespace, [("role", role)], OtherNode));
        NamespaceMetadata[] namespaces = [Namespace("default"), Namespace("alices", ("user", "alice")), Namespace("bobs", ("user", "bob"))];

        Assert.Equal(inOne ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("p", ingress: [Ingress(one)])) with { Namespaces = namespaces }, Pod(), peer).State);
        Assert.Equal(inTwo ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("p", ingress: [Ingress(two)])) with { Namespaces = namespaces }, Pod(), peer).State);
    }

    // "Default deny all ingress traffic", and what it leaves alone: "This policy does not change isolation for egress".
    [Fact]
    public void Default_deny_denies_ingress_and_leaves_egress_alone()
    {
        ClusterState cluster = Cluster(Policy("default-deny-ingress", types: ["Ingress"]));

        PolicyJudgement judgement = Judge(cluster, Pod(), From("203.0.113.9"));

        Assert.Equal((PolicyState.Denied, true), (judgement.State, judgement.WouldDeny));
        Assert.StartsWith("no rule of default/default-deny-ingress allows TCP 6379 from 203.0.113.9; enforced by the Amazon VPC CNI plugin", judgement.Reason, StringComparison.Ordinal);
        Assert.Equal("add a rule to ingress of default/default-deny-ingress: from ipBlock 203.0.113.9/32, ports TCP 6379", judgement.SmallestChange);
        Assert.Equal(PolicyState.NotSelected, Judge(cluster, Pod(), From("203.0.113.9"), direction: PolicyDirection.Egress).State);
    }

    // "Allow all ingress traffic": no additional policy can deny it.
    [Fact]
    public void Allow_all_allows_whatever_others_leave_out()
    {
        PolicyJudgement judgement = Judge(Cluster(Policy("default-deny-all", types: ["Ingress", "Egress"]), Policy("allow-all-ingress", ingress: [Ingress()], types: ["Ingress"])), Pod(), From("203.0.113.9"), protocol: "udp");

        Assert.Equal((PolicyState.Allowed, "default/allow-all-ingress ingress[0]"), (judgement.State, judgement.Decides));
        Assert.Equal(["default/allow-all-ingress", "default/default-deny-all"], judgement.Policies);
    }

    [Fact]
    public void Policies_of_another_namespace_select_nothing_here() =>
        Assert.Equal(PolicyState.NotSelected, Judge(Cluster(Policy("deny", @namespace: "hutch")), Pod(), From("203.0.113.9")).State);

    // "If no policyTypes are specified on a NetworkPolicy then by default Ingress will always be set and Egress will be set if the NetworkPolicy has any egress rules."
    [Theory]
    [InlineData(false, new string[0], true, false)]
    [InlineData(true, new string[0], true, true)]
    [InlineData(true, new[] { "Ingress" }, true, false)]
    [InlineData(false, new[] { "Egress" }, false, true)]
    public void Policy_types_have_defaults(bool withEgress, string[] types, bool isolatesIngress, bool isolatesEgress)
    {
        ClusterState cluster = Cluster(Policy("p", egress: withEgress ? [Egress([Block("10.9.0.0/16")])] : [], types: types));

        Assert.Equal(isolatesIngress, Judge(cluster, Pod(), From("203.0.113.9")).IsIsolated);
        Assert.Equal(isolatesEgress, Judge(cluster, Pod(), From("203.0.113.9"), direction: PolicyDirection.Egress).IsIsolated);
    }

    // "Targeting a range of ports": port 32000, endPort 32768.
    [Theory]
    [InlineData(31999, false)]
    [InlineData(32000, true)]
    [InlineData(32768, true)]
    [InlineData(32769, false)]
    public void A_range_of_ports_includes_both_ends(int port, bool allowed) =>
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("multi-port", ingress: [Ingress([Block("10.0.0.0/24")], [Port("32000", "TCP", 32768)])])), Pod(), From("10.0.0.5"), port).State);

    [Theory]
    [InlineData(null, "TCP", true)]
    [InlineData(null, "UDP", false)]
    [InlineData("UDP", "UDP", true)]
    [InlineData("SCTP", "TCP", false)]
    public void A_port_without_a_protocol_is_one_of_TCP_and_one_without_a_number_is_all_of_them(string? protocol, string sent, bool allowed)
    {
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("p", ingress: [Ingress(ports: [Port("6379", protocol)])])), Pod(), From("10.0.0.5"), protocol: sent).State);
        Assert.Equal(allowed ? PolicyState.Allowed : PolicyState.Denied, Judge(Cluster(Policy("p", ingress: [Ingress(ports: [Port(null, protocol)])])), Pod(), From("10.0.0.5"), protocol: sent).State);
    }

    // "Targeting multiple namespaces by label": namespace In [frontend, backend].
    [Theory]
    [InlineData("In", "frontend", true)]
    [InlineData("In", null, false)]
    [InlineData("NotIn", "frontend", false)]
    [InlineData("NotIn", null, true)]
    [InlineData("Exists", "anything", true)]
    [InlineData("Exists", null, false)]
    [InlineData("DoesNotExist", "anything", false)]
    [InlineData("DoesNotExist", null, true)]
    public void Expressions_of_selectors_hold_as_the_labels_page_says(string @operator, string? value, bool holds)
    {
        LabelSelector selector = Where("namespace", @operator, @operator.EndsWith("In", StringComparison.Ordinal) ? ["frontend", "backend"] : []);
        (string, string)[] labels = value is null ? [] : [("namespace", value)];
        ClusterState cluster = Cluster(Policy("p", ingress: [Ingress([Pods(null, selector)])])) with { Namespaces = [Namespace("peers", labels)] };

        Assert.Equal(holds ? PolicyState.Allowed : PolicyState.Denied, Judge(cluster, Pod(), PolicyPeer.OfPod(Pod("peer", "peers", node: OtherNode))).State);
        Assert.Equal(holds, Judge(Cluster(Policy("p", selector)), Pod(labels: labels), From("10.0.0.5")).IsIsolated);
    }

    [Fact]
    public void A_named_port_is_looked_up_in_the_pods_containers()
    {
        ClusterState cluster = Cluster(Policy("p", ingress: [Ingress(ports: [Port("https")])]));
        ContainerPort[] ports = [new() { Name = "https", Number = 8443 }, new() { Name = "dns", Number = 53, Protocol = "UDP" }];

        Assert.Equal(PolicyState.Allowed, Judge(cluster, Pod(ports: ports), From("10.0.0.5"), 8443).State);
        Assert.Equal(PolicyState.Denied, Judge(cluster, Pod(ports: ports), From("10.0.0.5"), 443).State);
        PolicyJudgement unnamed = Judge(cluster, Pod(), From("10.0.0.5"), 8443);
        Assert.Equal((PolicyState.Unknown, false), (unnamed.State, unnamed.WouldDeny));
        Assert.Equal("which port of default/db is called 'https': none of its containers names one so", unnamed.Reason);
    }

    // In egress the port is one of the pod that is connected to.
    [Fact]
    public void A_named_port_of_egress_is_one_of_the_other_pod()
    {
        ClusterState cluster = Cluster(Policy("p", egress: [Egress(ports: [Port("https")])], types: ["Egress"]));
        Pod other = Pod("other", address: "10.0.1.30", node: OtherNode, ports: [new() { Name = "https", Number = 8443 }]);

        Assert.Equal(PolicyState.Allowed, Judge(cluster, Pod(), PolicyPeer.OfPod(other), 8443, direction: PolicyDirection.Egress).State);
        Assert.Equal(PolicyState.Denied, Judge(cluster, Pod(), PolicyPeer.OfPod(other), 443, direction: PolicyDirection.Egress).State);
    }

    [Fact]
    public void The_least_change_is_a_port_more_or_a_peer_more_before_a_rule_more()
    {
        NetworkPolicy policy = Policy("p", ingress: [Ingress([Pods(Select(("role", "frontend")))], [Port("443")]), Ingress([Block("10.0.0.0/24")], [Port("6379")])]);

        Assert.Equal("add TCP 8443 to ports of default/p ingress[1]", Judge(Cluster(policy), Pod(), From("10.0.0.5"), 8443).SmallestChange);
        Assert.Equal("add ipBlock 10.0.2.5/32 to from of default/p ingress[1]", Judge(Cluster(policy), Pod(), From("10.0.2.5")).SmallestChange);
        Assert.Equal("add podSelector {app: x, role: web} to from of default/p ingress[0]", Judge(Cluster(policy), Pod(), PolicyPeer.OfPod(Pod("w", labels: [("role", "web"), ("app", "x")], node: OtherNode)), 443).SmallestChange);
        Assert.Equal(
            "add a rule to ingress of default/p: from namespaceSelector {kubernetes.io/metadata.name: hutch} with podSelector {role: web}, ports TCP 80",
            Judge(Cluster(policy), Pod(), PolicyPeer.OfPod(Pod("w", "hutch", [("role", "web")], OtherNode)), 80).SmallestChange);
    }

    // A rule for everyone, or for every port, is no place to add to: that would open more than what is asked.
    [Fact]
    public void A_change_opens_no_more_than_what_is_asked() =>
        Assert.Equal(
            "add a rule to ingress of default/p: from ipBlock 10.0.2.5/32, ports TCP 80",
            Judge(Cluster(Policy("p", ingress: [Ingress(ports: [Port("443")]), Ingress([Block("10.0.0.0/24")])])), Pod(), From("10.0.2.5"), 80).SmallestChange);

    [Fact]
    public void Hostile_names_are_escaped()
    {
        PolicyJudgement judgement = Judge(Cluster(Policy("\u001b[31mp", ingress: [Ingress([Block("10.0.0.0/24\n")])])), Pod("a\u202eb", labels: []), From("10.0.2.5"));

        Assert.All([judgement.Reason, .. judgement.Policies, judgement.SmallestChange ?? ""], text => Assert.DoesNotContain(text, character => character is < ' ' or > '~'));
    }
}
