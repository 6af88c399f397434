using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>The rules in a request to authorize or to revoke: one for each peer.</summary>
internal static class SecurityGroupRequest
{
    /// <summary>Reads them, from the list of permissions or from the short form for one CIDR block. Under the gate.</summary>
    public static IEnumerable<SecurityGroupRule> Rules(AwsCall call)
    {
        if (call.Input.Items("IpPermissions") is { Count: > 0 } permissions)
            return permissions.SelectMany(permission => Rules(call, permission));
        if (call.Input.Text("CidrIp") is { Length: > 0 } cidr)
            return [Plain(call.Input) with { Cidr = Block(cidr) }];
        throw new AwsException("MissingParameter", "The request must contain the parameter ipPermissions");
    }

    private static List<SecurityGroupRule> Rules(AwsCall call, Input permission)
    {
        SecurityGroupRule plain = Plain(permission);
        var rules = new List<SecurityGroupRule>();
        foreach (Input range in permission.Items("IpRanges"))
            rules.Add(plain with { Cidr = Block(range.Required("CidrIp")), Description = range.Text("Description") });
        foreach (Input range in permission.Items("Ipv6Ranges"))
            rules.Add(plain with { Cidr = Block(range.Required("CidrIpv6")), Description = range.Text("Description") });
        foreach (Input list in permission.Items("PrefixListIds"))
        {
            PrefixList known = Ec2Resource.PrefixList.Get(call.Cloud.PrefixLists, list.Required("PrefixListId"));
            rules.Add(plain with { PrefixListId = known.PrefixListId, Description = list.Text("Description") });
        }

        foreach (Input group in permission.Items("Groups"))
        {
            SecurityGroup known = Ec2Resource.SecurityGroup.Get(call.Cloud.SecurityGroups, group.Required("GroupId"));
            rules.Add(plain with { GroupId = known.GroupId, Description = group.Text("Description") });
        }

        return rules;
    }

    private static SecurityGroupRule Plain(Input permission)
    {
        string protocol = permission.Required("IpProtocol") switch { "6" => "tcp", "17" => "udp", "1" => "icmp", "all" => "-1", var other => other };
        int? from = permission.Number("FromPort");
        int? to = permission.Number("ToPort");
        if (protocol is "tcp" or "udp" && (from is null || to is null))
            throw new AwsException("InvalidParameterValue", "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
        if (from > to)
            throw new AwsException("InvalidParameterValue", $"Invalid value '{from} - {to}' for portRange. The from port is greater than the to port.");
        return protocol == "-1" ? new SecurityGroupRule(protocol, null, null) : new SecurityGroupRule(protocol, from, to);
    }

    private static Cidr Block(string text) =>
        Cidr.TryParse(text, out Cidr cidr) ? cidr : throw new AwsException("InvalidParameterValue", $"CIDR block {text} is malformed");
}
