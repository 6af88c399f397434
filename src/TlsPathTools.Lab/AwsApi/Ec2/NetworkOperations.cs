using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>The network, its subnets and zones. There are no VPC endpoints in a lab: their list is empty.</summary>
internal static class NetworkOperations
{
    private static readonly Filters<Vpc> s_vpcFilters = new(vpc => vpc.Tags)
    {
        { "vpc-id", (_, vpc) => vpc.VpcId },
        { "cidr", (_, vpc) => vpc.Cidr.ToString() },
        { "cidr-block-association.cidr-block", (_, vpc) => vpc.Cidr.ToString() },
        { "is-default", (_, _) => "false" },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "state", (_, _) => "available" },
    };

    private static readonly Filters<Subnet> s_subnetFilters = new(subnet => subnet.Tags)
    {
        { "subnet-id", (_, subnet) => subnet.SubnetId },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "availability-zone", (_, subnet) => subnet.AvailabilityZone },
        { "availability-zone-id", (_, subnet) => subnet.AvailabilityZoneId },
        { "cidr-block", (_, subnet) => subnet.Cidr.ToString() },
        { "map-public-ip-on-launch", (_, subnet) => subnet.MapPublicIpOnLaunch ? "true" : "false" },
        { "default-for-az", (_, _) => "false" },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "state", (_, _) => "available" },
    };

    private static readonly Filters<(string Name, string Id)> s_zoneFilters = new()
    {
        { "zone-name", (_, zone) => zone.Name },
        { "zone-id", (_, zone) => zone.Id },
        { "region-name", (call, _) => call.Cloud.Region },
        { "state", (_, _) => "available" },
        { "zone-type", (_, _) => "availability-zone" },
        { "opt-in-status", (_, _) => "opt-in-not-required" },
    };

    private static readonly Filters<string> s_endpointFilters = new()
    {
        { "vpc-endpoint-id", (_, id) => id },
        { "vpc-endpoint-state", (_, id) => id },
        { "vpc-endpoint-type", (_, id) => id },
        { "vpc-id", (_, id) => id },
        { "service-name", (_, id) => id },
        { "tag-key", (_, id) => id },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeVpcs", DescribeVpcs),
        new("ec2", "DescribeSubnets", DescribeSubnets),
        new("ec2", "DescribeAvailabilityZones", DescribeZones),
        new("ec2", "DescribeVpcEndpoints", DescribeEndpoints),
    ];

    private static void DescribeVpcs(AwsCall call)
    {
        lock (call.Gate)
        {
            Vpc vpc = call.Cloud.Vpc;
            var all = new Dictionary<string, Vpc>(StringComparer.Ordinal) { [vpc.VpcId] = vpc };
            Page<Vpc> page = Ec2Resource.PageOf(call, s_vpcFilters.Apply(call, Ec2Resource.Vpc.Select(call, "VpcId", all)), "VpcId", "vpcSet");
            call.Answer.List("vpcSet", page.Items, item =>
            {
                call.Answer.Text("vpcId", item.VpcId).Text("ownerId", call.Cloud.AccountId).Text("state", "available").Text("cidrBlock", item.Cidr.ToString());
                call.Answer.List("cidrBlockAssociationSet", [item.Cidr], cidr => call.Answer.Text("associationId", "vpc-cidr-assoc-" + item.VpcId[4..])
                    .Text("cidrBlock", cidr.ToString()).Object("cidrBlockState", () => call.Answer.Text("state", "associated")));
                call.Answer.Text("dhcpOptionsId", "dopt-" + item.VpcId[4..]).Text("instanceTenancy", "default").Flag("isDefault", false);
                call.Answer.Tags("tagSet", item.Tags, "key", "value");
            });
            call.Answer.Text("nextToken", page.Next);
        }
    }

    private static void DescribeSubnets(AwsCall call)
    {
        Page<Subnet> page;
        Dictionary<string, int> used;
        lock (call.Gate)
        {
            page = Ec2Resource.PageOf(call, s_subnetFilters.Apply(call, Ec2Resource.Subnet.Select(call, "SubnetId", call.Cloud.Subnets)), "SubnetId", "subnetSet");
            used = call.Cloud.NetworkInterfaces.Values.GroupBy(eni => eni.SubnetId, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(eni => eni.PrivateIpAddresses.Count), StringComparer.Ordinal);
        }

        call.List("subnetSet", page.Items, subnet =>
        {
            // Five addresses of each subnet are AWS's own.
            int free = (int)Math.Min(int.MaxValue, (1L << (32 - subnet.Cidr.Length)) - 5 - used.GetValueOrDefault(subnet.SubnetId));
            call.Answer.Text("subnetId", subnet.SubnetId).Text("subnetArn", call.Arn("ec2", "subnet/" + subnet.SubnetId)).Text("state", "available");
            call.Answer.Text("vpcId", call.Cloud.Vpc.VpcId).Text("ownerId", call.Cloud.AccountId).Text("cidrBlock", subnet.Cidr.ToString());
            call.Answer.Texts("ipv6CidrBlockAssociationSet", []).Number("availableIpAddressCount", Math.Max(0, free));
            call.Answer.Text("availabilityZone", subnet.AvailabilityZone).Text("availabilityZoneId", subnet.AvailabilityZoneId);
            call.Answer.Flag("defaultForAz", false).Flag("mapPublicIpOnLaunch", subnet.MapPublicIpOnLaunch).Flag("assignIpv6AddressOnCreation", false);
            call.Answer.Tags("tagSet", subnet.Tags, "key", "value");
        });
        call.Answer.Text("nextToken", page.Next);
    }

    private static void DescribeZones(AwsCall call)
    {
        lock (call.Gate)
        {
            (string Name, string Id)[] zones =
            [
                .. call.Cloud.Subnets.Values.Select(subnet => (subnet.AvailabilityZone, subnet.AvailabilityZoneId)).Distinct().OrderBy(zone => zone.AvailabilityZone, StringComparer.Ordinal),
            ];
            IReadOnlyList<string> names = call.Input.Texts("ZoneName");
            IReadOnlyList<string> ids = call.Input.Texts("ZoneId");
            if (names.FirstOrDefault(name => !zones.Any(zone => zone.Name == name)) is { } unknown)
                throw new AwsException("InvalidParameterValue", $"Invalid availability zone: [{unknown}]");
            IEnumerable<(string Name, string Id)> chosen = zones.Where(zone =>
                (names.Count == 0 || names.Contains(zone.Name, StringComparer.Ordinal)) && (ids.Count == 0 || ids.Contains(zone.Id, StringComparer.Ordinal)));
            call.Answer.List("availabilityZoneInfo", s_zoneFilters.Apply(call, chosen), zone => call.Answer
                .Text("zoneName", zone.Name).Text("zoneId", zone.Id).Text("zoneState", "available").Text("zoneType", "availability-zone")
                .Text("regionName", call.Cloud.Region).Text("groupName", call.Cloud.Region + "-zg-1").Text("networkBorderGroup", call.Cloud.Region)
                .Text("optInStatus", "opt-in-not-required").Texts("messageSet", []));
        }
    }

    private static void DescribeEndpoints(AwsCall call)
    {
        if (call.Input.Texts("VpcEndpointId") is [var id, ..])
            throw new AwsException("InvalidVpcEndpointId.NotFound", $"The Vpc Endpoint Id '{id}' does not exist");
        call.Answer.Texts("vpcEndpointSet", Ec2Resource.Paging.Of(call, s_endpointFilters.Apply(call, [])).Items);
    }
}
