using System.Globalization;
using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios.Reading;

namespace TlsPathTools.Lab.Scenarios.Checks;

/// <summary>The VPC: blocks within blocks, references, ranges.</summary>
internal static class NetworkChecks
{
    public static void Run(CheckContext context, Place root)
    {
        NetworkSpec network = context.Scenario.Network;
        Place at = root["network"];
        if (context.Vpc is { } vpc && CheckContext.IsInternet(vpc.Address.ToString()))
            context.Wrong(at["cidr"], $"{vpc} holds addresses that are the Internet's in the lab; use a private block such as 10.0.0.0/16");
        context.Unique(at.Each("subnets", network.Subnets), subnet => subnet.Id, "id", "subnets");
        context.Unique(at.Each("routeTables", network.RouteTables), table => table.Id, "id", "route tables");
        context.Unique(at.Each("networkAcls", network.NetworkAcls), acl => acl.Id, "id", "network ACLs");
        context.Unique(at.Each("securityGroups", network.SecurityGroups), group => group.Id, "id", "security groups");
        CheckSubnets(context, at);
        foreach ((RouteTableSpec table, Place tableAt) in at.Each("routeTables", network.RouteTables))
        {
            foreach ((RouteSpec route, Place routeAt) in tableAt.Each("routes", table.Routes))
                IsBlock(context, routeAt["destination"], route.Destination);
        }

        foreach ((NetworkAclSpec acl, Place aclAt) in at.Each("networkAcls", network.NetworkAcls))
            CheckAcl(context, acl, aclAt);
        foreach ((SecurityGroupSpec group, Place groupAt) in at.Each("securityGroups", network.SecurityGroups))
        {
            CheckRules(context, groupAt, "ingress", group.Ingress);
            CheckRules(context, groupAt, "egress", group.Egress ?? []);
        }
    }

    private static void CheckSubnets(CheckContext context, Place at)
    {
        List<(Cidr Block, string Id)> blocks = [];
        foreach ((SubnetSpec subnet, Place place) in at.Each("subnets", context.Scenario.Network.Subnets))
        {
            context.Refer(place["routeTable"], subnet.RouteTable, context.RouteTables);
            context.Refer(place["networkAcl"], subnet.NetworkAcl, context.NetworkAcls);
            string region = context.Scenario.Account.Region;
            if (!subnet.Zone.StartsWith(region, StringComparison.Ordinal))
                context.Wrong(place["zone"], $"{subnet.Zone} is no zone of {region}, the account's region");
            if (!IsBlock(context, place["cidr"], subnet.Cidr) || context.Vpc is not { } vpc)
                continue;

            Cidr block = Cidr.Parse(subnet.Cidr);
            (Cidr Block, string Id) other = blocks.Find(known => known.Block.Contains(block.Address) || block.Contains(known.Block.Address));
            if (block.Length < 16 || !vpc.Contains(block.Address))
                context.Wrong(place["cidr"], $"{block} does not lie in the VPC's block {vpc}");
            else if (block.Length > 28)
                context.Wrong(place["cidr"], $"{block} is too small for AWS: a subnet is a /28 at least");
            else if (other.Id is not null)
                context.Wrong(place["cidr"], $"{block} overlaps with {other.Block}, the block of {other.Id}");
            blocks.Add((block, subnet.Id));
        }
    }

    private static void CheckAcl(CheckContext context, NetworkAclSpec acl, Place at)
    {
        foreach ((NetworkAclRuleSpec rule, Place place) in at.Each("rules", acl.Rules))
        {
            IsBlock(context, place["cidr"], rule.Cidr);
            CheckPorts(context, place["ports"], rule.Ports, rule.Protocol);
        }

        context.Unique(at.Each("rules", acl.Rules), rule => (rule.Number, rule.Direction), "number", "rules of this number and direction:");
    }

    private static void CheckRules(CheckContext context, Place group, string property, IReadOnlyList<SecurityGroupRuleSpec> rules)
    {
        foreach ((SecurityGroupRuleSpec rule, Place at) in group.Each(property, rules))
        {
            if (rule.Peer.StartsWith("sg-", StringComparison.Ordinal))
                context.Refer(at["peer"], rule.Peer, context.SecurityGroups);
            else if (rule.Peer.Contains('/', StringComparison.Ordinal))
                IsBlock(context, at["peer"], rule.Peer);
            CheckPorts(context, at["ports"], rule.Ports, rule.Protocol);
        }
    }

    private static void CheckPorts(CheckContext context, Place at, string? ports, string protocol)
    {
        if (ports is null)
            return;
        int[] ends = [.. ports.Split('-').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : -1)];
        if (protocol is "all" or "icmp")
            context.Wrong(at, $"ports have no meaning with the protocol '{protocol}'");
        else if (ends.Any(port => port is < 0 or > 65535) || ends[0] > ends[^1])
            context.Wrong(at, $"'{ports}' is no range of ports: both ends lie in 0–65535, the lower one first");
    }

    private static bool IsBlock(CheckContext context, Place at, string text)
    {
        if (!Cidr.TryParse(text, out Cidr block))
        {
            context.Wrong(at, $"'{text}' is no block of addresses; write one such as 10.0.1.0/24");
            return false;
        }

        Cidr masked = block with { Address = Masked(block) };
        if (masked.Address.Equals(block.Address))
            return true;
        context.Wrong(at, $"{block} has bits beyond its length; did you mean {masked}?");
        return false;
    }

    private static IPAddress Masked(Cidr block)
    {
        byte[] bytes = block.Address.GetAddressBytes();
        for (int bit = block.Length; bit < bytes.Length * 8; bit++)
            bytes[bit >> 3] &= (byte)~(0x80 >> (bit & 7));
        return new IPAddress(bytes);
    }
}
