using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Tests.AwsApi;

public class FilterTests(AwsLabFixture fixture) : IClassFixture<AwsLabFixture>
{
    private AwsLab Lab => fixture.Lab;

    private CloudState Cloud => Lab.Cloud;

    [Fact]
    public async Task Interfaces_are_found_by_everything_that_one_knows_of_them()
    {
        NetworkInterface front = Cloud.NetworkInterfaces[Cloud.LoadBalancers.Values.First().Zones[0].NetworkInterfaceId];
        NetworkInterface node = Cloud.NetworkInterfaces[Cloud.Instances[RichLab.NodeA].NetworkInterfaceIds[0]];

        Assert.Equal([front.NetworkInterfaceId], await InterfacesAsync(("association.public-ip", front.PublicIp!.ToString())));
        Assert.Equal([front.NetworkInterfaceId], await InterfacesAsync(("addresses.private-ip-address", front.PrivateIpAddresses[0].ToString())));
        Assert.Equal([node.NetworkInterfaceId], await InterfacesAsync(("private-ip-address", node.PrivateIpAddresses[^1].ToString())));
        Assert.Equal(2, (await InterfacesAsync(("description", "ELB net/front/*"))).Length);
        Assert.Equal([front.NetworkInterfaceId], await InterfacesAsync(("description", "ELB net/front/*"), ("availability-zone", front.AvailabilityZone)));
        Assert.Equal(2, (await InterfacesAsync(("requester-id", "amazon-elb"))).Length);
        Assert.Equal(2, (await InterfacesAsync(("interface-type", "network_load_balancer"), ("vpc-id", Cloud.Vpc.VpcId))).Length);
        Assert.Equal(Cloud.Instances[RichLab.NodeA].NetworkInterfaceIds.Order(StringComparer.Ordinal), (await InterfacesAsync(("attachment.instance-id", RichLab.NodeA))).Order(StringComparer.Ordinal));
        Assert.Equal([node.NetworkInterfaceId], await InterfacesAsync(("attachment.instance-id", RichLab.NodeA), ("attachment.device-index", "0"), ("group-id", "sg-0nodes"), ("status", "in-use")));
        Assert.Equal([front.NetworkInterfaceId], await InterfacesAsync(("network-interface-id", front.NetworkInterfaceId), ("subnet-id", front.SubnetId)));
        Assert.Empty(await InterfacesAsync(("description", "elb net/front/*")));
    }

    [Fact]
    public async Task Instances_are_found_by_everything_that_one_knows_of_them()
    {
        Instance node = Cloud.Instances[RichLab.NodeA];
        node.Tags["team"] = "shop";

        Assert.Equal([RichLab.NodeA], await InstancesAsync(("private-dns-name", node.PrivateDnsName)));
        Assert.Equal([RichLab.NodeA], await InstancesAsync(("private-ip-address", node.PrivateIp.ToString())));
        Assert.Equal([RichLab.NodeA], await InstancesAsync(("tag:team", "sh?p")));
        Assert.Equal([RichLab.NodeA], await InstancesAsync(("tag-key", "team")));
        Assert.Equal([RichLab.NodeA, RichLab.NodeB], await InstancesAsync(("instance-state-name", "running|pending"), ("vpc-id", Cloud.Vpc.VpcId)));
        Assert.Equal([RichLab.NodeA], await InstancesAsync(("subnet-id", node.SubnetId)));
        Assert.Equal([RichLab.NodeB], await InstancesAsync(("instance-id", "i-0b*")));
    }

    [Fact]
    public async Task The_network_is_found_by_what_belongs_together()
    {
        Subnet subnet = Cloud.Subnets["subnet-0a"];

        Assert.Single((await AskAsync("DescribeNetworkAcls", ("association.subnet-id", "subnet-0a")))["NetworkAcls"]!.AsArray());
        JsonNode table = Assert.Single((await AskAsync("DescribeRouteTables", subnet.RouteTableId is null ? ("association.main", "true") : ("association.subnet-id", "subnet-0a")))["RouteTables"]!.AsArray())!;
        Assert.Equal(subnet.RouteTableId ?? Cloud.RouteTables.Values.Single(item => item.Main).RouteTableId, (string)table["RouteTableId"]!);
        Assert.Single((await AskAsync("DescribeSubnets", ("availability-zone", "eu-west-2a"), ("cidr-block", subnet.Cidr.ToString())))["Subnets"]!.AsArray());
        Assert.Single((await AskAsync("DescribeSecurityGroups", ("group-name", "nodes")))["SecurityGroups"]!.AsArray());
    }

    [Theory]
    [InlineData("DescribeInstances", "InvalidParameterValue", "The filter 'colour' is invalid")]
    [InlineData("DescribeNetworkInterfaces", "InvalidParameterValue", "The filter 'colour' is invalid")]
    [InlineData("DescribeVpcEndpoints", "InvalidParameterValue", "The filter 'colour' is invalid")]
    public async Task A_filter_that_is_none_is_an_error(string operation, string code, string message) =>
        Assert.Equal((code, message, 400), await fixture.Botocore.FailAsync(Lab, "ec2", operation, Filters(("colour", "red"))));

    [Theory]
    [InlineData("DescribeInstances", "InstanceIds", "i-0123456789abcdef0", "InvalidInstanceID.NotFound", "The instance ID 'i-0123456789abcdef0' does not exist")]
    [InlineData("DescribeInstances", "InstanceIds", "web-1", "InvalidInstanceID.Malformed", "Invalid id: \"web-1\"")]
    [InlineData("DescribeSubnets", "SubnetIds", "subnet-0123456789abcdef0", "InvalidSubnetID.NotFound", "The subnet ID 'subnet-0123456789abcdef0' does not exist")]
    [InlineData("DescribeNetworkInterfaces", "NetworkInterfaceIds", "eni-01234567", "InvalidNetworkInterfaceID.NotFound", "The networkInterface ID 'eni-01234567' does not exist")]
    [InlineData("DescribeSecurityGroups", "GroupIds", "sg-0123456789abcdef0", "InvalidGroup.NotFound", "The security group 'sg-0123456789abcdef0' does not exist")]
    [InlineData("DescribeRouteTables", "RouteTableIds", "rtb-0123456789abcdef0", "InvalidRouteTableID.NotFound", "The routeTable ID 'rtb-0123456789abcdef0' does not exist")]
    [InlineData("DescribeNetworkAcls", "NetworkAclIds", "acl-0123456789abcdef0", "InvalidNetworkAclID.NotFound", "The networkAcl ID 'acl-0123456789abcdef0' does not exist")]
    [InlineData("DescribeVpcs", "VpcIds", "vpc-0123456789abcdef0", "InvalidVpcID.NotFound", "The vpc ID 'vpc-0123456789abcdef0' does not exist")]
    [InlineData("DescribeInstanceTypes", "InstanceTypes", "z9.huge", "InvalidInstanceType", "The following supplied instance types do not exist: [z9.huge]")]
    public async Task An_id_that_nothing_has_is_an_error(string operation, string member, string id, string code, string message) =>
        Assert.Equal((code, message, 400), await fixture.Botocore.FailAsync(Lab, "ec2", operation, new() { [member] = new JsonArray(id) }));

    [Fact]
    public async Task What_load_balancing_does_not_know_is_an_error()
    {
        const string arn = "arn:aws:elasticloadbalancing:eu-west-2:123456789012:";
        Assert.Equal(("LoadBalancerNotFound", "Load balancers '[nobody]' not found", 400), await FailAsync("DescribeLoadBalancers", "Names", "nobody"));
        Assert.Equal(("LoadBalancerNotFound", "One or more load balancers not found", 400), await FailAsync("DescribeLoadBalancers", "LoadBalancerArns", arn + "loadbalancer/net/x/1"));
        Assert.Equal(("TargetGroupNotFound", "One or more target groups not found", 400), await FailAsync("DescribeTargetGroups", "TargetGroupArns", arn + "targetgroup/x/1"));
        Assert.Equal(("ValidationError", "'x' is not a valid target group ARN", 400), await FailAsync("DescribeTargetGroups", "TargetGroupArns", "x"));
        Assert.Equal(("ListenerNotFound", "One or more listeners not found", 400), await FailAsync("DescribeListeners", "ListenerArns", arn + "listener/net/x/1/2"));
        Assert.Equal(("ResourceNotFoundException", "No cluster found for name: nobody.", 404), await fixture.Botocore.FailAsync(Lab, "eks", "DescribeCluster", new() { ["name"] = "nobody" }));

        Task<(string, string, int)> FailAsync(string operation, string member, string value) =>
            fixture.Botocore.FailAsync(Lab, "elbv2", operation, new() { [member] = new JsonArray(value) });
    }

    private async Task<string[]> InterfacesAsync(params (string Name, string Value)[] filters) =>
        [.. (await AskAsync("DescribeNetworkInterfaces", filters))["NetworkInterfaces"]!.AsArray().Select(item => (string)item!["NetworkInterfaceId"]!)];

    private async Task<string[]> InstancesAsync(params (string Name, string Value)[] filters) =>
        [.. (await AskAsync("DescribeInstances", filters))["Reservations"]!.AsArray().Select(item => (string)item!["Instances"]![0]!["InstanceId"]!).Order(StringComparer.Ordinal)];

    private Task<JsonNode> AskAsync(string operation, params (string Name, string Value)[] filters) => fixture.Botocore.CallAsync(Lab, "ec2", operation, Filters(filters));

    // Several values of one filter are written with bars between them.
    private static JsonObject Filters(params (string Name, string Value)[] filters) => new()
    {
        ["Filters"] = new JsonArray([.. filters.Select(filter => new JsonObject
        {
            ["Name"] = filter.Name, ["Values"] = new JsonArray([.. filter.Value.Split('|').Select(value => (JsonNode)value)]),
        })]),
    };
}
