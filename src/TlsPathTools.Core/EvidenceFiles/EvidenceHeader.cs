namespace TlsPathTools.EvidenceFiles;

/// <summary>The first line of an evidence file: which version wrote what follows, when, and from where.</summary>
public sealed record EvidenceHeader : TlsPathRecord
{
    /// <summary>The version of the format that this code writes. A file of an older one is read; a newer one is refused.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version of the format.</summary>
    public required int Version { get; init; }

    /// <summary>The program that wrote it.</summary>
    public string Tool { get; init => field = value ?? ""; } = "";

    /// <summary>When, in UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>From where the records after it were seen, where they do not say it themselves.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"Evidence of {CreatedUtc:u} from {VantagePoint ?? "an unnamed place"}";
}
