namespace TlsPathTools.Topology.Cloud;

/// <summary>A list of ranges that security groups and routes name by id.</summary>
public sealed record ManagedPrefixList
{
    public string? PrefixListId { get; init; }

    public string? PrefixListName { get; init; }

    public string? PrefixListArn { get; init; }

    public string? AddressFamily { get; init; }

    public string? State { get; init; }

    public string? StateMessage { get; init; }

    public int? MaxEntries { get; init; }

    public long? Version { get; init; }

    public string? OwnerId { get; init; }

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{PrefixListId} {PrefixListName}";
}

/// <summary>A range of a prefix list.</summary>
public sealed record PrefixListEntry
{
    public string? Cidr { get; init; }

    public string? Description { get; init; }
}
