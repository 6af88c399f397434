using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>The load balancers of a scenario: their interfaces, listeners and rules. Target groups exist before.</summary>
internal sealed class LoadBalancerBuilder(LabWorld world, string defaultGroupId)
{
    // Hosted zones of Elastic Load Balancing in eu-west-2; other regions show these as well, which nobody minds on loopback.
    private const string ApplicationZone = "ZHURV8PSTC4K8";
    private const string NetworkZone = "ZD4D7Y8KGAS4G";

    private readonly CloudState _cloud = world.Cloud;
    private int _madeUpPublic;

    public void Build()
    {
        foreach (LoadBalancerSpec spec in world.Scenario.LoadBalancers)
            _cloud.LoadBalancers.Add(Arn(spec), Build(spec));
    }

    private LoadBalancer Build(LoadBalancerSpec spec)
    {
        bool isNetwork = spec.Type == "network";
        var balancer = new LoadBalancer
        {
            Arn = Arn(spec), Name = spec.Name, Type = spec.Type, Scheme = spec.Scheme, DnsName = DnsName(spec, isNetwork),
            CanonicalHostedZoneId = isNetwork ? NetworkZone : ApplicationZone, CreatedTime = world.Start.AddDays(-210),
            SecurityGroupIds = spec.SecurityGroups.Count > 0 ? [.. spec.SecurityGroups] : [defaultGroupId],
            Attributes = new(spec.Attributes, StringComparer.Ordinal), Tags = new(spec.Tags, StringComparer.Ordinal),
        };
        foreach (LoadBalancerSubnetSpec subnet in spec.Subnets)
            balancer.Zones.Add(Zone(spec, balancer, subnet));
        foreach (ListenerSpec listener in spec.Listeners)
            balancer.Listeners.Add(Listener(balancer, listener));
        foreach (string groupArn in balancer.Listeners.SelectMany(listener => listener.Rules).SelectMany(rule => rule.Forward).Select(to => to.TargetGroupArn).Distinct(StringComparer.Ordinal))
            _cloud.TargetGroups[groupArn].LoadBalancerArns.Add(balancer.Arn);
        return balancer;
    }

    private LoadBalancerZone Zone(LoadBalancerSpec spec, LoadBalancer balancer, LoadBalancerSubnetSpec where)
    {
        Subnet subnet = _cloud.Subnets[where.Subnet];
        IPAddress privateIp = where.PrivateAddress is { } written ? world.Addresses.Map(written) : world.FreeAddresses.Take(subnet);
        IPAddress? publicIp = where.PublicAddress is { } shown ? world.Addresses.Map(shown)
            : spec.Scheme == "internet-facing" ? world.Addresses.PublicAddress(_madeUpPublic++) : null;
        string id = world.Ids.Ec2("eni", $"{balancer.Arn}/{subnet.AvailabilityZone}");
        _cloud.NetworkInterfaces.Add(id, new NetworkInterface
        {
            NetworkInterfaceId = id, SubnetId = subnet.SubnetId, AvailabilityZone = subnet.AvailabilityZone, PrivateIpAddresses = { privateIp }, PublicIp = publicIp,
            Description = $"ELB {balancer.Arn[(balancer.Arn.IndexOf("loadbalancer/", StringComparison.Ordinal) + "loadbalancer/".Length)..]}",
            InterfaceType = balancer.IsNetwork ? "network_load_balancer" : "interface", SecurityGroupIds = [.. balancer.SecurityGroupIds],
            RequesterId = "amazon-elb", RequesterManaged = true, SourceDestCheck = !balancer.IsNetwork, MacAddress = world.Ids.Mac(id),
        });
        bool shifted = spec.ZonalShift.Contains(subnet.AvailabilityZone, StringComparer.Ordinal);
        return new LoadBalancerZone
        {
            ZoneName = subnet.AvailabilityZone, SubnetId = subnet.SubnetId, NetworkInterfaceId = id, PrivateIp = privateIp, PublicIp = publicIp,
            ZonalShift = shifted, InDns = !shifted,
        };
    }

    private Listener Listener(LoadBalancer balancer, ListenerSpec spec)
    {
        int port = world.Ports.Map(spec.Port);
        string arn = $"{balancer.Arn.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal)}/{world.Ids.Hex($"listener/{balancer.Name}/{spec.Port}", 16)}";
        string ruleArn = arn.Replace(":listener/", ":listener-rule/", StringComparison.Ordinal);
        bool terminates = spec.Protocol is "TLS" or "HTTPS";
        return new Listener
        {
            Arn = arn, Port = port, Protocol = spec.Protocol,
            SslPolicy = terminates ? spec.SslPolicy ?? "ELBSecurityPolicy-TLS13-1-2-2021-06" : null,
            Certificate = spec.Certificate, CertificateArn = spec.Certificate is { } certificate ? CertificateArn(certificate) : null,
            MutualAuthenticationMode = spec.Protocol == "HTTPS" ? spec.MutualAuthentication ?? "off" : null, Attributes = new(spec.Attributes, StringComparer.Ordinal),
            Rules =
            [
                .. spec.Rules.OrderBy(rule => rule.Priority).Select(rule => new ListenerRule
                {
                    Arn = $"{ruleArn}/{world.Ids.Hex($"rule/{arn}/{rule.Priority}", 16)}",
                    Priority = rule.Priority.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    HostHeaders = [.. rule.Hosts], PathPatterns = [.. rule.Paths], Forward = Forward(rule.Forward), FixedResponse = Fixed(rule.FixedResponse),
                }),
                new ListenerRule
                {
                    Arn = $"{ruleArn}/{world.Ids.Hex($"rule/{arn}/default", 16)}", Priority = "default", Forward = Forward(spec.Forward), FixedResponse = Fixed(spec.FixedResponse),
                },
            ],
        };
    }

    private List<WeightedTargetGroup> Forward(IEnumerable<ForwardSpec> specs) =>
        [.. specs.Select(spec => new WeightedTargetGroup(_cloud.TargetGroups.Values.First(group => group.Name == spec.TargetGroup).Arn, spec.Weight))];

    private static FixedResponse? Fixed(FixedResponseSpec? spec) => spec is null ? null : new FixedResponse(spec.Status, "text/plain", spec.Body);

    private string Arn(LoadBalancerSpec spec) =>
        $"arn:aws:elasticloadbalancing:{_cloud.Region}:{_cloud.AccountId}:loadbalancer/{(spec.Type == "network" ? "net" : "app")}/{spec.Name}/{world.Ids.Hex($"lb/{spec.Name}", 16)}";

    // An internal application load balancer's name says so; a network load balancer's name carries the id of its ARN.
    private string DnsName(LoadBalancerSpec spec, bool isNetwork) => isNetwork
        ? $"{spec.Name}-{world.Ids.Hex($"lb/{spec.Name}", 16)}.elb.{_cloud.Region}.amazonaws.com"
        : $"{(spec.Scheme == "internal" ? "internal-" : "")}{spec.Name}-{world.Ids.Digits($"lb/{spec.Name}", 10)}.{_cloud.Region}.elb.amazonaws.com";

    private string CertificateArn(string name) => $"arn:aws:acm:{_cloud.Region}:{_cloud.AccountId}:certificate/{world.Ids.Uuid($"certificate/{name}")}";
}
