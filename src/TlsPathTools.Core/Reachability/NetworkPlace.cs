using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Reachability;

/// <summary>One end of a hop: an address with the interface and the subnet that decide about its packets.</summary>
internal sealed record NetworkPlace
{
    /// <summary>In words.</summary>
    public required string Words { get; init; }

    /// <summary>Its address; of clients that are not known, all that they may have.</summary>
    public required AddressRange Addresses { get; init; }

    /// <summary>The interface that has the address; null for none that is known.</summary>
    public string? InterfaceId { get; init; }

    /// <summary>The instance of the interface.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The subnet; null outside of what was read.</summary>
    public string? SubnetId { get; init; }

    /// <summary>The VPC; null outside of what was read.</summary>
    public string? VpcId { get; init; }

    /// <summary>The security groups of the interface: none filter nothing; null where they are not known.</summary>
    public IReadOnlyList<string>? Groups { get; init; }

    /// <summary>Whether the interface drops what is not for its own addresses; null where that is not known.</summary>
    public bool? SourceDestCheck { get; init; }

    /// <summary>What of it is not known; null where nothing is missing.</summary>
    public string? Missing { get; init; }

    /// <summary>Whether rules of a VPC that was read apply to it.</summary>
    public bool IsInVpc => SubnetId is not null;

    /// <inheritdoc/>
    public override string ToString() => Words;
}
