namespace TlsPathTools.Remediation;

/// <summary>Whether new pods are let on a node, what was done about it, and who sends to the node all the same.</summary>
public sealed record NodeSchedulingChange : TlsPathRecord
{
    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Its instance; null where the node does not say.</summary>
    public string? InstanceId { get; init; }

    /// <summary>Whether the node is cordoned now; null where it is not known.</summary>
    public bool? Unschedulable { get; init; }

    /// <summary>Whether that was changed; it may have been so before. Null where the answer was lost and the node could not be read again.</summary>
    public bool? Changed { get; init; }

    /// <summary>The target groups that are known to send to it; what is not known is in the notes.</summary>
    public string[] TargetGroupArns { get; init => field = value ?? []; } = [];

    /// <summary>The same in sentences.</summary>
    public required string Detail { get; init; }

    /// <summary>What was checked before: "ok: …", "stop: …", "not known: …".</summary>
    public string[] Checks { get; init => field = value ?? []; } = [];

    /// <summary>What a reader should know.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(NodeSchedulingChange? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName}: {(Unschedulable switch { true => "cordoned", false => "not cordoned", null => "not known" })}";
}
