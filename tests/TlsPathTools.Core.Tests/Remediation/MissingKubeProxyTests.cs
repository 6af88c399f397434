using TlsPathTools.Remediation;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Remediation;

public class MissingKubeProxyTests
{
    // As the kubelet writes them (kubernetes/pkg/kubelet/container, kubelet/images, kubelet/kuberuntime).
    public static TheoryData<ContainerState?, ContainerState?, string> Containers => new()
    {
        { Waiting("ContainerCreating", null), null, "pod kube-proxy-x waits: ContainerCreating." },
        { Waiting("ErrImagePull", "rpc error: code = NotFound desc = not found"), null, "pod kube-proxy-x waits: ErrImagePull: rpc error: code = NotFound desc = not found." },
        { Waiting("ImagePullBackOff", "Back-off pulling image \"kube-proxy:v9\""), null, "pod kube-proxy-x waits: ImagePullBackOff: Back-off pulling image \"kube-proxy:v9\"." },
        {
            Waiting("CrashLoopBackOff", "back-off 10s restarting failed container"), Ended("Error", 255, "unable to load configuration."),
            "pod kube-proxy-x waits: CrashLoopBackOff: back-off 10s restarting failed container; it last ended with Error: unable to load configuration, exit code 255."
        },
        { Ended("OOMKilled", 137, null), null, "pod kube-proxy-x ended: OOMKilled, exit code 137." },
        { Running, Ended("Error", 1, null), "pod kube-proxy-x runs again and is not Ready; it last ended with Error, exit code 1." },
        { Running, null, "pod kube-proxy-x is Running and not Ready." },
        { null, null, "pod kube-proxy-x is Running and not Ready." },
        { Waiting("Evil\e[2J", "two\nlines"), null, "pod kube-proxy-x waits: Evil\\x1b[2J: two\\nlines." },
    };

    private static ContainerState Running => new() { Running = new ContainerStateRunning { StartedAt = DateTime.UnixEpoch } };

    [Theory]
    [MemberData(nameof(Containers))]
    public void A_container_says_why_in_the_kubelets_words(ContainerState? state, ContainerState? last, string why) =>
        Assert.Equal(why, MissingKubeProxy.Why(new Pod
        {
            Metadata = new ObjectMeta { Name = "kube-proxy-x" },
            Status = new PodStatus { Phase = "Running", ContainerStatuses = [new ContainerStatus { Name = "kube-proxy", State = state, LastState = last }] },
        }));

    [Fact]
    public void A_pod_without_a_node_says_what_the_scheduler_says() =>
        Assert.Equal("pod kube-proxy-x is not scheduled: Unschedulable: 0/2 nodes are available: 1 Insufficient cpu.", MissingKubeProxy.Why(new Pod
        {
            Metadata = new ObjectMeta { Name = "kube-proxy-x" },
            Status = new PodStatus { Phase = "Pending", Conditions = [new Condition { Type = "PodScheduled", Status = "False", Reason = "Unschedulable", Message = "0/2 nodes are available: 1 Insufficient cpu." }] },
        }));

    [Fact]
    public void A_pod_that_the_kubelet_refused_says_why() =>
        Assert.Equal("pod kube-proxy-x is Failed: NodeAffinity: Pod was rejected.", MissingKubeProxy.Why(new Pod
        {
            Metadata = new ObjectMeta { Name = "kube-proxy-x" },
            Status = new PodStatus { Phase = "Failed", Reason = "NodeAffinity", Message = "Pod was rejected." },
        }));

    [Fact]
    public void A_pod_that_says_nothing_is_not_made_up() =>
        Assert.Equal("pod ? is of no known phase and not Ready.", MissingKubeProxy.Why(new Pod()));

    private static ContainerState Waiting(string reason, string? message) => new() { Waiting = new ContainerStateWaiting { Reason = reason, Message = message } };

    private static ContainerState Ended(string reason, int code, string? message) => new() { Terminated = new ContainerStateTerminated { Reason = reason, ExitCode = code, Message = message } };
}
