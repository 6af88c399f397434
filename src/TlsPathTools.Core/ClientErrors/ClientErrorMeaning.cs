namespace TlsPathTools.ClientErrors;

/// <summary>What a line of a TLS client's log can mean on the wire.</summary>
public sealed record ClientErrorMeaning : TlsPathRecord
{
    /// <summary>The line, escaped and capped.</summary>
    public required string Line { get; init; }

    /// <summary>The client that writes such a line, for example "Python ssl (requests, urllib3)"; "unknown" when none matched.</summary>
    public required string Client { get; init; }

    /// <summary>The part of the line that was recognized.</summary>
    public string? Matched { get; init; }

    /// <summary>The host that the line names.</summary>
    public string? HostName { get; init; }

    /// <summary>The port that the line names.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// The wire events that can have caused the line, most direct first, each "Stage/Event" in the words of
    /// <see cref="Probing.TlsStage"/> and <see cref="Probing.WireEvent"/>. Empty when the line says nothing of the wire.
    /// </summary>
    public string[] PossibleEvents { get; init => field = value ?? []; } = [];

    /// <summary>The stages in which those events lie.</summary>
    public Probing.TlsStage[] PossibleStages { get; init => field = value ?? []; } = [];

    /// <summary>Causes that the line rules out, a sentence each.</summary>
    public string[] RulesOut { get; init => field = value ?? []; } = [];

    /// <summary>What the line proves, in a sentence.</summary>
    public string Meaning { get; init => field = value ?? ""; } = "";

    /// <summary>Whether the reading allows for an explicit proxy between client and server.</summary>
    public bool BehindProxy { get; init; }

    /// <summary>How a proxy widens the reading; null where it changes nothing.</summary>
    public string? ProxyNote { get; init; }

    /// <summary>The cheapest measurement that would narrow the reading.</summary>
    public string? NextStep { get; init; }

    /// <summary>From where it was seen; null for here and now. An evidence bundle names it for every record.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public bool Equals(ClientErrorMeaning? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Client}: {Meaning}";
}
