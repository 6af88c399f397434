using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Lab;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Pipeline;

/// <summary>The pipeline against the lab's AWS API, which verifies every signature.</summary>
public class AwsPipelineTests
{
    [Fact]
    public async Task Every_protocol_is_signed_and_read()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab);

        string identity = await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
        string instances = await connection.Pipeline.InvokeAsync(new AwsCall<string>(AwsService.Ec2, "DescribeInstances", TestAws.Text)
        {
            Parameters = new QueryParameters().Add("Filter.1.Name", "instance-state-name").AddList("Filter.1.Value", ["running", "a b+c/ü"]),
        }, default);
        string clusters = await connection.Pipeline.InvokeAsync(new AwsCall<string>(AwsService.Eks, "ListClusters", TestAws.Text) { Path = "/clusters", Parameters = new QueryParameters().Add("maxResults", 10) }, default);
        string events = await connection.Pipeline.InvokeAsync(new AwsCall<string>(AwsService.CloudTrail, "LookupEvents", TestAws.Text) { Body = "{\"MaxResults\":5}"u8.ToArray() }, default);

        Assert.Contains("<Arn>arn:aws:iam::", identity);
        Assert.Contains("<instanceId>i-", instances);
        Assert.Contains("\"clusters\"", clusters);
        Assert.Contains("\"Events\"", events);
    }
}
