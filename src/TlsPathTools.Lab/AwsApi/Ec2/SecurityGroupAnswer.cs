using System.Globalization;
using System.Net.Sockets;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>How the rules of security groups appear in answers: peers of the same protocol and ports together.</summary>
internal static class SecurityGroupAnswer
{
    /// <summary>The ports as EC2 shows them: none for all protocols, -1 for ICMP, and all of them in numbers.</summary>
    public static (int? From, int? To) Ports(SecurityGroupRule rule) => rule.Protocol switch
    {
        "-1" => (null, null),
        "icmp" or "icmpv6" => (rule.FromPort ?? -1, rule.ToPort ?? -1),
        _ => (rule.FromPort ?? 0, rule.ToPort ?? rule.FromPort ?? 65535),
    };

    /// <summary>A rule in the words of EC2's errors.</summary>
    public static string Words(SecurityGroupRule rule)
    {
        string peer = rule.Cidr?.ToString() ?? rule.GroupId ?? rule.PrefixListId ?? "";
        (int? from, int? to) = Ports(rule);
        return rule.Protocol == "-1"
            ? $"peer: {peer}, ALL, ALLOW"
            : string.Create(CultureInfo.InvariantCulture, $"peer: {peer}, {rule.Protocol.ToUpperInvariant()}, from port: {from}, to port: {to}, ALLOW");
    }

    public static void WritePermissions(AwsCall call, string name, IReadOnlyList<SecurityGroupRule> rules)
    {
        AnswerWriter answer = call.Answer;
        answer.List(name, rules.GroupBy(rule => (rule.Protocol, Ports(rule))), permission =>
        {
            answer.Text("ipProtocol", permission.Key.Protocol).Number("fromPort", permission.Key.Item2.From).Number("toPort", permission.Key.Item2.To);
            answer.List("groups", permission.Where(rule => rule.GroupId is not null), rule => answer
                .Text("userId", call.Cloud.AccountId).Text("groupId", rule.GroupId).Text("description", rule.Description));
            answer.List("ipRanges", Blocks(permission, AddressFamily.InterNetwork), rule => answer
                .Text("cidrIp", rule.Cidr.ToString()).Text("description", rule.Description));
            answer.List("ipv6Ranges", Blocks(permission, AddressFamily.InterNetworkV6), rule => answer
                .Text("cidrIpv6", rule.Cidr.ToString()).Text("description", rule.Description));
            answer.List("prefixListIds", permission.Where(rule => rule.PrefixListId is not null), rule => answer
                .Text("prefixListId", rule.PrefixListId).Text("description", rule.Description));
        });
    }

    private static IEnumerable<SecurityGroupRule> Blocks(IEnumerable<SecurityGroupRule> rules, AddressFamily family) =>
        rules.Where(rule => rule.Cidr is { } cidr && cidr.Address.AddressFamily == family);
}
