using System.Globalization;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The network of a scenario: subnets, route tables, network ACLs and security groups, with AWS's defaults where it names none.</summary>
internal sealed class NetworkBuilder(LabScenario scenario, AddressPlan addresses, PortPlan ports, Ids ids)
{
    private string DefaultAclId => ids.Ec2("acl", "default");

    /// <summary>The group of whatever names none.</summary>
    public string DefaultGroupId => ids.Ec2("sg", "default");

    public CloudState Build()
    {
        NetworkSpec network = scenario.Network;
        var cloud = new CloudState
        {
            AccountId = scenario.Account.Id,
            Region = scenario.Account.Region,
            Vpc = new Vpc
            {
                VpcId = network.VpcId, Cidr = addresses.Vpc, InternetGatewayId = ids.Ec2("igw", network.VpcId),
                Tags = { ["Name"] = scenario.Cluster?.Name ?? scenario.Name },
            },
        };
        var main = new RouteTable { RouteTableId = ids.Ec2("rtb", "main"), Main = true, Routes = { Local(), new Route(Cidr.Any, cloud.Vpc.InternetGatewayId) } };
        cloud.RouteTables.Add(main.RouteTableId, main);
        foreach (RouteTableSpec table in network.RouteTables)
            cloud.RouteTables.Add(table.Id, new RouteTable { RouteTableId = table.Id, Routes = [Local(), .. table.Routes.Select(route => Route(route, cloud.Vpc))] });
        cloud.NetworkAcls.Add(DefaultAclId, DefaultAcl());
        foreach (NetworkAclSpec acl in network.NetworkAcls)
            cloud.NetworkAcls.Add(acl.Id, new NetworkAcl { NetworkAclId = acl.Id, Entries = [.. acl.Rules.Select(Entry).OrderBy(entry => entry.Egress).ThenBy(entry => entry.Number)] });
        foreach (SubnetSpec subnet in network.Subnets)
            cloud.Subnets.Add(subnet.Id, Subnet(subnet, cloud));
        cloud.SecurityGroups.Add(DefaultGroupId, Open(DefaultGroupId, "default", "default VPC security group"));
        foreach (SecurityGroupSpec group in network.SecurityGroups)
            cloud.SecurityGroups.Add(group.Id, Group(group, cloud));
        return cloud;
    }

    /// <summary>A group that allows everything.</summary>
    public static SecurityGroup Open(string id, string name, string description) => new()
    {
        GroupId = id, GroupName = name, Description = description,
        Ingress = { new SecurityGroupRule("-1", null, null, Cidr.Any) }, Egress = { new SecurityGroupRule("-1", null, null, Cidr.Any) },
    };

    private Route Local() => new(addresses.Vpc, "local");

    private Route Route(RouteSpec route, Vpc vpc) =>
        new(addresses.Map(Cidr.Parse(route.Destination)), route.Target == "igw" ? vpc.InternetGatewayId : route.Target, route.Blackhole);

    private NetworkAcl DefaultAcl() => new()
    {
        NetworkAclId = DefaultAclId, IsDefault = true,
        Entries = { new NetworkAclEntry(100, Egress: false, Allow: true, "-1", Cidr.Any), new NetworkAclEntry(100, Egress: true, Allow: true, "-1", Cidr.Any) },
    };

    private NetworkAclEntry Entry(NetworkAclRuleSpec rule)
    {
        (int? from, int? to) = Ports(rule.Ports);
        string protocol = rule.Protocol switch { "tcp" => "6", "udp" => "17", "icmp" => "1", _ => "-1" };
        return new NetworkAclEntry(rule.Number, rule.Direction == "out", rule.Action == "allow", protocol, addresses.Map(Cidr.Parse(rule.Cidr)), from, to);
    }

    private Subnet Subnet(SubnetSpec subnet, CloudState cloud)
    {
        bool isPublic = subnet.RouteTable is null || cloud.RouteTables.GetValueOrDefault(subnet.RouteTable)?.Routes.Any(route => route.Target == cloud.Vpc.InternetGatewayId) == true;
        var built = new Subnet
        {
            SubnetId = subnet.Id, AvailabilityZone = subnet.Zone, AvailabilityZoneId = ZoneId(subnet.Zone), Cidr = addresses.Map(Cidr.Parse(subnet.Cidr)),
            RouteTableId = subnet.RouteTable, NetworkAclId = subnet.NetworkAcl ?? DefaultAclId,
        };
        built.Tags["Name"] = subnet.Name ?? $"{scenario.Cluster?.Name ?? scenario.Name}-{subnet.Zone}";
        if (scenario.Cluster is { } cluster)
        {
            built.Tags[$"kubernetes.io/cluster/{cluster.Name}"] = "shared";
            built.Tags[isPublic ? "kubernetes.io/role/elb" : "kubernetes.io/role/internal-elb"] = "1";
        }

        return built;
    }

    private SecurityGroup Group(SecurityGroupSpec group, CloudState cloud) => new()
    {
        GroupId = group.Id, GroupName = group.Name, Description = group.Name, Tags = { ["Name"] = group.Name },
        Ingress = [.. group.Ingress.Select(rule => Rule(rule, cloud))],
        Egress = group.Egress is { } egress ? [.. egress.Select(rule => Rule(rule, cloud))] : [new SecurityGroupRule("-1", null, null, Cidr.Any)],
    };

    private SecurityGroupRule Rule(SecurityGroupRuleSpec rule, CloudState cloud)
    {
        (int? from, int? to) = Ports(rule.Ports);
        string protocol = rule.Protocol == "all" ? "-1" : rule.Protocol;
        if (rule.Peer.StartsWith("sg-", StringComparison.Ordinal))
            return new SecurityGroupRule(protocol, from, to, GroupId: rule.Peer, Description: rule.Description);
        if (!rule.Peer.StartsWith("pl-", StringComparison.Ordinal))
            return new SecurityGroupRule(protocol, from, to, Cidr: addresses.Map(Cidr.Parse(rule.Peer)), Description: rule.Description);
        cloud.PrefixLists.TryAdd(rule.Peer, new PrefixList { PrefixListId = rule.Peer, Name = rule.Description ?? rule.Peer });
        return new SecurityGroupRule(protocol, from, to, PrefixListId: rule.Peer, Description: rule.Description);
    }

    // A single port moves with the listeners and pods that have it; the ends of a range stay, since ranges are about classes of ports.
    private (int? From, int? To) Ports(string? text)
    {
        if (text is null)
            return (null, null);
        string[] ends = text.Split('-');
        int from = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);
        return ends.Length == 1 ? (ports.Map(from), ports.Map(from)) : (from, int.Parse(ends[1], NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>eu-west-2a → euw2-az1. (Which letter is which zone differs from account to account; here they are in order.)</summary>
    internal static string ZoneId(string zone)
    {
        string[] parts = zone[..^1].Split('-');
        IEnumerable<string> middle = parts[1..^1].Select(part => part switch
        {
            "northeast" => "ne", "southeast" => "se", "northwest" => "nw", "southwest" => "sw",
            _ => part[..1],
        });
        return $"{parts[0]}{string.Concat(middle)}{parts[^1]}-az{zone[^1] - 'a' + 1}";
    }
}
