using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>What decides is named, what is called the smallest change is done, and then bytes pass.</summary>
public class SmallestChangeTests
{
    private const string ZoneA = "eu-west-2a", ZoneB = "eu-west-2b";
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(3);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task S08_is_the_route_of_the_load_balancers_subnet()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("s08-lb-subnet-without-route"), options: null, Stop);
        string gateway = reached.Lab.World.Cloud.Vpc.InternetGatewayId;
        ReachabilityCheck denied = await DeniedAsync(reached, ZoneB, ReachabilityHop.ClientToLoadBalancer);
        Assert.Equal("rtb-b5df2a36796269747", denied.DecidedBy);
        Assert.Equal("0.0.0.0/0 to nat-1844cc61ac384d648: it carries no answers to connections from outside", denied.Rule);
        Assert.Equal(
            "The request passes, and its answer is stopped by route table rtb-b5df2a36796269747 of subnet-5578fb1bc28cab243: 0.0.0.0/0 to nat-1844cc61ac384d648: it carries no answers to connections from outside.",
            denied.Reason);
        Assert.True(denied.OnlyAnswer);
        Assert.Equal($"let the route 0.0.0.0/0 of rtb-b5df2a36796269747 lead to {gateway}, in place of nat-1844cc61ac384d648", denied.SmallestChange);
        await AllowedAfterAsync(reached, denied);
    }

    [Fact]
    public async Task S11_is_the_rule_for_the_port_of_the_pods_between_nodes_of_one_group()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("s11-node-group-blocks-pods"), options: null, Stop);
        ReachabilityCheck denied = await DeniedAsync(reached, ZoneA, ReachabilityHop.NodeToPod, "worker-a");
        int port = reached.Lab.World.Ports.Map(8443);
        string missing = $"no inbound rule allows tcp {port} from {reached.Lab.World.Cloud.Instances[denied.InstanceId!].PrivateIp} (sg-574c4a2d80385c22a)";
        Assert.Equal("sg-574c4a2d80385c22a", denied.DecidedBy);
        Assert.Equal(missing, denied.Rule);
        Assert.Equal($"Stopped by security group sg-574c4a2d80385c22a, inbound: {missing}.", denied.Reason);
        Assert.False(denied.OnlyAnswer);
        Assert.Equal($"add an inbound rule to sg-574c4a2d80385c22a that allows tcp {port} from sg-574c4a2d80385c22a", denied.SmallestChange);
        await AllowedAfterAsync(reached, denied);
    }

    [Fact]
    public async Task S11_moves_with_the_pod_and_says_so()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("s11-node-group-blocks-pods"), options: null, Stop);
        string a = reached.AddressIn(ZoneA), b = reached.AddressIn(ZoneB);
        Judged before = await reached.JudgeAsync(Stop);
        Assert.Equal((ReachabilityVerdict.Denied, ReachabilityVerdict.Allowed), PodHops(before));
        Assert.Equal("fails, works", await OutcomesAsync(reached, a, b));
        ReachabilityCheck stopped = before.At(a, ReachabilityHop.NodeToPod, "worker-a"), spared = before.At(a, ReachabilityHop.NodeToPod, "worker-b");
        Assert.Equal(["It is about where the pods are, not about the node: it moves when they move, and a new node in its place would be stopped as well."], stopped.Notes);
        Assert.Equal(["It works because the pods are on this very node; the rules stop flows from other nodes to them."], spared.Notes);

        await MovePodAsync(reached, from: "worker-b", to: "worker-a");
        Judged after = await reached.JudgeAsync(Stop);
        Assert.Equal((ReachabilityVerdict.Allowed, ReachabilityVerdict.Denied), PodHops(after));
        Assert.Equal("works, fails", await OutcomesAsync(reached, a, b));
        Assert.Equal(stopped.Notes, after.At(b, ReachabilityHop.NodeToPod, "worker-b").Notes);

        (ReachabilityVerdict, ReachabilityVerdict) PodHops(Judged judged) =>
            (judged.At(a, ReachabilityHop.NodeToPod, "worker-a").Reachability, judged.At(b, ReachabilityHop.NodeToPod, "worker-b").Reachability);
    }

    [Fact]
    public async Task S10_is_the_policy_and_a_check_that_asks_another_port()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("s10-local-policy-wrong-check"), options: null, Stop);
        ReachabilityCheck denied = await DeniedAsync(reached, ZoneA, ReachabilityHop.NodeToPod, "worker-a");
        Assert.Equal(("service chat/web", "externalTrafficPolicy Local, and no ready endpoint is on this node"), (denied.DecidedBy, denied.Rule));
        Assert.Equal("kube-proxy drops it by design: externalTrafficPolicy is Local, and no ready endpoint is on this node.", denied.Reason);
        Assert.Equal("let the health check ask the service's healthCheckNodePort 31811, so that flows go to nodes with a pod only; or run a pod on every node", denied.SmallestChange);
        Assert.Equal(["Another node in its place would do the same until a pod runs on it."], denied.Notes);
        Judged judged = await reached.JudgeAsync(Stop);
        Assert.Equal(ReachabilityVerdict.Allowed, judged.At(reached.AddressIn(ZoneB), ReachabilityHop.NodeToPod, "worker-b").Reachability);

        // The other half of the change.
        await MovePodAsync(reached, from: "worker-b", to: "worker-a");
        Assert.Equal(ReachabilityVerdict.Allowed, (await reached.JudgeAsync(Stop)).At(reached.AddressIn(ZoneA), ReachabilityHop.NodeToPod, "worker-a").Reachability);
        Assert.Equal("works", await OutcomesAsync(reached, reached.AddressIn(ZoneA)));
    }

    [Fact]
    public async Task X15_is_the_rule_for_the_partners_new_address()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("x15-allow-list-of-the-service"), options: null, Stop);
        ReachabilityCheck denied = await DeniedAsync(reached, ZoneA, ReachabilityHop.ClientToLoadBalancer);
        string rule = $"tcp {reached.Lab.EndpointPort} from {reached.Lab.World.Addresses.Map("198.51.100.7")}";
        Assert.Equal(("sg-18824b694f8e16f17", $"no inbound rule allows {rule}"), (denied.DecidedBy, denied.Rule));
        Assert.Equal($"add an inbound rule to sg-18824b694f8e16f17 that allows {rule}", denied.SmallestChange);
        await AllowedAfterAsync(reached, denied);
    }

    [Fact]
    public async Task X19_is_the_client_that_is_its_own_target()
    {
        await using ReachedLab reached = await ReachedLab.StartAsync(ScenarioFile.Load("x19-hairpin"), options: null, Stop);
        Judged judged = await reached.JudgeAsync(Stop);
        ReachabilityCheck denied = judged.At(reached.AddressIn(ZoneA), ReachabilityHop.LoadBalancerToTarget, "worker-a");
        Assert.Equal((ReachabilityVerdict.Denied, denied.TargetGroupArn, "the client's address is preserved, and the client is the target itself"), (denied.Reachability, denied.DecidedBy, denied.Rule));
        Assert.Equal(ReachabilityVerdict.Allowed, judged.At(reached.AddressIn(ZoneA), ReachabilityHop.LoadBalancerToTarget, "worker-b").Reachability);
    }

    // A hop that is denied, at an address where no attempt succeeds.
    private static async Task<ReachabilityCheck> DeniedAsync(ReachedLab reached, string zone, ReachabilityHop hop, string? node = null)
    {
        string address = reached.AddressIn(zone);
        ReachabilityCheck denied = (await reached.JudgeAsync(Stop)).At(address, hop, node);
        Assert.Equal(ReachabilityVerdict.Denied, denied.Reachability);
        Assert.Equal("fails", await OutcomesAsync(reached, address));
        return denied;
    }

    private static async Task AllowedAfterAsync(ReachedLab reached, ReachabilityCheck denied)
    {
        await Ec2Changes.ApplyAsync(reached.Lab, denied.SmallestChange!, Stop);
        Judged after = await reached.JudgeAsync(Stop);
        ReachabilityCheck same = Assert.Single(after.Checks, check => check.IPAddress == denied.IPAddress && check.Hop == denied.Hop && check.TargetId == denied.TargetId);
        Assert.Equal((ReachabilityVerdict.Allowed, null), (same.Reachability, same.SmallestChange));
        Assert.Equal("works", await OutcomesAsync(reached, denied.IPAddress!));
    }

    private static async Task<string> OutcomesAsync(ReachedLab reached, params string[] addresses)
    {
        IReadOnlyDictionary<string, TlsPathResult> results = await reached.ProbeAsync(addresses, count: 3, s_timeout, Stop);
        return string.Join(", ", addresses.Select(address => results[address]).Select(result => result.Failures == 0 ? "works" : result.Failures == result.Attempts ? "fails" : "is mixed"));
    }

    private static async Task MovePodAsync(ReachedLab reached, string from, string to)
    {
        ClusterStore store = reached.Lab.World.Cluster;
        store.Update(ResourceKinds.Nodes, @namespace: null, from, node => node["spec"]!["unschedulable"] = true);
        var pod = store.List(ResourceKinds.Pods).Single(pod => KubeObject.Text(pod, "spec", "nodeName") == from && KubeObject.Text(pod, "metadata", "labels", "app") == "web");
        store.Update(ResourceKinds.Pods, KubeObject.Namespace(pod), KubeObject.Name(pod), current =>
        {
            KubeObject.Metadata(current)["deletionTimestamp"] = KubeObject.Timestamp(reached.Lab.World.Now.AddSeconds(30));
            KubeObject.Metadata(current)["deletionGracePeriodSeconds"] = 30;
        });
        DateTime until = DateTime.UtcNow.AddSeconds(20);
        while (!HasMoved())
        {
            Assert.True(DateTime.UtcNow < until, $"No pod came up on {to}.");
            await Task.Delay(20, Stop);
        }

        // kube-proxy's next look is a quarter of a second away at most.
        await Task.Delay(400, Stop);

        bool HasMoved() => store.Find(ResourceKinds.Pods, KubeObject.Namespace(pod), KubeObject.Name(pod)) is null
            && store.List(ResourceKinds.EndpointSlices).SelectMany(slice => KubeObject.Items(slice, "endpoints")).Any(endpoint => KubeObject.Text(endpoint, "nodeName") == to && KubeObject.IsTrue(endpoint, "conditions", "ready"));
    }
}
