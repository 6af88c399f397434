namespace TlsPathTools.Topology.Cloud;

/// <summary>The serial console of an instance (GetConsoleOutput), as text: the kernel's own words of a full table or a lost device.</summary>
public sealed record ConsoleOutput
{
    public string? InstanceId { get; init; }

    public DateTime? Timestamp { get; init; }

    public string? Output { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{InstanceId} {Timestamp:u}";
}
