using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Pipeline;

/// <summary>Errors as each protocol writes them.</summary>
public class ErrorAnswerTests
{
    private const string Ec2 = "<?xml version=\"1.0\"?><Response><Errors><Error><Code>CODE</Code><Message>Words of AWS</Message></Error></Errors><RequestID>r-1</RequestID></Response>";
    private const string Query = "<ErrorResponse xmlns=\"http://x/\"><Error><Type>Sender</Type><Code>CODE</Code><Message>Words of AWS</Message></Error><RequestId>r-1</RequestId></ErrorResponse>";

    [Fact]
    public async Task Both_dialects_of_XML_and_JSON_give_code_status_and_request_id()
    {
        AmazonServiceException[] errors =
        [
            await FailAsync(AwsService.Ec2, 400, Ec2.Replace("CODE", "InvalidInstanceID.NotFound"), "text/xml"),
            await FailAsync(AwsService.Elbv2, 400, Query.Replace("CODE", "TargetGroupNotFound"), "text/xml"),
            await FailAsync(AwsService.Eks, 404, "{\"message\":\"Words of AWS\"}", "application/json", "x-amzn-ErrorType: ResourceNotFoundException:http://x/\r\nx-amzn-RequestId: r-1\r\n"),
            await FailAsync(AwsService.CloudTrail, 400, "{\"__type\":\"com.amazonaws.x#InvalidMaxResultsException\",\"Message\":\"Words of AWS\"}", "application/x-amz-json-1.1", "x-amzn-RequestId: r-1\r\n"),
        ];

        Assert.Equal(["InvalidInstanceID.NotFound", "TargetGroupNotFound", "ResourceNotFoundException", "InvalidMaxResultsException"], errors.Select(error => error.ErrorCode));
        Assert.All(errors, error => Assert.Equal(("Words of AWS", "r-1"), (error.Message, error.RequestId)));
        Assert.Equal([400, 400, 404, 400], errors.Select(error => (int)error.StatusCode));
        Assert.Equal([GapKind.NotFound, GapKind.NotFound, GapKind.NotFound, GapKind.Other], errors.Select(error => AwsFailure.Of(error).Kind));
    }

    [Theory]
    [InlineData(403, "AccessDenied", GapKind.Denied)]
    [InlineData(403, "UnauthorizedOperation", GapKind.Denied)]
    [InlineData(400, "ExpiredToken", GapKind.BadCredentials)]
    [InlineData(403, "InvalidClientTokenId", GapKind.BadCredentials)]
    [InlineData(401, "AuthFailure", GapKind.BadCredentials)]
    [InlineData(400, "UnrecognizedClientException", GapKind.BadCredentials)]
    [InlineData(400, "RequestTimeTooSkewed", GapKind.ClockSkew)]
    [InlineData(400, "InvalidAction", GapKind.NotSupported)]
    [InlineData(401, "OptInRequired", GapKind.NotSupported)]
    [InlineData(400, "ValidationError", GapKind.Other)]
    public async Task Codes_have_a_kind_and_a_sentence(int status, string code, GapKind kind)
    {
        AwsFailure failure = AwsFailure.Of(await FailAsync(AwsService.Elbv2, status, Query.Replace("CODE", code), "text/xml"));

        Assert.Equal((kind, code), (failure.Kind, failure.Code));
        Assert.True(failure.Reason == "Words of AWS" || failure.Reason.EndsWith('.'), failure.Reason);
    }

    [Theory]
    [InlineData("User: arn:aws:iam::1:user/a is not authorized to perform: ec2:X with an explicit deny in a service control policy", "organization")]
    [InlineData("User: arn:aws:iam::1:user/a is not authorized to perform: ec2:X with an explicit deny in an identity-based policy", "explicitly")]
    [InlineData("User: arn:aws:iam::1:user/a is not authorized to perform: ec2:X because no identity-based policy allows the ec2:X action", "Allow ec2:X")]
    public void Who_is_denied_what_stays_in_the_words_and_the_advice_follows_the_policy(string message, string advice)
    {
        var denied = new AmazonServiceException(message + ". Encoded authorization failure message: c2VjcmV0", null, ErrorType.Sender, "UnauthorizedOperation", "r", System.Net.HttpStatusCode.Forbidden);

        SnapshotGap gap = AwsFailure.ToGap(denied, "1/eu-west-2", "ec2:X", "i-1\u001b[31m", DateTime.UnixEpoch, 7);

        Assert.StartsWith("User: arn:aws:iam::1:user/a is not authorized to perform: ec2:X", gap.Reason);
        Assert.DoesNotContain("Encoded", gap.Reason);
        Assert.Contains(advice, gap.Advice);
        Assert.Equal(("i-1\\x1b[31m", 7), (gap.Resource, gap.ItemsRead));
    }

    [Theory]
    [InlineData(403, GapKind.Malformed)]
    [InlineData(407, GapKind.Unreachable)]
    [InlineData(502, GapKind.ServiceFailed)]
    public async Task A_page_that_is_no_answer_of_AWS_is_known_by_its_status_and_not_quoted(int status, GapKind kind)
    {
        foreach (AwsService service in new[] { AwsService.Ec2, AwsService.Elbv2, AwsService.Eks })
        {
            AmazonServiceException error = await FailAsync(service, status, "<html><body>CANARY & more", "text/html");

            Assert.Equal((kind, null), (AwsFailure.Of(error).Kind, AwsFailure.Of(error).Code));
            Assert.DoesNotContain("CANARY", error.ToString());
        }
    }

    [Fact]
    public async Task What_was_signed_is_not_in_the_exception()
    {
        const string Message = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
            + "\n\nThe Canonical String for this request should have been\n'POST\n/\n\nx-amz-security-token:CANARY\n'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\nCANARY'\n";

        AmazonServiceException error = await FailAsync(AwsService.Elbv2, 403, Query.Replace("CODE", "SignatureDoesNotMatch").Replace("Words of AWS", Message), "text/xml");

        Assert.StartsWith("The request signature we calculated does not match", error.Message);
        Assert.DoesNotContain("CANARY", error.ToString());
        Assert.Equal((GapKind.BadCredentials, "The secret access key does not belong to the access key."), (AwsFailure.Of(error).Kind, AwsFailure.Of(error).Reason));
    }

    private static async Task<AmazonServiceException> FailAsync(AwsService service, int status, string body, string contentType, string headers = "")
    {
        await using var api = LoopbackApi.Start((_, answer) => answer.SendAsync(status, body, contentType, headers));
        using AwsConnection connection = TestAws.Connect(api.Endpoint, settings => settings with { MaxAttempts = 1 });
        return await Assert.ThrowsAnyAsync<AmazonServiceException>(() => connection.Pipeline.InvokeAsync(new AwsCall<string>(service, "DescribeX", TestAws.Text), default));
    }
}
