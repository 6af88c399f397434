using System.Globalization;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Network interfaces: the way from an address to what has it.</summary>
internal static class InterfaceOperations
{
    private static readonly Filters<NetworkInterface> s_filters = new(networkInterface => networkInterface.Tags)
    {
        { "network-interface-id", (_, eni) => eni.NetworkInterfaceId },
        { "association.public-ip", (_, eni) => eni.PublicIp?.ToString() },
        { "addresses.association.public-ip", (_, eni) => eni.PublicIp?.ToString() },
        { "association.allocation-id", (_, eni) => eni.AllocationId },
        { "association.ip-owner-id", (call, eni) => eni.PublicIp is null ? null : InterfaceAnswer.AddressOwner(call, eni) },
        { "private-ip-address", (_, eni) => eni.PrivateIpAddresses.Select(address => address.ToString()) },
        { "addresses.private-ip-address", (_, eni) => eni.PrivateIpAddresses.Select(address => address.ToString()) },
        { "addresses.primary", (_, eni) => eni.PrivateIpAddresses.Select((_, index) => index == 0 ? "true" : "false") },
        { "private-dns-name", (call, eni) => eni.PrivateIpAddresses.Select(address => InterfaceAnswer.PrivateName(call, address)) },
        { "description", (_, eni) => eni.Description },
        { "interface-type", (_, eni) => eni.InterfaceType },
        { "status", (_, eni) => eni.Status },
        { "subnet-id", (_, eni) => eni.SubnetId },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "availability-zone", (_, eni) => eni.AvailabilityZone },
        { "group-id", (_, eni) => eni.SecurityGroupIds },
        { "group-name", (call, eni) => eni.SecurityGroupIds.Select(id => call.Cloud.SecurityGroups.GetValueOrDefault(id)?.GroupName) },
        { "mac-address", (_, eni) => eni.MacAddress },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "requester-id", (_, eni) => eni.RequesterId },
        { "requester-managed", (_, eni) => eni.RequesterManaged ? "true" : "false" },
        { "source-dest-check", (_, eni) => eni.SourceDestCheck ? "true" : "false" },
        { "attachment.instance-id", (_, eni) => eni.InstanceId },
        { "attachment.instance-owner-id", InterfaceAnswer.AttachmentOwner },
        { "attachment.attachment-id", (_, eni) => InterfaceAnswer.AttachmentId(eni) },
        { "attachment.device-index", (_, eni) => eni.DeviceIndex.ToString(CultureInfo.InvariantCulture) },
        { "attachment.status", (_, eni) => eni.Status == "in-use" ? "attached" : null },
    };

    public static IEnumerable<AwsOperation> All { get; } = [new("ec2", "DescribeNetworkInterfaces", Describe)];

    private static void Describe(AwsCall call)
    {
        Page<NetworkInterface> page;
        lock (call.Gate)
        {
            List<NetworkInterface> chosen = s_filters.Apply(call, Ec2Resource.Interface.Select(call, "NetworkInterfaceId", call.Cloud.NetworkInterfaces));
            page = Ec2Resource.PageOf(call, chosen, "NetworkInterfaceId", "networkInterfaceIdSet");
        }

        call.List("networkInterfaceSet", page.Items, networkInterface => InterfaceAnswer.Write(call, networkInterface));
        call.Answer.Text("nextToken", page.Next);
    }
}
