using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Security groups: what they allow, and their repair.</summary>
internal static class SecurityGroupOperations
{
    private static readonly Filters<SecurityGroup> s_filters = new(group => group.Tags)
    {
        { "group-id", (_, group) => group.GroupId },
        { "group-name", (_, group) => group.GroupName },
        { "description", (_, group) => group.Description },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "ip-permission.cidr", (call, group) => Rules(call, group, egress: false).Select(rule => rule.Cidr?.ToString()) },
        { "ip-permission.group-id", (call, group) => Rules(call, group, egress: false).Select(rule => rule.GroupId) },
        { "ip-permission.prefix-list-id", (call, group) => Rules(call, group, egress: false).Select(rule => rule.PrefixListId) },
        { "ip-permission.protocol", (call, group) => Rules(call, group, egress: false).Select(rule => rule.Protocol) },
        { "ip-permission.from-port", (call, group) => Rules(call, group, egress: false).Select(rule => Text(SecurityGroupAnswer.Ports(rule).From)) },
        { "ip-permission.to-port", (call, group) => Rules(call, group, egress: false).Select(rule => Text(SecurityGroupAnswer.Ports(rule).To)) },
        { "egress.ip-permission.cidr", (call, group) => Rules(call, group, egress: true).Select(rule => rule.Cidr?.ToString()) },
        { "egress.ip-permission.group-id", (call, group) => Rules(call, group, egress: true).Select(rule => rule.GroupId) },
        { "egress.ip-permission.protocol", (call, group) => Rules(call, group, egress: true).Select(rule => rule.Protocol) },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeSecurityGroups", Describe),
        new("ec2", "AuthorizeSecurityGroupIngress", call => Authorize(call, egress: false), Changes: true),
        new("ec2", "AuthorizeSecurityGroupEgress", call => Authorize(call, egress: true), Changes: true),
        new("ec2", "RevokeSecurityGroupIngress", call => Revoke(call, egress: false), Changes: true),
        new("ec2", "RevokeSecurityGroupEgress", call => Revoke(call, egress: true), Changes: true),
    ];

    private static void Describe(AwsCall call)
    {
        Page<SecurityGroup> page;
        lock (call.Gate)
        {
            IEnumerable<SecurityGroup> chosen = Ec2Resource.SecurityGroup.Select(call, "GroupId", call.Cloud.SecurityGroups);
            if (call.Input.Texts("GroupName") is { Count: > 0 } names)
                chosen = chosen.Where(group => names.Contains(group.GroupName, StringComparer.Ordinal));
            page = Ec2Resource.PageOf(call, s_filters.Apply(call, chosen), "GroupId", "groupIdSet");
        }

        call.List("securityGroupInfo", page.Items, group =>
        {
            call.Answer.Text("groupId", group.GroupId).Text("groupName", group.GroupName).Text("groupDescription", group.Description);
            call.Answer.Text("vpcId", call.Cloud.Vpc.VpcId).Text("ownerId", call.Cloud.AccountId);
            SecurityGroupAnswer.WritePermissions(call, "ipPermissions", Rules(call, group, egress: false));
            SecurityGroupAnswer.WritePermissions(call, "ipPermissionsEgress", Rules(call, group, egress: true));
            call.Answer.Tags("tagSet", group.Tags, "key", "value");
        });
        call.Answer.Text("nextToken", page.Next);
    }

    private static void Authorize(AwsCall call, bool egress)
    {
        lock (call.Gate)
        {
            SecurityGroup group = Group(call);
            List<SecurityGroupRule> rules = egress ? group.Egress : group.Ingress;
            SecurityGroupRule[] asked = [.. SecurityGroupRequest.Rules(call)];
            if (Array.Find(asked, rule => rules.Exists(other => Same(other, rule))) is { } double_)
                throw new AwsException("InvalidPermission.Duplicate", $"the specified rule \"{SecurityGroupAnswer.Words(double_)}\" already exists");
            call.Proceed();
            Keep(call, group, rules, egress);
            rules.AddRange(asked);
            call.Answer.Flag("return", true);
            call.Answer.List("securityGroupRuleSet", asked, rule => WriteRule(call, group, rule, egress));
            call.Changed($"{group.GroupId}: {string.Join("; ", asked.Select(SecurityGroupAnswer.Words))}", ("AWS::EC2::SecurityGroup", group.GroupId));
        }
    }

    private static void Revoke(AwsCall call, bool egress)
    {
        lock (call.Gate)
        {
            SecurityGroup group = Group(call);
            List<SecurityGroupRule> rules = egress ? group.Egress : group.Ingress;
            IReadOnlyList<string> ids = call.Input.Texts("SecurityGroupRuleId");
            SecurityGroupRule?[] found = ids.Count > 0
                ? [.. ids.Select(id => rules.Find(rule => RuleId(group, rule, egress) == id))]
                : [.. SecurityGroupRequest.Rules(call).Select(asked => rules.Find(rule => Same(rule, asked)))];
            if (Array.Exists(found, rule => rule is null))
            {
                throw ids.Count > 0
                    ? new AwsException("InvalidSecurityGroupRuleId.NotFound", $"The security group rule ID '{ids[Array.FindIndex(found, rule => rule is null)]}' does not exist")
                    : new AwsException("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
            }

            call.Proceed();
            Keep(call, group, rules, egress);
            rules.RemoveAll(rule => found.Contains(rule));
            call.Answer.Flag("return", true);
            call.Changed($"{group.GroupId}: no more {string.Join("; ", found.Select(rule => SecurityGroupAnswer.Words(rule!)))}", ("AWS::EC2::SecurityGroup", group.GroupId));
        }
    }

    private static void WriteRule(AwsCall call, SecurityGroup group, SecurityGroupRule rule, bool egress)
    {
        (int? from, int? to) = SecurityGroupAnswer.Ports(rule);
        call.Answer.Text("securityGroupRuleId", RuleId(group, rule, egress)).Text("groupId", group.GroupId).Text("groupOwnerId", call.Cloud.AccountId)
            .Flag("isEgress", egress).Text("ipProtocol", rule.Protocol).Number("fromPort", from ?? -1).Number("toPort", to ?? -1)
            .Text("prefixListId", rule.PrefixListId).Text("description", rule.Description);
        if (rule.Cidr is { } cidr)
            call.Answer.Text(cidr.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "cidrIpv6" : "cidrIpv4", cidr.ToString());
        if (rule.GroupId is { } peer)
            call.Answer.Object("referencedGroupInfo", () => call.Answer.Text("groupId", peer).Text("userId", call.Cloud.AccountId));
    }

    private static string? Text(int? port) => port?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static SecurityGroup Group(AwsCall call)
    {
        if (call.Input.Text("GroupId") is { Length: > 0 } id)
            return Ec2Resource.SecurityGroup.Get(call.Cloud.SecurityGroups, id);
        string name = call.Input.Text("GroupName") ?? throw new AwsException("MissingParameter", "The request must contain the parameter groupName or groupId");
        return call.Cloud.SecurityGroups.Values.FirstOrDefault(group => group.GroupName == name)
            ?? throw new AwsException("InvalidGroup.NotFound", $"The security group '{name}' does not exist");
    }

    // A rule is its peer, protocol and ports, so its id can be made of them.
    private static string RuleId(SecurityGroup group, SecurityGroupRule rule, bool egress) => "sgr-" + Signing.CanonicalRequest.Hex(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{group.GroupId} {egress} {SecurityGroupAnswer.Words(rule)}")))[..17];

    private static bool Same(SecurityGroupRule left, SecurityGroupRule right) => SecurityGroupAnswer.Words(left) == SecurityGroupAnswer.Words(right);

    private static void Keep(AwsCall call, SecurityGroup group, List<SecurityGroupRule> rules, bool egress) =>
        call.Reads.Keep<IReadOnlyList<SecurityGroupRule>>(group, egress ? nameof(group.Egress) : nameof(group.Ingress), [.. rules]);

    private static IReadOnlyList<SecurityGroupRule> Rules(AwsCall call, SecurityGroup group, bool egress) => call.Reads.Shown<IReadOnlyList<SecurityGroupRule>>(
        group, egress ? nameof(group.Egress) : nameof(group.Ingress), egress ? group.Egress : group.Ingress);
}
