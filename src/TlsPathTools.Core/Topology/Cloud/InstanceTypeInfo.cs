namespace TlsPathTools.Topology.Cloud;

/// <summary>What an instance type has: how many interfaces and addresses, and how long its connection tracking remembers.</summary>
public sealed record InstanceTypeInfo
{
    public string? InstanceType { get; init; }

    public bool? CurrentGeneration { get; init; }

    public bool? BareMetal { get; init; }

    public string? Hypervisor { get; init; }

    public bool? BurstablePerformanceSupported { get; init; }

    public ProcessorInfo? ProcessorInfo { get; init; }

    public VCpuInfo? VCpuInfo { get; init; }

    public MemoryInfo? MemoryInfo { get; init; }

    public NetworkInfo? NetworkInfo { get; init; }

    /// <inheritdoc/>
    public override string ToString() => InstanceType ?? "";
}

/// <summary>The processor of an instance type.</summary>
public sealed record ProcessorInfo
{
    public string? Manufacturer { get; init; }

    public string[] SupportedArchitectures { get; init => field = value ?? []; } = [];
}

/// <summary>The virtual processors of an instance type.</summary>
public sealed record VCpuInfo
{
    public int? DefaultVCpus { get; init; }

    public int? DefaultCores { get; init; }

    public int? DefaultThreadsPerCore { get; init; }
}

/// <summary>The memory of an instance type.</summary>
public sealed record MemoryInfo
{
    public long? SizeInMiB { get; init; }
}

/// <summary>The network of an instance type.</summary>
public sealed record NetworkInfo
{
    public string? NetworkPerformance { get; init; }

    public int? MaximumNetworkInterfaces { get; init; }

    public int? MaximumNetworkCards { get; init; }

    public int? DefaultNetworkCardIndex { get; init; }

    public int? Ipv4AddressesPerInterface { get; init; }

    public int? Ipv6AddressesPerInterface { get; init; }

    public bool? Ipv6Supported { get; init; }

    public string? EnaSupport { get; init; }

    public bool? EnaSrdSupported { get; init; }

    public DefaultConnectionTrackingConfiguration? ConnectionTrackingConfiguration { get; init; }

    public NetworkCardInfo[] NetworkCards { get; init => field = value ?? []; } = [];
}

/// <summary>After how many seconds an idle flow is forgotten, and its next packet dropped: 350 on newer types, 432000 on older ones.</summary>
public sealed record DefaultConnectionTrackingConfiguration
{
    public int? DefaultTcpEstablishedTimeout { get; init; }

    public int? DefaultUdpTimeout { get; init; }

    public int? DefaultUdpStreamTimeout { get; init; }
}

/// <summary>A network card of an instance type.</summary>
public sealed record NetworkCardInfo
{
    public int? NetworkCardIndex { get; init; }

    public string? NetworkPerformance { get; init; }

    public int? MaximumNetworkInterfaces { get; init; }

    public double? BaselineBandwidthInGbps { get; init; }

    public double? PeakBandwidthInGbps { get; init; }
}
