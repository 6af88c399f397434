using System.Text;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>The serial console of an instance.</summary>
    public static AwsCall<ConsoleOutput> GetConsoleOutput(string instanceId, bool latest) =>
        new(AwsService.Ec2, "GetConsoleOutput", static body => XmlAnswer.ReadOne(body, "GetConsoleOutputResponse", child: null, ReadConsoleOutput))
        {
            Parameters = new QueryParameters().Add("InstanceId", instanceId).Add("Latest", latest ? true : null),
            About = instanceId,
        };

    private static ConsoleOutput ReadConsoleOutput(XmlElement element) => new()
    {
        InstanceId = element.Text("instanceId"),
        Timestamp = element.Time("timestamp"),
        Output = element.Text("output") is { } output ? Decode(output) : null,
    };

    // The API's answer is base64; the console's bytes are what some kernel and firmware wrote, mostly UTF-8.
    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
