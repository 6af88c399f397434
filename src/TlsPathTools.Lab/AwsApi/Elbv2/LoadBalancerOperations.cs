using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Elbv2;

/// <summary>Load balancers.</summary>
internal static class LoadBalancerOperations
{
    public static IEnumerable<AwsOperation> All { get; } = [new("elasticloadbalancing", "DescribeLoadBalancers", Describe)];

    private static void Describe(AwsCall call)
    {
        Page<LoadBalancer> page;
        lock (call.Gate)
        {
            IReadOnlyList<string> arns = Elbv2Resource.AtMostTwenty(call, "LoadBalancerArns");
            IReadOnlyList<string> names = Elbv2Resource.AtMostTwenty(call, "Names");
            if (arns.Count > 0 && names.Count > 0)
                throw Elbv2Resource.Invalid("Load balancer names and load balancer ARNs cannot be specified at the same time");
            IReadOnlyList<LoadBalancer> chosen = arns.Count > 0
                ? [.. arns.Distinct(StringComparer.Ordinal).Select(arn => Elbv2Resource.LoadBalancer(call, arn))]
                : [.. call.Cloud.LoadBalancers.Values.Where(loadBalancer => names.Count == 0 || names.Contains(loadBalancer.Name, StringComparer.Ordinal))];
            if (names.Except(chosen.Select(loadBalancer => loadBalancer.Name), StringComparer.Ordinal).ToArray() is { Length: > 0 } unknown && arns.Count == 0)
                throw Elbv2Resource.NamesNotFound("LoadBalancer", "Load balancers", unknown);
            page = Elbv2Resource.PageOf(call, chosen, arns.Count + names.Count > 0);
        }

        call.List("LoadBalancers", page.Items, loadBalancer => Write(call, loadBalancer));
        call.Answer.Text("NextMarker", page.Next);
    }

    private static void Write(AwsCall call, LoadBalancer loadBalancer)
    {
        AnswerWriter answer = call.Answer;
        answer.Text("LoadBalancerArn", loadBalancer.Arn).Text("DNSName", loadBalancer.DnsName).Text("CanonicalHostedZoneId", loadBalancer.CanonicalHostedZoneId);
        answer.Time("CreatedTime", loadBalancer.CreatedTime).Text("LoadBalancerName", loadBalancer.Name).Text("Scheme", loadBalancer.Scheme).Text("VpcId", call.Cloud.Vpc.VpcId);
        answer.Object("State", () => answer.Text("Code", loadBalancer.State)).Text("Type", loadBalancer.Type);
        answer.List("AvailabilityZones", loadBalancer.Zones, zone =>
        {
            answer.Text("ZoneName", zone.ZoneName).Text("SubnetId", zone.SubnetId);
            // Addresses are listed where they were chosen (Elastic IPs): all others are found by DNS and by their interfaces only.
            answer.List("LoadBalancerAddresses", zone.AllocationId is null ? Array.Empty<LoadBalancerZone>() : [zone], own => answer
                .Text("IpAddress", own.PublicIp?.ToString()).Text("AllocationId", own.AllocationId));
        });
        if (loadBalancer.SecurityGroupIds.Count > 0)
            answer.Texts("SecurityGroups", loadBalancer.SecurityGroupIds);
        answer.Text("IpAddressType", "ipv4");
        if (loadBalancer is { IsNetwork: true, SecurityGroupIds.Count: > 0 })
            answer.Text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", "on");
    }
}
