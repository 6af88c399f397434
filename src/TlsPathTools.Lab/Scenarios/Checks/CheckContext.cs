using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>What the checks of one scenario share: its names, its addresses, and where mistakes go.</summary>
internal sealed class CheckContext
{
    private static readonly Cidr[] s_internet = [Cidr.Parse("198.51.100.0/24"), Cidr.Parse("203.0.113.0/24")];

    private readonly MistakeList _mistakes;
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    public CheckContext(LabScenario scenario, MistakeList mistakes)
    {
        Scenario = scenario;
        _mistakes = mistakes;
        Vpc = Cidr.TryParse(scenario.Network.Cidr, out Cidr vpc) ? vpc : default(Cidr?);
        Subnets = new("subnet", scenario.Network.Subnets.Select(subnet => subnet.Id));
        RouteTables = new("route table", scenario.Network.RouteTables.Select(table => table.Id));
        NetworkAcls = new("network ACL", scenario.Network.NetworkAcls.Select(acl => acl.Id));
        SecurityGroups = new("security group", scenario.Network.SecurityGroups.Select(group => group.Id));
        Certificates = new("certificate", scenario.Certificates.Select(certificate => certificate.Name));
        LoadBalancers = new("load balancer", scenario.LoadBalancers.Select(balancer => balancer.Name));
        TargetGroups = new("target group", scenario.TargetGroups.Select(group => group.Name));
        AutoScalingGroups = new("Auto Scaling group", scenario.AutoScalingGroups.Select(group => group.Name));
        Nodes = new("node", scenario.Cluster?.Nodes.Select(node => node.Name) ?? []);
        Deployments = new("Deployment", scenario.Cluster?.Deployments.Select(deployment => $"{deployment.Namespace}/{deployment.Name}") ?? []);
        Services = new("Service", scenario.Cluster?.Services.Select(service => $"{service.Namespace}/{service.Name}") ?? []);
        Proxies = new("proxy", scenario.Proxies.Select(proxy => proxy.Name));
        Resolvers = new("resolver", scenario.Dns.Resolvers.Count == 0 ? ["default"] : scenario.Dns.Resolvers.Select(resolver => resolver.Name));
    }

    public LabScenario Scenario { get; }

    /// <summary>The VPC's block; null where it is written wrong.</summary>
    public Cidr? Vpc { get; }

    public KnownNames Subnets { get; }

    public KnownNames RouteTables { get; }

    public KnownNames NetworkAcls { get; }

    public KnownNames SecurityGroups { get; }

    public KnownNames Certificates { get; }

    public KnownNames LoadBalancers { get; }

    public KnownNames TargetGroups { get; }

    public KnownNames AutoScalingGroups { get; }

    public KnownNames Nodes { get; }

    /// <summary>As NAMESPACE/NAME.</summary>
    public KnownNames Deployments { get; }

    /// <summary>As NAMESPACE/NAME.</summary>
    public KnownNames Services { get; }

    public KnownNames Proxies { get; }

    public KnownNames Resolvers { get; }

    public void Wrong(Place at, string reason) => _mistakes.Add(at, reason);

    /// <summary>A name has to be one that this file defines; null is none.</summary>
    public void Refer(Place at, string? name, KnownNames known)
    {
        if (name is not null && known.Problem(name) is { } problem)
            Wrong(at, problem);
    }

    /// <summary>Every name has to be one that this file defines.</summary>
    public void ReferAll(Place owner, string property, IReadOnlyList<string> names, KnownNames known)
    {
        foreach ((string name, Place at) in owner.Each(property, names))
            Refer(at, name, known);
    }

    /// <summary>No two of these may be the same.</summary>
    /// <param name="items">The items and their places.</param>
    /// <param name="key">What has to differ; null for items that have none.</param>
    /// <param name="property">The property that it stands in; empty for the item itself.</param>
    /// <param name="what">What they are, in words.</param>
    public void Unique<T>(IEnumerable<(T Item, Place At)> items, Func<T, object?> key, string property, string what)
    {
        var first = new Dictionary<object, Place>();
        foreach ((T item, Place at) in items)
        {
            Place place = property.Length == 0 ? at : at[property];
            if (key(item) is { } value && !first.TryAdd(value, place))
                Wrong(place, $"there are two {what} {value}; the other is in line {first[value].Line}");
        }
    }

    /// <summary>An address that the lab can have; says what is wrong with others.</summary>
    public bool IsAddress(Place at, string? address)
    {
        if (address is null || !IPAddress.TryParse(address, out IPAddress? parsed) || parsed.AddressFamily != AddressFamily.InterNetwork)
            return false;
        if (Vpc is not { } vpc || vpc.Contains(parsed) || IsInternet(address))
            return true;
        Wrong(at, $"{address} lies neither in the VPC ({vpc}) nor in 198.51.100.0/24 or 203.0.113.0/24, the Internet of the lab; there are no other addresses here");
        return false;
    }

    /// <summary>Whether it is one of the Internet's.</summary>
    public static bool IsInternet(string address) => IPAddress.TryParse(address, out IPAddress? parsed) && s_internet.Any(block => block.Contains(parsed));

    /// <summary>An address that belongs to one thing alone.</summary>
    public void Claim(Place at, string? address, string owner)
    {
        if (!IsAddress(at, address) || _addresses.TryAdd(address!, owner))
            return;
        Wrong(at, $"{address} is the address of {_addresses[address!]} already");
    }

    /// <summary>An address of a subnet that AWS would give away: not the first four, not the last.</summary>
    public void ClaimIn(Place at, string? address, string subnetId, string owner)
    {
        SubnetSpec? subnet = Scenario.Network.Subnets.FirstOrDefault(known => known.Id == subnetId);
        if (address is null || subnet is null || !Cidr.TryParse(subnet.Cidr, out Cidr block) || !IPAddress.TryParse(address, out IPAddress? parsed))
            return;
        if (!block.Contains(parsed))
            Wrong(at, $"{address} does not lie in {block}, the block of {subnetId}");
        else if (IsReserved(block, parsed))
            Wrong(at, $"{address} is one of the addresses that AWS keeps for itself: the first four of {block} and the last");
        else
            Claim(at, address, owner);
    }

    private static bool IsReserved(Cidr block, IPAddress address)
    {
        uint host = Number(address) & (uint)((1UL << (32 - block.Length)) - 1);
        return host < 4 || host == (uint)((1UL << (32 - block.Length)) - 1);
    }

    private static uint Number(IPAddress address) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes());
}

/// <summary>The names that a scenario gives to one kind of thing.</summary>
internal sealed class KnownNames
{
    private readonly HashSet<string> _names;

    public KnownNames(string kind, IEnumerable<string> names)
    {
        Kind = kind;
        _names = new(names, StringComparer.Ordinal);
    }

    public string Kind { get; }

    public bool Contains(string name) => _names.Contains(name);

    /// <summary>What is wrong with a name; null when it is known.</summary>
    public string? Problem(string name)
    {
        if (_names.Contains(name))
            return null;
        if (_names.Count == 0)
            return $"there is no {Kind} '{name}': this file has none";
        string known = string.Join(", ", _names.Take(8)) + (_names.Count > 8 ? $" and {_names.Count - 8} more" : "");
        return NearNames.Of(name, _names) is { } near
            ? $"there is no {Kind} '{name}'; did you mean '{near}'? Known are {known}"
            : $"there is no {Kind} '{name}'; known are {known}";
    }
}
