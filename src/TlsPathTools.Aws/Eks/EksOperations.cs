using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Eks;

/// <summary>EKS.</summary>
internal static class EksOperations
{
    /// <summary>A cluster.</summary>
    public static AwsCall<EksCluster> DescribeCluster(string name) => new(AwsService.Eks, "DescribeCluster", ReadCluster)
    {
        Path = "/clusters/" + Uri.EscapeDataString(name),
        About = name,
    };

    /// <summary>The names of the clusters.</summary>
    public static AwsCall<AwsPage<string>> ListClusters(string? nextToken = null, int maxResults = 100) => new(AwsService.Eks, "ListClusters", ReadClusters)
    {
        Path = "/clusters",
        Parameters = new QueryParameters().Add("maxResults", maxResults).Add("nextToken", nextToken),
    };

    private static EksCluster ReadCluster(Stream body) =>
        JsonAnswer.Read(body, EksJson.Default.DescribeClusterAnswer).Cluster ?? throw new FormatException("The answer has no cluster.");

    private static AwsPage<string> ReadClusters(Stream body)
    {
        ListClustersAnswer answer = JsonAnswer.Read(body, EksJson.Default.ListClustersAnswer);
        return new(answer.Clusters ?? throw new FormatException("The answer has no clusters."), answer.NextToken is { Length: > 0 } token ? token : null);
    }
}
