using System.Text;
using System.Text.Json;
using System.Xml;
using TlsPathTools.Aws.CloudTrail;
using TlsPathTools.Aws.Ec2;
using TlsPathTools.Aws.Eks;
using TlsPathTools.Aws.Elbv2;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Tests.Reading;

/// <summary>Answers that something else than AWS gave: refused, within bounds, and never taken for an empty list.</summary>
public class HostileAnswerTests
{
    private const string Open = "<DescribeVpcsResponse><vpcSet>";
    private const string Close = "</vpcSet></DescribeVpcsResponse>";

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><DescribeVpcsResponse><vpcSet><item><vpcId>&a;</vpcId></item></vpcSet></DescribeVpcsResponse>")]
    [InlineData("<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><DescribeVpcsResponse>&c;</DescribeVpcsResponse>")]
    [InlineData("<!DOCTYPE x SYSTEM \"file:///etc/hostname\"><DescribeVpcsResponse/>")]
    [InlineData("<DescribeVpcsResponse><vpcSet><item><vpcId>&undeclared;</vpcId></item></vpcSet></DescribeVpcsResponse>")]
    public void Entities_and_document_types_are_refused(string answer) => Assert.Throws<XmlException>(() => Vpcs(answer));

    [Theory]
    [InlineData("<html><body>Log in to the network</body></html>")]
    [InlineData("<DescribeSubnetsResponse><subnetSet/></DescribeSubnetsResponse>")]
    [InlineData("<Response><Errors><Error><Code>x</Code></Error></Errors></Response>")]
    [InlineData("")]
    [InlineData("{\"vpcs\":[]}")]
    public void Another_answer_is_no_empty_list(string answer) => Assert.True(Record.Exception(() => Vpcs(answer)) is XmlException or FormatException);

    [Fact]
    public void An_answer_without_its_result_is_no_empty_list() => Assert.Throws<FormatException>(() =>
        Read(Elbv2Operations.DescribeTags(["a"]), "<DescribeTagsResponse><ResponseMetadata/></DescribeTagsResponse>"));

    [Fact]
    public void An_empty_list_is_one()
    {
        AwsPage<Vpc> page = Vpcs("<DescribeVpcsResponse><requestId/><vpcSet/></DescribeVpcsResponse>");

        Assert.Empty(page.Items);
        Assert.Null(page.NextToken);
    }

    [Fact]
    public void Deep_nesting_is_refused_in_an_item_and_in_what_is_passed_over()
    {
        Assert.Throws<FormatException>(() => Ec2Operations.DescribeVpcs([]).Read(new RepeatingStream(Open + "<item>", "<a>", 10_000_000)));
        var skipped = new RepeatingStream("<DescribeVpcsResponse>", "<a>", 10_000_000);
        Assert.Throws<FormatException>(() => Ec2Operations.DescribeVpcs([]).Read(skipped));

        Assert.InRange(skipped.BytesRead, 1, 1 << 20);
    }

    [Theory]
    [InlineData(Open + "<item><vpcId>", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20L << 20)]
    [InlineData(Open + "<item>", "<a/>", 5L << 20)]
    [InlineData(Open, "<item/>", 1L << 20)]
    public void A_text_an_item_and_a_page_have_limits(string beginning, string repeated, long most)
    {
        var endless = new RepeatingStream(beginning, repeated, long.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FormatException>(() => Ec2Operations.DescribeVpcs([]).Read(endless));

        Assert.InRange(endless.BytesRead, 1, most);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    [Theory]
    [InlineData("<isDefault>perhaps</isDefault>")]
    [InlineData("<isDefault>1</isDefault>")]
    public void A_value_of_another_kind_is_an_error_and_no_guess(string element) => Assert.Throws<FormatException>(() => Vpcs($"{Open}<item>{element}</item>{Close}"));

    [Fact]
    public void Numbers_and_times_of_another_kind_are_errors()
    {
        Assert.Throws<FormatException>(() => Read(Ec2Operations.DescribeSubnets([]), "<DescribeSubnetsResponse><subnetSet><item><availableIpAddressCount>4294967296</availableIpAddressCount></item></subnetSet></DescribeSubnetsResponse>"));
        Assert.Throws<FormatException>(() => Read(Ec2Operations.GetConsoleOutput("i", latest: false), "<GetConsoleOutputResponse><timestamp>yesterday</timestamp></GetConsoleOutputResponse>"));
        Assert.Throws<FormatException>(() => Read(Ec2Operations.GetConsoleOutput("i", latest: false), "<GetConsoleOutputResponse><output>***</output></GetConsoleOutputResponse>"));
    }

    [Fact]
    public void An_answer_that_is_cut_off_anywhere_is_an_error()
    {
        byte[] answer = Encoding.UTF8.GetBytes($"{Open}<item><vpcId>vpc-1</vpcId><tagSet><item><key>a</key><value>b&amp;ü</value></item></tagSet></item>{Close}");
        for (int length = 0; length < answer.Length; length++)
        {
            byte[] part = answer[..length];
            Assert.True(Record.Exception(() => Ec2Operations.DescribeVpcs([]).Read(new MemoryStream(part))) is XmlException or FormatException, $"after {length} bytes");
        }

        Assert.Equal("b&ü", Ec2Operations.DescribeVpcs([]).Read(new MemoryStream(answer)).Items.Single().Tags.Single().Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"cluster\":{\"createdAt\":\"today\"}}")]
    [InlineData("{\"cluster\":{\"createdAt\":1e300}}")]
    [InlineData("{\"cluster\":{\"name\":5}}")]
    public void Json_that_is_no_cluster_is_an_error(string answer) =>
        Assert.True(Record.Exception(() => Read(EksOperations.DescribeCluster("a"), answer)) is JsonException or FormatException);

    [Fact]
    public void Json_has_limits_too()
    {
        Assert.Throws<FormatException>(() => EksOperations.ListClusters().Read(new RepeatingStream("{\"clusters\":[", "\"a\",", long.MaxValue)));
        Assert.Throws<JsonException>(() => EksOperations.ListClusters().Read(new RepeatingStream("{\"x\":", "[", 100_000)));
    }

    [Fact]
    public void A_trail_event_does_not_keep_the_access_key()
    {
        AwsPage<TrailEvent> page = Read(CloudTrailOperations.LookupEvents(null, DateTime.UnixEpoch, DateTime.UnixEpoch),
            """{"Events":[{"EventId":"1","AccessKeyId":"AKIASECRET","CloudTrailEvent":"{\"userIdentity\":{\"accessKeyId\":\"AKIASECRET\",\"arn\":\"a\"},\"requestParameters\":{\"password\":\"AKIASECRET\"}}"}]}""");

        Assert.Equal("a", page.Items.Single().UserIdentityArn);
        Assert.DoesNotContain("AKIASECRET", JsonSerializer.Serialize(page));
    }

    [Fact]
    public void What_is_new_in_the_api_is_kept_or_passed_over()
    {
        AwsPage<TargetHealthDescription> page = Read(Elbv2Operations.DescribeTargetHealth("a"),
            "<DescribeTargetHealthResponse><DescribeTargetHealthResult><New><member>x</member></New><TargetHealthDescriptions><member><TargetHealth><State>unhealthy.draining</State>"
            + "<Mood>good</Mood></TargetHealth></member></TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>");

        Assert.Equal("unhealthy.draining", page.Items.Single().TargetHealth!.State);
        Assert.Null(page.Items.Single().Target);
    }

    [Fact]
    public void A_text_keeps_its_whitespace_its_sections_and_its_emptiness()
    {
        Vpc vpc = Vpcs($"{Open}\n  <item>\n    <vpcId> <![CDATA[<a>]]>&#x9;</vpcId>\n    <state/>\n    <isDefault/>\n    <ownerId>  </ownerId>\n  </item>\n{Close}").Items.Single();

        Assert.Equal(" <a>\t", vpc.VpcId);
        Assert.Equal("", vpc.State);
        Assert.Equal("  ", vpc.OwnerId);
        Assert.Null(vpc.IsDefault);
        Assert.Null(vpc.CidrBlock);
    }

    private static AwsPage<Vpc> Vpcs(string answer) => Read(Ec2Operations.DescribeVpcs([]), answer);

    private static T Read<T>(AwsCall<T> call, string answer) => call.Read(new MemoryStream(Encoding.UTF8.GetBytes(answer)));
}
