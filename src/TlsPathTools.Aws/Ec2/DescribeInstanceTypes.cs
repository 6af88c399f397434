using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Instance types, at most 100 names.</summary>
    public static AwsCall<AwsPage<InstanceTypeInfo>> DescribeInstanceTypes(IReadOnlyList<string> instanceTypes, string? nextToken = null) =>
        Page("DescribeInstanceTypes", Filtered([], nextToken, instanceTypes.Count == 0 ? 100 : null).AddList("InstanceType", instanceTypes), "instanceTypeSet/item", ReadInstanceTypeInfo) with { About = Several.Of(instanceTypes) };

    private static InstanceTypeInfo ReadInstanceTypeInfo(XmlElement element) => new()
    {
        InstanceType = element.Text("instanceType"),
        CurrentGeneration = element.Flag("currentGeneration"),
        BareMetal = element.Flag("bareMetal"),
        Hypervisor = element.Text("hypervisor"),
        BurstablePerformanceSupported = element.Flag("burstablePerformanceSupported"),
        ProcessorInfo = element.Object("processorInfo", ReadProcessorInfo),
        VCpuInfo = element.Object("vCpuInfo", ReadVCpuInfo),
        MemoryInfo = element.Object("memoryInfo", ReadMemoryInfo),
        NetworkInfo = element.Object("networkInfo", ReadNetworkInfo),
    };

    private static ProcessorInfo ReadProcessorInfo(XmlElement element) => new()
    {
        Manufacturer = element.Text("manufacturer"),
        SupportedArchitectures = element.Texts("supportedArchitectures"),
    };

    private static VCpuInfo ReadVCpuInfo(XmlElement element) => new()
    {
        DefaultVCpus = element.Int("defaultVCpus"),
        DefaultCores = element.Int("defaultCores"),
        DefaultThreadsPerCore = element.Int("defaultThreadsPerCore"),
    };

    private static MemoryInfo ReadMemoryInfo(XmlElement element) => new()
    {
        SizeInMiB = element.Long("sizeInMiB"),
    };

    private static NetworkInfo ReadNetworkInfo(XmlElement element) => new()
    {
        NetworkPerformance = element.Text("networkPerformance"),
        MaximumNetworkInterfaces = element.Int("maximumNetworkInterfaces"),
        MaximumNetworkCards = element.Int("maximumNetworkCards"),
        DefaultNetworkCardIndex = element.Int("defaultNetworkCardIndex"),
        Ipv4AddressesPerInterface = element.Int("ipv4AddressesPerInterface"),
        Ipv6AddressesPerInterface = element.Int("ipv6AddressesPerInterface"),
        Ipv6Supported = element.Flag("ipv6Supported"),
        EnaSupport = element.Text("enaSupport"),
        EnaSrdSupported = element.Flag("enaSrdSupported"),
        ConnectionTrackingConfiguration = element.Object("connectionTrackingConfiguration", ReadDefaultConnectionTrackingConfiguration),
        NetworkCards = element.List("networkCards", ReadNetworkCardInfo),
    };

    private static DefaultConnectionTrackingConfiguration ReadDefaultConnectionTrackingConfiguration(XmlElement element) => new()
    {
        DefaultTcpEstablishedTimeout = element.Int("defaultTcpEstablishedTimeout"),
        DefaultUdpTimeout = element.Int("defaultUdpTimeout"),
        DefaultUdpStreamTimeout = element.Int("defaultUdpStreamTimeout"),
    };

    private static NetworkCardInfo ReadNetworkCardInfo(XmlElement element) => new()
    {
        NetworkCardIndex = element.Int("networkCardIndex"),
        NetworkPerformance = element.Text("networkPerformance"),
        MaximumNetworkInterfaces = element.Int("maximumNetworkInterfaces"),
        BaselineBandwidthInGbps = element.Double("baselineBandwidthInGbps"),
        PeakBandwidthInGbps = element.Double("peakBandwidthInGbps"),
    };
}
