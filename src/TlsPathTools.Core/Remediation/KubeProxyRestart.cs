namespace TlsPathTools.Remediation;

/// <summary>What became of the restart of one node's kube-proxy: its old pod, its new one, and whether that has written its rules.</summary>
public sealed record KubeProxyRestart : TlsPathRecord
{
    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Its instance; null where the node does not say.</summary>
    public string? InstanceId { get; init; }

    /// <summary>What became of it.</summary>
    public required RestartOutcome Outcome { get; init; }

    /// <summary>The namespace of the pods.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod that was there.</summary>
    public string? OldPodName { get; init; }

    /// <summary>The pod that took its place; null where none was seen.</summary>
    public string? NewPodName { get; init; }

    /// <summary>The image of the old one.</summary>
    public string? OldImage { get; init; }

    /// <summary>The image of the new one.</summary>
    public string? NewImage { get; init; }

    /// <summary>When the old pod was deleted, in UTC; null where it was not.</summary>
    public DateTime? DeletedUtc { get; init; }

    /// <summary>From the deletion until the new pod was Ready, ms; null where it was not.</summary>
    public double? ReadyAfterMs { get; init; }

    /// <summary>From the deletion until the new process was seen to have written its rules, ms; null where that was not seen.</summary>
    public double? SyncedAfterMs { get; init; }

    /// <summary>The same in sentences: what was done, what was not, what is not known.</summary>
    public required string Detail { get; init; }

    /// <summary>What was checked before: "ok: …", "stop: …", "not known: …".</summary>
    public string[] Checks { get; init => field = value ?? []; } = [];

    /// <summary>What a reader should know.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(KubeProxyRestart? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName}: {Outcome}";
}

/// <summary>What became of a restart.</summary>
public enum RestartOutcome
{
    /// <summary>Nothing was changed: a check says not to.</summary>
    Refused,

    /// <summary>Nothing was changed: the deletion did not take place.</summary>
    NotDeleted,

    /// <summary>Whether the old pod was deleted is not known: the answer was lost, and the pod could not be read.</summary>
    InDoubt,

    /// <summary>The old pod was deleted, and no new one was Ready in time.</summary>
    NotReady,

    /// <summary>The old pod was deleted; whether a new one is Ready could not be seen.</summary>
    ReadyNotSeen,

    /// <summary>The new pod is Ready; whether it has written its rules cannot be seen.</summary>
    ReadySyncNotSeen,

    /// <summary>The new pod is Ready, and has not written its rules in time.</summary>
    ReadyNotSynced,

    /// <summary>The new pod is Ready and has written its rules since it started. Whether they forward, only a probe says.</summary>
    Restarted,
}

/// <summary>Something that is checked before a change.</summary>
/// <param name="Name">What.</param>
/// <param name="Passed">Whether it is as it should be; null where it is not known.</param>
/// <param name="Detail">In a sentence.</param>
/// <param name="Stops">Whether the change is not made unless it passes.</param>
public sealed record RemediationCheck(string Name, bool? Passed, string Detail, bool Stops = true)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Passed switch { true => "ok", false when Stops => "stop", false => "note", null when Stops => "stop, not known", null => "not known" }}: {Detail}";
}
