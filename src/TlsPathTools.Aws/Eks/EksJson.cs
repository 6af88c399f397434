using System.Text.Json.Serialization;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Eks;

internal sealed record DescribeClusterAnswer(EksCluster? Cluster);

internal sealed record ListClustersAnswer(string[]? Clusters, string? NextToken);

/// <summary>EKS writes names in camel case, and times as seconds since 1970.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(EpochSecondsConverter)], MaxDepth = 32)]
[JsonSerializable(typeof(DescribeClusterAnswer))]
[JsonSerializable(typeof(ListClustersAnswer))]
internal sealed partial class EksJson : JsonSerializerContext;
