using System.Net;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Where a pod is in its life.</summary>
internal enum PodStage
{
    /// <summary>The kubelet makes its containers.</summary>
    Creating,

    /// <summary>Its image could not be pulled.</summary>
    PullFailed,

    /// <summary>Its listeners open.</summary>
    Starting,

    /// <summary>They are open, and the cluster does not know yet.</summary>
    Started,

    Running,

    /// <summary>It was asked to end.</summary>
    Stopping,

    /// <summary>Its listeners close.</summary>
    Closing,

    /// <summary>They are closed, and the cluster does not know yet.</summary>
    Closed,

    /// <summary>The cluster knows that its containers ended; it is about to be taken out.</summary>
    Ended,
}

/// <summary>A pod as its kubelet knows it.</summary>
internal sealed class PodRun
{
    public required string Uid { get; init; }

    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Node { get; init; }

    public required IPAddress Address { get; init; }

    public required bool IsHostNetwork { get; init; }

    public required bool IsKubeProxy { get; init; }

    /// <summary>The Deployment that it belongs to, as NAMESPACE/NAME, or null.</summary>
    public string? Deployment { get; init; }

    /// <summary>What it does; null for a pod that listens to nothing.</summary>
    public DeploymentSpec? Workload { get; init; }

    /// <summary>Whether it was there when the world began.</summary>
    public bool IsOriginal { get; init; }

    public PodStage Stage { get; set; }

    /// <summary>When its next step is due.</summary>
    public DateTimeOffset Due { get; set; }

    /// <summary>Ends when its listeners are open.</summary>
    public Task Opening { get; set; } = Task.CompletedTask;

    /// <summary>Whether its sockets are open, or about to be.</summary>
    public bool IsOpen { get; set; }
}
