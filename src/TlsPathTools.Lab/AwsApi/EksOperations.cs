using System.Text;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>EKS: how one reaches a cluster.</summary>
internal static class EksOperations
{
    private static readonly Paging s_pages = new("maxResults", "nextToken", 1, 100, 100,
        size => new AwsException("InvalidParameterException", $"maxResults must be between 1 and 100, and not {size}"),
        _ => new AwsException("InvalidParameterException", "The nextToken is not valid"));

    public static IEnumerable<AwsOperation> All { get; } = [new("eks", "ListClusters", List), new("eks", "DescribeCluster", Describe)];

    private static void List(AwsCall call)
    {
        lock (call.Gate)
        {
            Page<string> page = s_pages.Of(call, [.. call.Cloud.EksClusters.Keys.Order(StringComparer.Ordinal)]);
            call.Answer.Texts("clusters", page.Items).Text("nextToken", page.Next);
        }
    }

    private static void Describe(AwsCall call)
    {
        string name = call.Required("name");
        lock (call.Gate)
        {
            EksCluster cluster = call.Cloud.EksClusters.GetValueOrDefault(name) ?? throw new AwsException("ResourceNotFoundException", $"No cluster found for name: {name}.", 404);
            call.Answer.Object("cluster", () => Write(call, cluster));
        }
    }

    private static void Write(AwsCall call, EksCluster cluster)
    {
        AnswerWriter answer = call.Answer;
        string id = Signing.CanonicalRequest.Hex(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(cluster.Arn)))[..32].ToUpperInvariant();
        answer.Text("name", cluster.Name).Text("arn", cluster.Arn).Time("createdAt", cluster.CreatedAt).Text("version", cluster.Version);
        answer.Text("endpoint", cluster.Endpoint).Text("roleArn", cluster.RoleArn);
        answer.Object("resourcesVpcConfig", () => answer.Texts("subnetIds", cluster.SubnetIds).Texts("securityGroupIds", cluster.SecurityGroupIds)
            .Text("clusterSecurityGroupId", cluster.ClusterSecurityGroupId).Text("vpcId", call.Cloud.Vpc.VpcId)
            .Flag("endpointPublicAccess", true).Flag("endpointPrivateAccess", true).Texts("publicAccessCidrs", ["0.0.0.0/0"]));
        answer.Object("kubernetesNetworkConfig", () => answer.Text("serviceIpv4Cidr", cluster.ServiceIpv4Cidr).Text("ipFamily", "ipv4"));
        string[] logs = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
        answer.Object("logging", () => answer.List("clusterLogging", [logs], types => answer.Texts("types", types).Flag("enabled", false)));
        answer.Object("identity", () => answer.Object("oidc", () => answer.Text("issuer", $"https://oidc.eks.{call.Cloud.Region}.amazonaws.com/id/{id}")));
        answer.Text("status", "ACTIVE").Object("certificateAuthority", () => answer.Text("data", Convert.ToBase64String(Encoding.UTF8.GetBytes(cluster.CertificateAuthorityPem))));
        answer.Text("platformVersion", cluster.PlatformVersion);
        answer.Object("tags", () =>
        {
            foreach ((string key, string value) in cluster.Tags)
                answer.Text(key, value);
        });
        answer.Texts("encryptionConfig", []).Object("health", () => answer.Texts("issues", []));
        answer.Object("accessConfig", () => answer.Text("authenticationMode", cluster.AuthenticationMode));
    }
}
