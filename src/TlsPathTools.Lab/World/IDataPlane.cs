using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The sockets behind the world's state, as the controllers and the APIs use them.</summary>
internal interface IDataPlane
{
    /// <summary>
    /// Connects from one address of the world to another as the world allows it: routes, groups, ACLs and faults decide between a connected socket,
    /// <see cref="SocketError.ConnectionRefused"/> and <see cref="SocketError.TimedOut"/> (after the scenario's connect timeout).
    /// </summary>
    /// <exception cref="SocketException">It did not connect.</exception>
    Task<Socket> DialAsync(IPAddress source, IPEndPoint target, CancellationToken cancellationToken);

    /// <summary>Starts what a pod runs, at its address. Ready when the task ends.</summary>
    Task StartPodAsync(PodStart pod, CancellationToken cancellationToken);

    /// <summary>Ends what a pod runs: its listeners close, its connections are reset.</summary>
    Task StopPodAsync(string uid);

    /// <summary>The lines of a pod's log with their times, oldest first; empty for an unknown pod. A container that ended keeps its log until the pod is removed.</summary>
    IReadOnlyList<LogLine> PodLog(string uid);

    /// <summary>A node exists from now on: its kernel forwards, its own ports answer.</summary>
    void AddNode(string nodeName, IPAddress address);

    /// <summary>A node's machine is gone: nothing of it answers any more.</summary>
    Task RemoveNodeAsync(string nodeName);

    /// <summary>A process of kube-proxy runs on a node from now on (:10256, :10249), and writes its rules from what the cluster says.</summary>
    void StartKubeProxy(string nodeName);

    /// <summary>It ended. The rules that it wrote stay in the kernel.</summary>
    Task StopKubeProxyAsync(string nodeName);
}

/// <summary>A line of a log.</summary>
internal readonly record struct LogLine(DateTimeOffset Time, string Text);

/// <summary>A pod that starts.</summary>
/// <param name="Uid">The pod's uid.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="NodeName">Its node.</param>
/// <param name="Address">Its address.</param>
/// <param name="Workload">What it does; null for a pod that listens to nothing.</param>
internal sealed record PodStart(string Uid, string Namespace, string Name, string NodeName, IPAddress Address, DeploymentSpec? Workload);
