namespace TlsPathTools.Topology.Cluster;

/// <summary>A pod.</summary>
public sealed record Pod
{
    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }

    public PodStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a pod is meant to be.</summary>
public sealed record PodSpec
{
    public string? NodeName { get; init; }

    public bool? HostNetwork { get; init; }

    public string? ServiceAccountName { get; init; }

    public string? PriorityClassName { get; init; }

    public long? TerminationGracePeriodSeconds { get; init; }

    public Container[] Containers { get; init => field = value ?? []; } = [];

    public PodReadinessGate[] ReadinessGates { get; init => field = value ?? []; } = [];
}

/// <summary>A container. Its environment, command and arguments, which may hold secrets, are not read, but for settings of the VPC CNI plugin.</summary>
public sealed record Container
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public ContainerPort[] Ports { get; init => field = value ?? []; } = [];

    /// <summary>Variables of the plugin's container that are in <see cref="CniSetting.Variables"/>; none of any other container.</summary>
    public CniSetting[] Env { get; init => field = value ?? []; } = [];

    /// <summary>Flags of its policy agent that are in <see cref="CniSetting.Flags"/>.</summary>
    public CniSetting[] Args { get; init => field = value ?? []; } = [];
}

/// <summary>A port that a container says it listens on.</summary>
public sealed record ContainerPort
{
    public string? Name { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("containerPort")]
    public int? Number { get; init; }

    public int? HostPort { get; init; }

    public string? Protocol { get; init; }
}

/// <summary>A condition that readiness waits for.</summary>
public sealed record PodReadinessGate
{
    public string? ConditionType { get; init; }
}

/// <summary>What a pod is. Phase is Pending, Running, Succeeded, Failed or Unknown.</summary>
public sealed record PodStatus
{
    public string? Phase { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public string? HostIP { get; init; }

    public string? PodIP { get; init; }

    public DateTime? StartTime { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];

    public ContainerStatus[] ContainerStatuses { get; init => field = value ?? []; } = [];
}

/// <summary>What a container is.</summary>
public sealed record ContainerStatus
{
    public string? Name { get; init; }

    public string? Image { get; init; }

    public string? ImageID { get; init; }

    public bool? Ready { get; init; }

    public bool? Started { get; init; }

    public int? RestartCount { get; init; }

    public ContainerState? State { get; init; }

    public ContainerState? LastState { get; init; }
}

/// <summary>Waiting, running or terminated: one of them.</summary>
public sealed record ContainerState
{
    public ContainerStateWaiting? Waiting { get; init; }

    public ContainerStateRunning? Running { get; init; }

    public ContainerStateTerminated? Terminated { get; init; }
}

/// <summary>Why a container does not run yet.</summary>
public sealed record ContainerStateWaiting
{
    public string? Reason { get; init; }

    public string? Message { get; init; }
}

/// <summary>Since when a container runs.</summary>
public sealed record ContainerStateRunning
{
    public DateTime? StartedAt { get; init; }
}

/// <summary>How a container ended.</summary>
public sealed record ContainerStateTerminated
{
    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public DateTime? StartedAt { get; init; }

    public DateTime? FinishedAt { get; init; }
}
