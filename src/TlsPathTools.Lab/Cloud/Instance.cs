using System.Net;

namespace TlsPathTools.Lab.Cloud;

/// <summary>A network interface (DescribeNetworkInterfaces).</summary>
internal sealed class NetworkInterface
{
    public required string NetworkInterfaceId { get; init; }

    public required string SubnetId { get; init; }

    public required string AvailabilityZone { get; init; }

    /// <summary><c>ELB net/NAME/ID</c> for a load balancer's.</summary>
    public string Description { get; init; } = "";

    /// <summary>interface, network_load_balancer, load_balancer, …</summary>
    public string InterfaceType { get; init; } = "interface";

    /// <summary>The primary address first; those of pods follow (VPC CNI).</summary>
    public List<IPAddress> PrivateIpAddresses { get; } = [];

    /// <summary>The public address of the primary one, or null.</summary>
    public IPAddress? PublicIp { get; set; }

    /// <summary>eipalloc-… where the public address is an Elastic IP, or null.</summary>
    public string? AllocationId { get; init; }

    public List<string> SecurityGroupIds { get; init; } = [];

    public bool SourceDestCheck { get; set; } = true;

    public string? InstanceId { get; init; }

    public int DeviceIndex { get; init; }

    public string? RequesterId { get; init; }

    public bool RequesterManaged { get; init; }

    public string MacAddress { get; init; } = "";

    /// <summary>in-use or available.</summary>
    public string Status { get; set; } = "in-use";

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether one of its addresses is this one.</summary>
    public bool Has(IPAddress address) => PrivateIpAddresses.Contains(address) || address.Equals(PublicIp);
}

/// <summary>An instance (DescribeInstances, DescribeInstanceStatus).</summary>
internal sealed class Instance
{
    public required string InstanceId { get; init; }

    public required string ImageId { get; init; }

    public required string InstanceType { get; init; }

    public required string SubnetId { get; init; }

    public required string AvailabilityZone { get; init; }

    /// <summary>pending, running, shutting-down, terminated, stopping, stopped.</summary>
    public string State { get; set; } = "running";

    public required IPAddress PrivateIp { get; init; }

    public required string PrivateDnsName { get; init; }

    public required DateTimeOffset LaunchTime { get; init; }

    /// <summary>The ids of its interfaces, the primary one first.</summary>
    public List<string> NetworkInterfaceIds { get; } = [];

    public List<string> SecurityGroupIds { get; init; } = [];

    /// <summary>The name of its Auto Scaling group, or null.</summary>
    public string? AutoScalingGroupName { get; set; }

    /// <summary>The name of the Kubernetes node that runs on it, or null.</summary>
    public string? NodeName { get; set; }

    /// <summary>ok, impaired, initializing, insufficient-data.</summary>
    public string SystemStatus { get; set; } = "ok";

    public string InstanceStatus { get; set; } = "ok";

    /// <summary>Why it ended (StateTransitionReason), or empty.</summary>
    public string StateTransitionReason { get; set; } = "";

    /// <summary>What GetConsoleOutput gives.</summary>
    public string ConsoleOutput { get; init; } = "";

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A type of instance (DescribeInstanceTypes), as far as it decides about addresses.</summary>
internal sealed record InstanceTypeInfo(string InstanceType, int VCpus, int MemoryMiB, int MaximumNetworkInterfaces, int Ipv4AddressesPerInterface, string Hypervisor = "nitro");
