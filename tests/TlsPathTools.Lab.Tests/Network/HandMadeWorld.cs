using System.Net;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Faults;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Network;

/// <summary>A small world that is put together by hand, with addresses of its own: what tests of wires and nodes need, and no more.</summary>
internal sealed class HandMadeWorld : IAsyncDisposable
{
    public const string Account = "123456789012";

    private HandMadeWorld(LabWorld world)
    {
        World = world;
        Fabric = new Fabric(world);
    }

    public LabWorld World { get; }

    public Fabric Fabric { get; }

    public CloudState Cloud => World.Cloud;

    /// <summary>A world with one network, no subnets and no faults, unless a test says otherwise.</summary>
    public static HandMadeWorld Create(ClusterSpec? cluster = null, ClientSpec? client = null, LabTimings? timings = null, params IEnumerable<FaultSpec> faults)
    {
        AddressPlan addresses = AddressPlan.Claim(Cidr.Parse("10.0.0.0/16"));
        var gate = new object();
        TimeProvider time = TimeProvider.System;
        var scenario = new LabScenario
        {
            Name = "hand-made",
            Title = "",
            Endpoint = new EndpointSpec { Name = "api.example.org" },
            Client = client ?? new ClientSpec(),
            Network = new NetworkSpec { Subnets = [] },
            Cluster = cluster,
            Certificates = [new CertificateSpec { Name = "app", DnsNames = ["api.example.org"] }, new CertificateSpec { Name = "other", DnsNames = ["other.example.org"] }],
            Timings = timings ?? new LabTimings { ConnectTimeout = 0.6 },
            Truth = new TruthSpec { FaultClass = "none", Layer = "none" },
        };
        var world = new LabWorld
        {
            Gate = gate,
            Time = time,
            Start = time.GetUtcNow(),
            Scenario = scenario,
            Addresses = addresses,
            Ports = new PortPlan(Privileged: false),
            Cloud = new CloudState
            {
                AccountId = Account,
                Region = "eu-west-2",
                Vpc = new Vpc { VpcId = "vpc-1", Cidr = addresses.Vpc, InternetGatewayId = "igw-1" },
            },
            Cluster = new ClusterStore(gate, time),
            Faults = new FaultBook(faults, time),
            Authority = new LabAuthority(scenario.Certificates, time.GetUtcNow()),
        };
        world.Cloud.RouteTables.Add("rtb-main", new RouteTable { RouteTableId = "rtb-main", Main = true, Routes = [new Route(Cidr.Any, "igw-1")] });
        return new HandMadeWorld(world);
    }

    /// <summary>An address that is written as in a scenario, as it is here.</summary>
    public IPAddress At(string written) => World.Addresses.Map(written);

    public IPEndPoint At(string written, int port) => new(At(written), port);

    public Subnet AddSubnet(string id, string cidr, string? routeTable = null, string networkAcl = "acl-default")
    {
        var subnet = new Subnet
        {
            SubnetId = id,
            AvailabilityZone = "eu-west-2a",
            AvailabilityZoneId = "euw2-az1",
            Cidr = World.Addresses.Map(Cidr.Parse(cidr)),
            RouteTableId = routeTable,
            NetworkAclId = networkAcl,
        };
        Cloud.Subnets.Add(id, subnet);
        return subnet;
    }

    /// <summary>An interface; with an instance of its own unless it belongs to a load balancer.</summary>
    public NetworkInterface AddInterface(string subnet, IEnumerable<string> addresses, string? instance = null, string? publicIp = null, params IEnumerable<string> groups)
    {
        var added = new NetworkInterface
        {
            NetworkInterfaceId = $"eni-{Cloud.NetworkInterfaces.Count}",
            SubnetId = subnet,
            AvailabilityZone = "eu-west-2a",
            InstanceId = instance,
            PublicIp = publicIp is null ? null : At(publicIp),
            SecurityGroupIds = [.. groups],
        };
        added.PrivateIpAddresses.AddRange(addresses.Select(address => At(address)));
        Cloud.NetworkInterfaces.Add(added.NetworkInterfaceId, added);
        if (instance is not null && !Cloud.Instances.ContainsKey(instance))
        {
            Cloud.Instances.Add(instance, new Instance
            {
                InstanceId = instance,
                ImageId = "ami-1",
                InstanceType = "m5.large",
                SubnetId = subnet,
                AvailabilityZone = "eu-west-2a",
                PrivateIp = added.PrivateIpAddresses[0],
                PrivateDnsName = instance,
                LaunchTime = World.Start,
            });
        }

        return added;
    }

    public void AddGroup(string id, IEnumerable<SecurityGroupRule> ingress, IEnumerable<SecurityGroupRule>? egress = null) =>
        Cloud.SecurityGroups.Add(id, new SecurityGroup
        {
            GroupId = id,
            GroupName = id,
            Ingress = [.. ingress],
            Egress = [.. egress ?? [new SecurityGroupRule("-1", FromPort: null, ToPort: null, Cidr.Any)]],
        });

    public async ValueTask DisposeAsync()
    {
        await Fabric.DisposeAsync();
        World.Authority.Dispose();
        World.Addresses.Dispose();
    }
}
