using System.Diagnostics;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.Policies.PolicyWorld;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

public class PolicyScaleTests(ITestOutputHelper output)
{
    [Fact]
    public void Twenty_thousand_pods_on_five_thousand_nodes_with_two_thousand_policies_are_judged_at_once()
    {
        const int Nodes = 5000, Pods = 20_000, Apps = 2000;
        NetworkPolicy[] policies = [.. Enumerable.Range(0, Apps).Select(app => Policy($"allow-{app}", Select(("app", $"a{app}")), [Ingress([Block("10.0.0.0/16")], [Port("6379")])]))];
        Pod[] pods = [.. Enumerable.Range(0, Pods).Select(i => Pod($"p{i}", labels: [("app", $"a{i % Apps}"), ("pod-template-hash", $"{i}")], node: $"n{i % Nodes}"))];
        ClusterState cluster = Cluster(policies) with { Pods = [.. pods, .. Enumerable.Range(0, Nodes).Select(i => Agent("aws-node", $"n{i}", "aws-eks-nodeagent"))] };

        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long memory = GC.GetAllocatedBytesForCurrentThread();
        var judge = new PodPolicies(cluster, []);
        PolicyJudgement[] judged = [.. pods.Select(pod => judge.Judge(pod, new PolicyPacket(PolicyPeer.OfNode(OtherNode, NodeIP), "TCP", 6379)))];
        TimeSpan cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
        output.WriteLine($"{cpu.TotalSeconds:f2} s of CPU of the whole process, {(GC.GetAllocatedBytesForCurrentThread() - memory) / 1e6:f0} MB allocated");

        Assert.All(judged, (one, i) => Assert.Equal((PolicyState.Allowed, $"default/allow-{i % Apps} ingress[0]"), (one.State, one.Decides)));
        // Loosely, for a busy machine: pods times policies would take minutes.
        Assert.InRange(cpu.TotalSeconds, 0, 8);
    }
}
