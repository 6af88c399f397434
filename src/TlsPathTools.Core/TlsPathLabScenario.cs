namespace TlsPathTools;

/// <summary>A scenario that a lab can run.</summary>
public sealed record TlsPathLabScenario : TlsPathRecord
{
    /// <summary>The name, or the path of the file, under which it is started.</summary>
    public required string Scenario { get; init; }

    /// <summary>What it is about.</summary>
    public string Title { get; init => field = value ?? ""; } = "";

    /// <summary>What happened, as the people in it would tell it.</summary>
    public string Story { get; init => field = value ?? ""; } = "";

    /// <summary>The name that it is about.</summary>
    public required string HostName { get; init; }

    /// <summary>Who sees the fault: any program (Bytes), or only the lab's own probes (Connector).</summary>
    public required string Fidelity { get; init; }

    /// <summary>The component at fault, where the truth was asked for; null when nothing is.</summary>
    public string? FaultyComponent { get; init; }

    /// <summary>The class of the fault, where the truth was asked for.</summary>
    public string? FaultClass { get; init; }

    /// <summary>The layer of the fault, where the truth was asked for.</summary>
    public string? Layer { get; init; }

    /// <summary>Why, where the truth was asked for.</summary>
    public string? Explanation { get; init; }

    /// <summary>What helps, where the truth was asked for.</summary>
    public string[] Remedies { get; init => field = value ?? []; } = [];

    /// <summary>What must not be blamed, where the truth was asked for.</summary>
    public string[] Innocent { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(TlsPathLabScenario? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Scenario}: {Title}";
}
