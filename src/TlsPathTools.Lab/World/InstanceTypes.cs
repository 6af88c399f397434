using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.World;

/// <summary>The types of instances that scenarios use; others get the numbers that their size has in most families.</summary>
internal static class InstanceTypes
{
    public static InstanceTypeInfo Of(string type)
    {
        (string family, string size) = type.Split('.') is [var first, var second] ? (first, second) : ("m5", "large");
        (int cpus, int interfaces, int addresses) = size switch
        {
            "nano" or "micro" => (2, 2, 2),
            "small" => (2, 3, 4),
            "medium" => (2, 3, 6),
            "large" => (2, 3, family.StartsWith('t') ? 12 : 10),
            "xlarge" => (4, 4, 15),
            "2xlarge" => (8, 4, 15),
            "4xlarge" => (16, 8, 30),
            "8xlarge" => (32, 8, 30),
            _ => (48, 15, 50),
        };
        int gibPerCpu = family[0] switch { 'c' => 2, 'r' => 8, _ => 4 };
        int memory = size switch { "nano" => 512, "micro" => 1024, "small" => 2048, "medium" => 4096, _ => cpus * gibPerCpu * 1024 };
        return new InstanceTypeInfo(type, cpus, memory, interfaces, addresses);
    }

    /// <summary>How many pods the VPC CNI finds addresses for.</summary>
    public static int MaxPods(this InstanceTypeInfo type) => (type.MaximumNetworkInterfaces * (type.Ipv4AddressesPerInterface - 1)) + 2;
}
