using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Sts;

/// <summary>STS.</summary>
internal static class StsOperations
{
    public static AwsCall<CallerIdentity> GetCallerIdentity() => new(
        AwsService.Sts, "GetCallerIdentity",
        static body => XmlAnswer.ReadOne(body, "GetCallerIdentityResponse", "GetCallerIdentityResult", ReadCallerIdentity));

    private static CallerIdentity ReadCallerIdentity(XmlElement element) => new()
    {
        Account = element.Text("Account"),
        Arn = element.Text("Arn"),
        UserId = element.Text("UserId"),
    };
}
