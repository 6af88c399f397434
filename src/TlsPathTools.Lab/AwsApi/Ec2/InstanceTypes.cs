using System.Collections.Frozen;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>The types of instances that one meets in clusters.</summary>
internal static class InstanceTypes
{
    private static readonly FrozenDictionary<string, InstanceTypeInfo> s_types = new InstanceTypeInfo[]
    {
        new("t3.small", 2, 2048, 3, 4), new("t3.medium", 2, 4096, 3, 6), new("t3.large", 2, 8192, 3, 12), new("t3.xlarge", 4, 16384, 4, 15),
        new("t3a.medium", 2, 4096, 3, 6), new("t3a.large", 2, 8192, 3, 12),
        new("m5.large", 2, 8192, 3, 10), new("m5.xlarge", 4, 16384, 4, 15), new("m5.2xlarge", 8, 32768, 4, 15), new("m5.4xlarge", 16, 65536, 8, 30),
        new("m5a.large", 2, 8192, 3, 10), new("m5a.xlarge", 4, 16384, 4, 15),
        new("m6i.large", 2, 8192, 3, 10), new("m6i.xlarge", 4, 16384, 4, 15), new("m6i.2xlarge", 8, 32768, 4, 15),
        new("m6a.large", 2, 8192, 3, 10), new("m6a.xlarge", 4, 16384, 4, 15), new("m7i.large", 2, 8192, 3, 10), new("m7i.xlarge", 4, 16384, 4, 15),
        new("c5.large", 2, 4096, 3, 10), new("c5.xlarge", 4, 8192, 4, 15), new("c5.2xlarge", 8, 16384, 4, 15),
        new("c6i.large", 2, 4096, 3, 10), new("c6i.xlarge", 4, 8192, 4, 15), new("r5.large", 2, 16384, 3, 10), new("r5.xlarge", 4, 32768, 4, 15),
        new("r6i.large", 2, 16384, 3, 10),
    }.ToFrozenDictionary(type => type.InstanceType, StringComparer.Ordinal);

    private static readonly Filters<InstanceTypeInfo> s_filters = new()
    {
        { "instance-type", (_, type) => type.InstanceType },
        { "current-generation", (_, _) => "true" },
        { "hypervisor", (_, type) => type.Hypervisor },
        { "processor-info.supported-architecture", (_, _) => "x86_64" },
        { "vcpu-info.default-vcpus", (_, type) => type.VCpus.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    /// <summary>A type; one that is not known has the limits of an m5.large.</summary>
    public static InstanceTypeInfo Of(string name) => s_types.GetValueOrDefault(name) ?? new InstanceTypeInfo(name, 2, 8192, 3, 10);

    public static void Describe(AwsCall call)
    {
        Page<InstanceTypeInfo> page;
        lock (call.Gate)
        {
            Dictionary<string, InstanceTypeInfo> all = call.Cloud.Instances.Values.Select(instance => Of(instance.InstanceType)).Concat(s_types.Values)
                .DistinctBy(type => type.InstanceType, StringComparer.Ordinal).ToDictionary(type => type.InstanceType, StringComparer.Ordinal);
            IReadOnlyList<string> asked = call.Input.Texts("InstanceType");
            string[] unknown = [.. asked.Where(name => !all.ContainsKey(name))];
            if (unknown.Length > 0)
                throw new AwsException("InvalidInstanceType", $"The following supplied instance types do not exist: [{string.Join(", ", unknown)}]");
            page = Ec2Resource.PageOf(call, s_filters.Apply(call, asked.Count == 0 ? all.Values : asked.Select(name => all[name])), "InstanceType", "instanceTypeSet");
        }

        call.Answer.List("instanceTypeSet", page.Items, type => Write(call.Answer, type));
        call.Answer.Text("nextToken", page.Next);
    }

    private static void Write(AnswerWriter answer, InstanceTypeInfo type)
    {
        answer.Text("instanceType", type.InstanceType).Flag("currentGeneration", true).Flag("freeTierEligible", false);
        answer.Texts("supportedUsageClasses", ["on-demand", "spot"]).Texts("supportedRootDeviceTypes", ["ebs"]).Texts("supportedVirtualizationTypes", ["hvm"]);
        answer.Flag("bareMetal", false).Text("hypervisor", type.Hypervisor);
        answer.Object("processorInfo", () => answer.Texts("supportedArchitectures", ["x86_64"]));
        answer.Object("vCpuInfo", () => answer.Number("defaultVCpus", type.VCpus).Number("defaultCores", type.VCpus / 2).Number("defaultThreadsPerCore", 2));
        answer.Object("memoryInfo", () => answer.Number("sizeInMiB", type.MemoryMiB));
        answer.Flag("instanceStorageSupported", false);
        answer.Object("networkInfo", () => answer.Text("networkPerformance", "Up to 10 Gigabit").Number("maximumNetworkInterfaces", type.MaximumNetworkInterfaces)
            .Number("maximumNetworkCards", 1).Number("defaultNetworkCardIndex", 0)
            .Number("ipv4AddressesPerInterface", type.Ipv4AddressesPerInterface).Number("ipv6AddressesPerInterface", type.Ipv4AddressesPerInterface)
            .Flag("ipv6Supported", true).Text("enaSupport", "required").Flag("efaSupported", false).Flag("encryptionInTransitSupported", false));
        answer.Flag("hibernationSupported", false).Flag("burstablePerformanceSupported", type.InstanceType.StartsWith('t'));
        answer.Flag("dedicatedHostsSupported", false).Flag("autoRecoverySupported", true);
    }
}
