using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Network ACLs: what is in them, and their repair.</summary>
internal static class NetworkAclOperations
{
    private const int LastRule = 32767;

    private static readonly Filters<NetworkAcl> s_filters = new(acl => acl.Tags)
    {
        { "network-acl-id", (_, acl) => acl.NetworkAclId },
        { "association.network-acl-id", (_, acl) => acl.NetworkAclId },
        { "association.subnet-id", (call, acl) => Subnets(call, acl).Select(subnet => subnet.SubnetId) },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "default", (_, acl) => acl.IsDefault ? "true" : "false" },
        { "entry.cidr", (call, acl) => Entries(call, acl).Select(entry => entry.Cidr.ToString()) },
        { "entry.egress", (call, acl) => Entries(call, acl).Select(entry => entry.Egress ? "true" : "false") },
        { "entry.protocol", (call, acl) => Entries(call, acl).Select(entry => entry.Protocol) },
        { "entry.rule-action", (call, acl) => Entries(call, acl).Select(entry => entry.Allow ? "allow" : "deny") },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeNetworkAcls", Describe),
        new("ec2", "CreateNetworkAclEntry", call => Write(call, replaces: false), Changes: true),
        new("ec2", "ReplaceNetworkAclEntry", call => Write(call, replaces: true), Changes: true),
        new("ec2", "DeleteNetworkAclEntry", Delete, Changes: true),
    ];

    private static void Describe(AwsCall call)
    {
        Page<NetworkAcl> page;
        lock (call.Gate)
            page = Ec2Resource.PageOf(call, s_filters.Apply(call, Ec2Resource.NetworkAcl.Select(call, "NetworkAclId", call.Cloud.NetworkAcls)), "NetworkAclId", "networkAclIdSet");
        call.List("networkAclSet", page.Items, acl =>
        {
            AnswerWriter answer = call.Answer;
            answer.Text("networkAclId", acl.NetworkAclId).Text("vpcId", call.Cloud.Vpc.VpcId).Text("ownerId", call.Cloud.AccountId).Flag("default", acl.IsDefault);
            answer.List("entrySet", Entries(call, acl), entry =>
            {
                bool ipv6 = entry.Cidr.Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
                answer.Text(ipv6 ? "ipv6CidrBlock" : "cidrBlock", entry.Cidr.ToString()).Flag("egress", entry.Egress).Text("protocol", entry.Protocol);
                if (entry.Protocol is "1" or "58")
                    answer.Object("icmpTypeCode", () => answer.Number("code", -1).Number("type", -1));
                if (entry.FromPort is { } from)
                    answer.Object("portRange", () => answer.Number("from", from).Number("to", entry.ToPort ?? from));
                answer.Text("ruleAction", entry.Allow ? "allow" : "deny").Number("ruleNumber", entry.Number);
            });
            answer.List("associationSet", Subnets(call, acl), subnet => answer.Text("networkAclAssociationId", "aclassoc-" + subnet.SubnetId["subnet-".Length..])
                .Text("networkAclId", acl.NetworkAclId).Text("subnetId", subnet.SubnetId));
            answer.Tags("tagSet", acl.Tags, "key", "value");
        });
        call.Answer.Text("nextToken", page.Next);
    }

    private static void Write(AwsCall call, bool replaces)
    {
        lock (call.Gate)
        {
            NetworkAcl acl = Ec2Resource.NetworkAcl.Get(call.Cloud.NetworkAcls, call.Input.Required("NetworkAclId"));
            NetworkAclEntry entry = Asked(call);
            int index = acl.Entries.FindIndex(other => other.Number == entry.Number && other.Egress == entry.Egress);
            if (!replaces && index >= 0)
                throw new AwsException("NetworkAclEntryAlreadyExists", $"The network acl entry identified by {entry.Number} already exists.");
            if (replaces && index < 0)
                throw NotFound(entry.Number);
            call.Proceed();
            Keep(call, acl);
            if (index >= 0)
                acl.Entries[index] = entry;
            else
                acl.Entries.Add(entry);
            acl.Entries.Sort((left, right) => left.Number.CompareTo(right.Number));
            call.Changed($"{acl.NetworkAclId}: rule {entry.Number} {(entry.Egress ? "out" : "in")} {(entry.Allow ? "allows" : "denies")} {entry.Cidr}",
                ("AWS::EC2::NetworkAcl", acl.NetworkAclId));
            call.Answer.Flag("return", true);
        }
    }

    private static void Delete(AwsCall call)
    {
        lock (call.Gate)
        {
            NetworkAcl acl = Ec2Resource.NetworkAcl.Get(call.Cloud.NetworkAcls, call.Input.Required("NetworkAclId"));
            int number = Number(call);
            bool egress = Egress(call);
            int index = acl.Entries.FindIndex(entry => entry.Number == number && entry.Egress == egress);
            if (index < 0)
                throw NotFound(number);
            call.Proceed();
            Keep(call, acl);
            acl.Entries.RemoveAt(index);
            call.Changed($"{acl.NetworkAclId}: no rule {number} {(egress ? "out" : "in")} any more", ("AWS::EC2::NetworkAcl", acl.NetworkAclId));
            call.Answer.Flag("return", true);
        }
    }

    private static NetworkAclEntry Asked(AwsCall call)
    {
        string protocol = call.Input.Required("Protocol") switch { "tcp" => "6", "udp" => "17", "icmp" => "1", "all" => "-1", var other => other };
        string action = call.Input.Required("RuleAction");
        if (action is not ("allow" or "deny"))
            throw new AwsException("InvalidParameterValue", $"Invalid value '{action}' for ruleAction. Must be one of: allow, deny");
        string text = call.Input.Text("CidrBlock") ?? call.Input.Text("Ipv6CidrBlock") ?? throw Input.Missing("cidrBlock");
        if (!Cidr.TryParse(text, out Cidr cidr))
            throw new AwsException("InvalidParameterValue", $"CIDR block {text} is malformed");
        Input ports = call.Input.Object("PortRange");
        bool withPorts = protocol is "6" or "17";
        if (withPorts && (ports.Number("From") is null || ports.Number("To") is null))
            throw new AwsException("MissingParameter", "The request must contain the parameter portRange");
        return new NetworkAclEntry(Number(call), Egress(call), action == "allow", protocol, cidr,
            withPorts ? ports.Number("From") : null, withPorts ? ports.Number("To") : null);
    }

    private static int Number(AwsCall call) => call.Input.Number("RuleNumber") switch
    {
        null => throw Input.Missing("ruleNumber"),
        var number and > 0 and < LastRule => number.Value,
        var number => throw new AwsException("InvalidParameterValue", $"Value ({number}) for parameter ruleNumber is invalid. Must be between 1 and 32766"),
    };

    private static bool Egress(AwsCall call) => call.Input.Flag("Egress") ?? throw Input.Missing("egress");

    private static AwsException NotFound(int number) => new("InvalidNetworkAclEntry.NotFound", $"The network acl entry identified by {number} does not exist.");

    private static void Keep(AwsCall call, NetworkAcl acl) => call.Reads.Keep<IReadOnlyList<NetworkAclEntry>>(acl, nameof(NetworkAcl.Entries), [.. acl.Entries]);

    // What no rule lets through is denied by the last one, which nobody can change: AWS shows it, with a number of its own.
    private static IEnumerable<NetworkAclEntry> Entries(AwsCall call, NetworkAcl acl)
    {
        IReadOnlyList<NetworkAclEntry> entries = call.Reads.Shown<IReadOnlyList<NetworkAclEntry>>(acl, nameof(NetworkAcl.Entries), acl.Entries);
        bool[] directions = [true, false];
        return directions.SelectMany(egress => entries.Where(entry => entry.Egress == egress && entry.Number < LastRule)
            .Append(new NetworkAclEntry(LastRule, egress, Allow: false, "-1", Cidr.Any)));
    }

    private static IEnumerable<Subnet> Subnets(AwsCall call, NetworkAcl acl) => call.Cloud.Subnets.Values.Where(subnet => subnet.NetworkAclId == acl.NetworkAclId);
}
