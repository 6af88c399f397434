using System.Text.Json.Nodes;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.AwsApi;

public sealed class CborTests(AwsLabFixture fixture) : IClassFixture<AwsLabFixture>, IDisposable
{
    private AwsLab Lab => fixture.Lab;

    public void Dispose() => Lab.World.Apis.Aws = new AwsApiSpec();

    // Examples of RFC 8949, appendix A.
    [Theory]
    [InlineData("1864", "100")]
    [InlineData("1b000000e8d4a51000", "1000000000000")]
    [InlineData("3863", "-100")]
    [InlineData("f93e00", "1.5")]
    [InlineData("fa47c35000", "100000")]
    [InlineData("fbc010666666666666", "-4.1")]
    [InlineData("f5", "true")]
    [InlineData("c11a514b67b0", "1363896240")]
    [InlineData("c1fb41d452d9ec200000", "1363896240.5")]
    [InlineData("63e6b0b4", "\"\\u6C34\"")]
    [InlineData("8301820203820405", "[1,[2,3],[4,5]]")]
    [InlineData("9f018202039f0405ffff", "[1,[2,3],[4,5]]")]
    [InlineData("a26161016162820203", "{\"a\":1,\"b\":[2,3]}")]
    [InlineData("bf61610161629f0203ffff", "{\"a\":1,\"b\":[2,3]}")]
    [InlineData("7f657374726561646d696e67ff", "\"streaming\"")]
    public void Examples_of_the_standard_are_read(string hex, string json) =>
        Assert.Equal(json, CborReader.Parse(Convert.FromHexString(hex))!.ToJsonString());

    [Theory]
    [InlineData("")]
    [InlineData("62")]
    [InlineData("8201")]
    [InlineData("1c")]
    [InlineData("f8ff")]
    [InlineData("bf6161")]
    [InlineData("9bffffffffffffffff")]
    [InlineData("7f62")]
    public void What_ends_too_early_or_is_none_is_refused(string hex) => Assert.Throws<FormatException>(() => CborReader.Parse(Convert.FromHexString(hex)));

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<FormatException>(() => CborReader.Parse([.. Enumerable.Repeat((byte)0x81, 100_000), 0x01]));

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var writer = new CborAnswerWriter();
        writer.Text("text", new string('x', 300)).Number("large", long.MaxValue / 3).Number("below", -70000).Flag("no", false).Number("none", null)
            .Time("time", DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_250)).Object("inner", () => writer.Texts("texts", ["a", "b"]).Reals("reals", [0.5, -2]));

        Assert.Equal($"{{\"text\":\"{new string('x', 300)}\",\"large\":{long.MaxValue / 3},\"below\":-70000,\"no\":false,\"time\":1700000000.25,\"inner\":{{\"texts\":[\"a\",\"b\"],\"reals\":[0.5,-2]}}}}",
            CborReader.Parse(writer.End().Span)!.ToJsonString());
    }

    [Fact]
    public async Task CloudWatch_says_the_same_in_each_of_its_protocols()
    {
        // An older botocore speaks one of them.
        string[] protocols = fixture.Botocore.Version >= new Version(1, 40) ? ["smithy-rpc-v2-cbor", "json", "query"] : ["query"];
        foreach (string protocol in protocols)
        {
            Lab.World.Apis.Aws = new AwsApiSpec();
            JsonObject answer = await fixture.Botocore.AskAsync(Lab, "cloudwatch", "GetMetricData", RichLab.MetricData(Lab), protocol: protocol);
            JsonObject token = await fixture.Botocore.AskAsync(Lab, "cloudwatch", "ListMetrics", new() { ["NextToken"] = "x" }, protocol: protocol);
            Lab.World.Apis.Aws = new AwsApiSpec { Deny = ["cloudwatch:*"] };
            JsonObject refused = await fixture.Botocore.AskAsync(Lab, "cloudwatch", "ListMetrics", protocol: protocol);

            Assert.True(answer.ContainsKey("result"), answer.ToJsonString());
            Assert.Equal(protocol, (string)answer["protocol"]!);
            Assert.Empty(answer["faults"]!.AsArray());
            Assert.Equal([1d, 2d, 3d], answer["result"]!["MetricDataResults"]![0]!["Values"]!.AsArray().Select(value => value!.GetValue<double>()));
            Assert.Equal("InvalidNextToken", (string)token["code"]!);
            Assert.Contains("AccessDenied", (string)refused["code"]!, StringComparison.Ordinal);
        }
    }
}
