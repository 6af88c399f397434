using System.Net;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Faults;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.LoadBalancing;

/// <summary>A small world without a scenario file: a network of two zones, and what a test puts into it. Ports below 1024 have moved up.</summary>
internal sealed class HandMadeWorld : IAsyncDisposable
{
    public const string Client = "198.51.100.7";

    private readonly List<IAsyncDisposable> _opened = [];
    private Fabric? _fabric;

    public HandMadeWorld(LabScenario? scenario = null)
    {
        scenario ??= Scenario();
        Addresses = AddressPlan.Claim(Cidr.Parse(scenario.Network.Cidr));
        object gate = new();
        TimeProvider time = TimeProvider.System;
        DateTimeOffset now = time.GetUtcNow();
        var cloud = new CloudState
        {
            AccountId = "123456789012",
            Region = "eu-west-2",
            Vpc = new Vpc { VpcId = "vpc-1", Cidr = Addresses.Vpc, InternetGatewayId = "igw-1" },
        };
        World = new LabWorld
        {
            Gate = gate,
            Time = time,
            Start = now,
            Scenario = scenario,
            Addresses = Addresses,
            Ports = new PortPlan(Privileged: false),
            Cloud = cloud,
            Cluster = new ClusterStore(gate, time),
            Faults = new FaultBook(scenario.Faults, time),
            Authority = new LabAuthority(scenario.Certificates, now),
        };
        cloud.RouteTables.Add("rtb-1", new RouteTable
        {
            RouteTableId = "rtb-1", Main = true, Routes = [new(Addresses.Vpc, "local"), new(Cidr.Any, "igw-1")],
        });
        cloud.NetworkAcls.Add("acl-1", new NetworkAcl
        {
            NetworkAclId = "acl-1", IsDefault = true, Entries = [new(100, Egress: false, Allow: true, "-1", Cidr.Any), new(100, Egress: true, Allow: true, "-1", Cidr.Any)],
        });
        cloud.SecurityGroups.Add("sg-all", new SecurityGroup
        {
            GroupId = "sg-all", GroupName = "all", Ingress = [new("-1", null, null, Cidr.Any)], Egress = [new("-1", null, null, Cidr.Any)],
        });
        foreach (string zone in (string[])["a", "b", "c"])
        {
            cloud.Subnets.Add($"subnet-{zone}", new Subnet
            {
                SubnetId = $"subnet-{zone}", AvailabilityZone = $"eu-west-2{zone}", AvailabilityZoneId = $"euw2-az{zone[0] - 'a' + 1}",
                Cidr = Addresses.Map(Cidr.Parse($"10.0.{zone[0] - 'a' + 1}.0/24")), NetworkAclId = "acl-1",
            });
        }
    }

    public LabWorld World { get; }

    public AddressPlan Addresses { get; }

    public Fabric Fabric => _fabric ??= new Fabric(World);

    public CloudState Cloud => World.Cloud;

    /// <summary>A scenario with nothing in it but what is given.</summary>
    public static LabScenario Scenario(
        DnsSpec? dns = null, IReadOnlyList<CertificateSpec>? certificates = null, IReadOnlyList<FaultSpec>? faults = null,
        IReadOnlyList<ProxySpec>? proxies = null, LabTimings? timings = null) => new()
    {
        Name = "hand-made",
        Title = "A small world for a test.",
        Endpoint = new EndpointSpec { Name = "api.example.org" },
        Client = new ClientSpec { Address = Client },
        Network = new NetworkSpec { Subnets = [] },
        Dns = dns ?? new DnsSpec(),
        Certificates = certificates ?? [],
        Faults = faults ?? [],
        Proxies = proxies ?? [],
        Timings = timings ?? new LabTimings { ConnectTimeout = 0.5, Deregistration = 0.3 },
        Truth = new TruthSpec { FaultClass = "none", Layer = "none" },
    };

    /// <summary>A load balancer with a node in each of these zones (a, b, c): 10.0.1.100 and 203.0.113.10 in a, 10.0.2.100 and 203.0.113.11 in b, ….</summary>
    public LoadBalancer AddLoadBalancer(string name, string type, string zones = "ab", int index = 0, IReadOnlyDictionary<string, string>? attributes = null)
    {
        string kind = type == "network" ? "net" : "app";
        var balancer = new LoadBalancer
        {
            Arn = $"arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/{kind}/{name}/0123456789abcde{index}",
            Name = name, Type = type, Scheme = "internet-facing", DnsName = $"{name}-0123456789abcde{index}.elb.eu-west-2.amazonaws.com", CreatedTime = World.Start,
            SecurityGroupIds = ["sg-all"], Attributes = new(attributes ?? new Dictionary<string, string>(), StringComparer.Ordinal),
        };
        foreach (char zone in zones)
        {
            int number = zone - 'a';
            string eni = $"eni-{name}-{zone}";
            var privateIp = Addresses.Map($"10.0.{number + 1}.{100 + index}");
            var publicIp = Addresses.Map($"203.0.113.{10 + number + (10 * index)}");
            balancer.Zones.Add(new LoadBalancerZone { ZoneName = $"eu-west-2{zone}", SubnetId = $"subnet-{zone}", NetworkInterfaceId = eni, PrivateIp = privateIp, PublicIp = publicIp });
            var networkInterface = new NetworkInterface
            {
                NetworkInterfaceId = eni, SubnetId = $"subnet-{zone}", AvailabilityZone = $"eu-west-2{zone}", Description = $"ELB {kind}/{name}/0123456789abcde{index}",
                PublicIp = publicIp, SecurityGroupIds = ["sg-all"],
            };
            networkInterface.PrivateIpAddresses.Add(privateIp);
            Cloud.NetworkInterfaces.Add(eni, networkInterface);
        }

        Cloud.LoadBalancers.Add(balancer.Arn, balancer);
        return balancer;
    }

    /// <summary>An instance with an interface: 10.0.1.NUMBER in zone a, ….</summary>
    public Instance AddInstance(string id, char zone, int number)
    {
        var address = Addresses.Map($"10.0.{zone - 'a' + 1}.{number}");
        var instance = new Instance
        {
            InstanceId = id, ImageId = "ami-1", InstanceType = "m5.large", SubnetId = $"subnet-{zone}", AvailabilityZone = $"eu-west-2{zone}",
            PrivateIp = address, PrivateDnsName = $"{id}.internal", LaunchTime = World.Start, SecurityGroupIds = ["sg-all"],
        };
        instance.NetworkInterfaceIds.Add($"eni-{id}");
        var networkInterface = new NetworkInterface
        {
            NetworkInterfaceId = $"eni-{id}", SubnetId = $"subnet-{zone}", AvailabilityZone = $"eu-west-2{zone}", InstanceId = id, SecurityGroupIds = ["sg-all"],
        };
        networkInterface.PrivateIpAddresses.Add(address);
        Cloud.NetworkInterfaces.Add(networkInterface.NetworkInterfaceId, networkInterface);
        Cloud.Instances.Add(id, instance);
        return instance;
    }

    /// <summary>A target group of these instances, checked by TCP ten times a second unless said otherwise.</summary>
    public TargetGroup AddTargetGroup(
        string name, LoadBalancer balancer, IEnumerable<Instance> instances, string protocol = "TCP", int port = 32080, HealthCheck? check = null,
        IReadOnlyDictionary<string, string>? attributes = null, string targetType = "instance")
    {
        var group = new TargetGroup
        {
            Arn = $"arn:aws:elasticloadbalancing:eu-west-2:123456789012:targetgroup/{name}/fedcba9876543210", Name = name, Protocol = protocol, Port = port, TargetType = targetType,
            HealthCheck = check ?? new HealthCheck { Protocol = "TCP", Port = "traffic-port", IntervalSeconds = 0.1, TimeoutSeconds = 0.3 },
            Attributes = new(attributes ?? new Dictionary<string, string>(), StringComparer.Ordinal),
        };
        group.LoadBalancerArns.Add(balancer.Arn);
        group.Targets.AddRange(instances.Select(instance => new TargetRegistration
        {
            Id = targetType == "ip" ? instance.PrivateIp.ToString() : instance.InstanceId, Port = port, AvailabilityZone = instance.AvailabilityZone,
        }));
        Cloud.TargetGroups.Add(group.Arn, group);
        return group;
    }

    /// <summary>A listener that forwards to these groups, by weight.</summary>
    public static Listener AddListener(
        LoadBalancer balancer, string protocol, int port, string? certificate = null, string? policy = null, string? mutual = null, params (TargetGroup Group, int Weight)[] forward)
    {
        var listener = new Listener
        {
            Arn = $"{balancer.Arn}/listener{port}", Port = port, Protocol = protocol, Certificate = certificate, SslPolicy = policy, MutualAuthenticationMode = mutual,
            Rules = [new ListenerRule { Arn = "rule-default", Priority = "default", Forward = [.. forward.Select(group => new WeightedTargetGroup(group.Group.Arn, group.Weight))] }],
        };
        balancer.Listeners.Add(listener);
        return listener;
    }

    /// <summary>Something listens on an instance.</summary>
    public TestTarget Run(Instance instance, int port, TestTarget target)
    {
        With(Fabric.Listen(new IPEndPoint(instance.PrivateIp, port), target));
        return target;
    }

    /// <summary>Starts the load balancers.</summary>
    public async Task<Lab.LoadBalancing.LoadBalancers> BalanceAsync() => With(await Lab.LoadBalancing.LoadBalancers.StartAsync(Fabric, CancellationToken.None));

    /// <summary>The client's address, or another one of the scenario.</summary>
    public IPAddress Address(string written = Client) => Addresses.Map(written);

    /// <summary>The front address of a load balancer's node.</summary>
    public static IPEndPoint Front(LoadBalancer balancer, char zone, int port) => new(balancer.Zones.Single(candidate => candidate.ZoneName == $"eu-west-2{zone}").FrontAddress, port);

    /// <summary>Waits until something is so.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        for (int i = 0; i < 500; i++)
        {
            if (isSo())
                return;
            await Task.Delay(20);
        }

        Assert.Fail($"It did not come to be: {what}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable opened in Enumerable.Reverse(_opened))
            await opened.DisposeAsync();
        if (_fabric is not null)
            await _fabric.DisposeAsync();
        World.Authority.Dispose();
        Addresses.Dispose();
    }

    /// <summary>Disposes something with the world, before what was opened earlier.</summary>
    public T With<T>(T opened) where T : IAsyncDisposable
    {
        _opened.Add(opened);
        return opened;
    }
}
