namespace TlsPathTools.Probing;

/// <summary>What an attempt's facts mean.</summary>
internal sealed record AttemptOutcome(TlsStage Stage, WireEvent Event, string Detail)
{
    internal bool Succeeded => Event == WireEvent.None;

    internal bool Untested { get; init; }

    internal string? Ambiguity { get; init; }

    internal int? AlertLevel { get; init; }

    internal int? AlertNumber { get; init; }
}
