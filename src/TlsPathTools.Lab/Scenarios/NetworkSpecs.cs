namespace TlsPathTools.Lab.Scenarios;

/// <summary>The VPC. Ids that are left out are made up.</summary>
public sealed record NetworkSpec
{
    /// <summary>vpc-….</summary>
    public string VpcId { get; init; } = "vpc-0a1b2c3d4e5f60718";

    /// <summary>A /16.</summary>
    public string Cidr { get; init; } = "10.0.0.0/16";

    /// <summary>Subnets; at least one.</summary>
    public required IReadOnlyList<SubnetSpec> Subnets { get; init; }

    /// <summary>Route tables; a subnet without one has a main table with a route to the Internet.</summary>
    public IReadOnlyList<RouteTableSpec> RouteTables { get; init; } = [];

    /// <summary>Network ACLs; a subnet without one has a default one that allows everything.</summary>
    public IReadOnlyList<NetworkAclSpec> NetworkAcls { get; init; } = [];

    /// <summary>Security groups; a component without one has a default one that allows everything.</summary>
    public IReadOnlyList<SecurityGroupSpec> SecurityGroups { get; init; } = [];
}

/// <summary>A subnet.</summary>
public sealed record SubnetSpec
{
    /// <summary>subnet-….</summary>
    public required string Id { get; init; }

    /// <summary>Such as eu-west-2a.</summary>
    public required string Zone { get; init; }

    /// <summary>A block in the VPC's.</summary>
    public required string Cidr { get; init; }

    /// <summary>The id of its route table.</summary>
    public string? RouteTable { get; init; }

    /// <summary>The id of its network ACL.</summary>
    public string? NetworkAcl { get; init; }

    /// <summary>The Name tag.</summary>
    public string? Name { get; init; }
}

/// <summary>A route table; the local route is always in it.</summary>
public sealed record RouteTableSpec
{
    /// <summary>rtb-….</summary>
    public required string Id { get; init; }

    /// <summary>Routes beside the local one.</summary>
    public IReadOnlyList<RouteSpec> Routes { get; init; } = [];
}

/// <summary>A route.</summary>
public sealed record RouteSpec
{
    /// <summary>A block.</summary>
    public required string Destination { get; init; }

    /// <summary>igw (the VPC's), nat-…, eni-…, tgw-….</summary>
    public required string Target { get; init; }

    /// <summary>Whether its target is gone.</summary>
    public bool Blackhole { get; init; }
}

/// <summary>A network ACL.</summary>
public sealed record NetworkAclSpec
{
    /// <summary>acl-….</summary>
    public required string Id { get; init; }

    /// <summary>Its rules.</summary>
    public IReadOnlyList<NetworkAclRuleSpec> Rules { get; init; } = [];
}

/// <summary>A rule of a network ACL.</summary>
public sealed record NetworkAclRuleSpec
{
    /// <summary>1–32766.</summary>
    public required int Number { get; init; }

    /// <summary>in or out.</summary>
    public required string Direction { get; init; }

    /// <summary>allow or deny.</summary>
    public required string Action { get; init; }

    /// <summary>tcp, udp, icmp or all.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>443, 1024-65535, or null for all.</summary>
    public string? Ports { get; init; }

    /// <summary>The other side.</summary>
    public string Cidr { get; init; } = "0.0.0.0/0";
}

/// <summary>A security group.</summary>
public sealed record SecurityGroupSpec
{
    /// <summary>sg-….</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What may come in.</summary>
    public IReadOnlyList<SecurityGroupRuleSpec> Ingress { get; init; } = [];

    /// <summary>What may go out; left out, everything.</summary>
    public IReadOnlyList<SecurityGroupRuleSpec>? Egress { get; init; }
}

/// <summary>A rule of a security group.</summary>
public sealed record SecurityGroupRuleSpec
{
    /// <summary>tcp, udp, icmp or all.</summary>
    public string Protocol { get; init; } = "tcp";

    /// <summary>443, 1025-65535, or null for all.</summary>
    public string? Ports { get; init; }

    /// <summary>A block, sg-… or pl-….</summary>
    public required string Peer { get; init; }

    /// <summary>As somebody wrote it.</summary>
    public string? Description { get; init; }
}

/// <summary>Name service.</summary>
public sealed record DnsSpec
{
    /// <summary>Records of the authoritative zones. A record may have a set of its own for one resolver.</summary>
    public IReadOnlyList<DnsRecordSpec> Records { get; init; } = [];

    /// <summary>Recursive resolvers, each at an address of its own; left out, there is one named default.</summary>
    public IReadOnlyList<ResolverSpec> Resolvers { get; init; } = [];
}

/// <summary>A record set.</summary>
public sealed record DnsRecordSpec
{
    /// <summary>The owner.</summary>
    public required string Name { get; init; }

    /// <summary>A, AAAA, CNAME, TXT, or ALIAS: the addresses of a load balancer, by its name.</summary>
    public required string Type { get; init; }

    /// <summary>Addresses as the scenario writes them, names, or texts. An address may be <c>lb:NAME/ZONE</c>: that zone's front address.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>In seconds.</summary>
    public int Ttl { get; init; } = 60;

    /// <summary>The resolvers that see this set instead of another of the same name and type; empty for all.</summary>
    public IReadOnlyList<string> Resolvers { get; init; } = [];
}

/// <summary>A resolver.</summary>
public sealed record ResolverSpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its address as the scenario writes it; null for a made up one.</summary>
    public string? Address { get; init; }
}

/// <summary>An explicit HTTP proxy (CONNECT), or a pool of them behind one address.</summary>
public sealed record ProxySpec
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The address that connections leave from; null for a made up one on the Internet.</summary>
    public string? Address { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 3128;

    /// <summary>The names of its members; a connection is served by one of them.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The resolver that it asks; null for the first.</summary>
    public string? Resolver { get; init; }

    /// <summary>How long a tunnel may be silent before it is ended with a FIN, in seconds.</summary>
    public double IdleSeconds { get; init; } = 3;

    /// <summary>Whether it answers 200 before it has connected.</summary>
    public bool AnswersEarly { get; init; }

    /// <summary>Whether a CONNECT to an address literal is refused with 403.</summary>
    public bool RefusesAddresses { get; init; }

    /// <summary>User name and password (user:password) that it asks for; null for none.</summary>
    public string? Credentials { get; init; }
}
