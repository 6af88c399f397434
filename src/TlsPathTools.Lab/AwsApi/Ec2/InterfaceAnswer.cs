using System.Net;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>How network interfaces appear in answers. Under the gate.</summary>
internal static class InterfaceAnswer
{
    /// <summary>ip-10-0-1-2.eu-west-2.compute.internal.</summary>
    public static string PrivateName(AwsCall call, IPAddress address) => $"ip-{Dashed(address)}.{call.Cloud.Region}.compute.internal";

    /// <summary>ec2-….eu-west-2.compute.amazonaws.com.</summary>
    public static string PublicName(AwsCall call, IPAddress address) => $"ec2-{Dashed(address)}.{call.Cloud.Region}.compute.amazonaws.com";

    /// <summary>Whose the public address is: an Elastic IP is the account's, every other one is lent.</summary>
    public static string AddressOwner(AwsCall call, NetworkInterface networkInterface) => networkInterface.AllocationId is not null
        ? call.Cloud.AccountId
        : networkInterface.RequesterManaged ? "amazon-elb" : "amazon";

    /// <summary>Who has the machine that it is attached to.</summary>
    public static string AttachmentOwner(AwsCall call, NetworkInterface networkInterface) => networkInterface switch
    {
        { InstanceId: not null } => call.Cloud.AccountId,
        { InterfaceType: "network_load_balancer" } => "amazon-aws",
        _ => "amazon-elb",
    };

    public static string AttachmentId(NetworkInterface networkInterface)
    {
        string id = networkInterface.NetworkInterfaceId[(networkInterface.NetworkInterfaceId.IndexOf('-', StringComparison.Ordinal) + 1)..];
        return (networkInterface.InterfaceType == "network_load_balancer" ? "ela-attach-" : "eni-attach-") + id;
    }

    /// <summary>Groups by id and name.</summary>
    public static void WriteGroups(AwsCall call, string name, IEnumerable<string> groupIds) => call.Answer.List(name, groupIds, id => call.Answer
        .Text("groupId", id).Text("groupName", call.Cloud.SecurityGroups.GetValueOrDefault(id)?.GroupName ?? ""));

    /// <summary>As DescribeNetworkInterfaces shows it.</summary>
    public static void Write(AwsCall call, NetworkInterface networkInterface)
    {
        AnswerWriter answer = call.Answer;
        WriteCommon(call, networkInterface, withAllocation: true);
        if (networkInterface.Status == "in-use")
        {
            answer.Object("attachment", () => WriteAttachment(call, networkInterface)
                .Text("instanceId", networkInterface.InstanceId).Text("instanceOwnerId", AttachmentOwner(call, networkInterface)));
        }

        answer.Text("availabilityZone", networkInterface.AvailabilityZone);
        answer.Text("requesterId", networkInterface.RequesterId).Flag("requesterManaged", networkInterface.RequesterManaged);
        answer.Tags("tagSet", networkInterface.Tags, "key", "value");
    }

    /// <summary>As DescribeInstances shows it.</summary>
    public static void WriteOfInstance(AwsCall call, NetworkInterface networkInterface)
    {
        WriteCommon(call, networkInterface, withAllocation: false);
        call.Answer.Object("attachment", () => WriteAttachment(call, networkInterface));
    }

    private static void WriteCommon(AwsCall call, NetworkInterface networkInterface, bool withAllocation)
    {
        AnswerWriter answer = call.Answer;
        IPAddress? primary = networkInterface.PrivateIpAddresses.FirstOrDefault();
        answer.Text("networkInterfaceId", networkInterface.NetworkInterfaceId).Text("subnetId", networkInterface.SubnetId).Text("vpcId", call.Cloud.Vpc.VpcId);
        answer.Text("description", networkInterface.Description).Text("ownerId", call.Cloud.AccountId).Text("status", networkInterface.Status);
        answer.Text("interfaceType", networkInterface.InterfaceType).Text("macAddress", networkInterface.MacAddress).Flag("sourceDestCheck", networkInterface.SourceDestCheck);
        if (primary is not null)
            answer.Text("privateIpAddress", primary.ToString()).Text("privateDnsName", PrivateName(call, primary));
        WriteAssociation(call, networkInterface, withAllocation);
        WriteGroups(call, "groupSet", networkInterface.SecurityGroupIds);
        answer.Texts("ipv6AddressesSet", []);
        answer.List("privateIpAddressesSet", networkInterface.PrivateIpAddresses, address =>
        {
            answer.Text("privateIpAddress", address.ToString()).Text("privateDnsName", PrivateName(call, address)).Flag("primary", address.Equals(primary));
            if (address.Equals(primary))
                WriteAssociation(call, networkInterface, withAllocation);
        });
    }

    private static void WriteAssociation(AwsCall call, NetworkInterface networkInterface, bool withAllocation)
    {
        if (networkInterface.PublicIp is not { } address)
            return;
        AnswerWriter answer = call.Answer;
        answer.Object("association", () =>
        {
            answer.Text("publicIp", address.ToString()).Text("publicDnsName", PublicName(call, address)).Text("ipOwnerId", AddressOwner(call, networkInterface));
            if (withAllocation && networkInterface.AllocationId is { } allocation)
                answer.Text("allocationId", allocation).Text("associationId", "eipassoc-" + allocation[(allocation.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        });
    }

    private static AnswerWriter WriteAttachment(AwsCall call, NetworkInterface networkInterface) => call.Answer
        .Text("attachmentId", AttachmentId(networkInterface)).Number("deviceIndex", networkInterface.InstanceId is null ? 1 : networkInterface.DeviceIndex)
        .Text("status", "attached").Time("attachTime", AttachTime(call, networkInterface)).Flag("deleteOnTermination", networkInterface.InstanceId is not null);

    private static DateTimeOffset AttachTime(AwsCall call, NetworkInterface networkInterface) =>
        networkInterface.InstanceId is { } id && call.Cloud.Instances.TryGetValue(id, out Instance? instance) ? instance.LaunchTime : call.World.Start;

    private static string Dashed(IPAddress address) => address.ToString().Replace('.', '-');
}
