using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The listeners of a load balancer.</summary>
    public static AwsCall<AwsPage<Listener>> DescribeListeners(string loadBalancerArn, string? marker = null, int pageSize = 400) =>
        Page("DescribeListeners", Paged(marker, pageSize).Add("LoadBalancerArn", loadBalancerArn), "Listeners", ReadListener)
            with { About = loadBalancerArn };

    private static Listener ReadListener(XmlElement element) => new()
    {
        ListenerArn = element.Text("ListenerArn"),
        LoadBalancerArn = element.Text("LoadBalancerArn"),
        Port = element.Int("Port"),
        Protocol = element.Text("Protocol"),
        SslPolicy = element.Text("SslPolicy"),
        MutualAuthentication = element.Object("MutualAuthentication", ReadMutualAuthenticationAttributes),
        Certificates = element.List("Certificates", ReadCertificate),
        DefaultActions = element.List("DefaultActions", ReadListenerAction),
        AlpnPolicy = element.Texts("AlpnPolicy"),
    };

    private static MutualAuthenticationAttributes ReadMutualAuthenticationAttributes(XmlElement element) => new()
    {
        Mode = element.Text("Mode"),
        TrustStoreArn = element.Text("TrustStoreArn"),
        IgnoreClientCertificateExpiry = element.Flag("IgnoreClientCertificateExpiry"),
        TrustStoreAssociationStatus = element.Text("TrustStoreAssociationStatus"),
    };

    private static Certificate ReadCertificate(XmlElement element) => new()
    {
        CertificateArn = element.Text("CertificateArn"),
        IsDefault = element.Flag("IsDefault"),
    };
}
