using System.Text;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.AwsApi;

public class SignatureVerifierTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly LabCredentials s_keys = new("AKIALABTEST", "secret/of+the=lab");
    private static readonly SignatureVerifier s_verifier = new(s_keys, "123456789012", "eu-west-2");

    // Signed by botocore 1.43.11 at the time above; 1.29.27 signs the same.
    private static readonly SignedMessage s_post = new("POST", "/", "",
    [
        new("Host", "127.17.254.1:4566"),
        new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
        new("X-Amz-Meta", "  a   b  c "),
        new("X-Amz-Date", "20260301T120000Z"),
        new("Authorization", "AWS4-HMAC-SHA256 Credential=AKIALABTEST/20260301/eu-west-2/ec2/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-meta, "
            + "Signature=3090dc4f856bdf1706922c63b397fe2036fa117c37d4aa6ad0746757821af1c2"),
    ], Encoding.UTF8.GetBytes("Action=DescribeInstances&Version=2016-11-15"));

    private static readonly SignedMessage s_get = new("GET", "/clusters/my%20cluster%2Fx", "maxResults=5&nextToken=a%2Bb%2F%3D&a=%20z&empty=",
    [
        new("Host", "127.17.254.1:4566"),
        new("X-Amz-Date", "20260301T120000Z"),
        new("Authorization", "AWS4-HMAC-SHA256 Credential=AKIALABTEST/20260301/eu-west-2/eks/aws4_request, SignedHeaders=host;x-amz-date, "
            + "Signature=e575bc9b0278f11827a60abe2de0e1616f0ea9644f61719ac0e99ffdb6dc1464"),
    ], default);

    [Fact]
    public void The_example_of_the_IAM_guide_has_the_signature_of_the_guide()
    {
        var verifier = new SignatureVerifier(new LabCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), "123456789012", "us-east-1");
        var message = new SignedMessage("GET", "/", "Action=ListUsers&Version=2010-05-08",
        [
            new("Host", "iam.amazonaws.com"),
            new("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            new("X-Amz-Date", "20150830T123600Z"),
            new("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
        ], default);

        Assert.Equal(SignatureFailure.None, verifier.Verify(message, new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero)).Failure);
    }

    [Fact]
    public void What_botocore_signed_is_accepted_with_who_signed_it()
    {
        SignatureVerdict post = s_verifier.Verify(s_post, s_now);

        Assert.Equal((SignatureFailure.None, ""), (post.Failure, post.Reason));
        Assert.Equal("arn:aws:iam::123456789012:user/lab", post.Caller!.Arn);
        Assert.Equal(SignatureFailure.None, s_verifier.Verify(s_get, s_now).Failure);
    }

    [Fact]
    public void Whatever_is_changed_on_the_way_breaks_the_signature()
    {
        SignedMessage[] changed =
        [
            s_post with { Body = Encoding.UTF8.GetBytes("Action=TerminateInstances&Version=2016-11-15") },
            s_post with { Method = "GET" },
            s_post with { RawPath = "/other" },
            s_post with { RawQuery = "DryRun=true" },
            With(s_post, "X-Amz-Meta", "a b d"),
            With(s_post, "Host", "ec2.eu-west-2.amazonaws.com"),
            With(s_post, "X-Amz-Date", "20260301T120001Z"),
            s_get with { RawQuery = s_get.RawQuery.Replace("maxResults=5", "maxResults=6", StringComparison.Ordinal) },
            s_get with { RawPath = "/clusters/my%20cluster/x" },
        ];

        Assert.All(changed, message => Assert.Equal(SignatureFailure.Mismatch, s_verifier.Verify(message, s_now).Failure));
    }

    [Fact]
    public void The_order_of_a_query_does_not_matter()
    {
        SignedMessage reordered = s_get with { RawQuery = "empty=&a=%20z&nextToken=a%2Bb%2F%3D&maxResults=5" };

        Assert.Equal(SignatureFailure.None, s_verifier.Verify(reordered, s_now).Failure);
    }

    [Fact]
    public void A_mismatch_says_what_should_have_been_signed()
    {
        SignatureVerdict verdict = s_verifier.Verify(s_post with { RawPath = "/other" }, s_now);

        Assert.StartsWith("The request signature we calculated does not match the signature you provided.", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains("should have been\n'POST\n/other\n", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_secret_another_key_and_another_region_are_told_apart()
    {
        var otherSecret = new SignatureVerifier(s_keys with { SecretAccessKey = "another" }, "123456789012", "eu-west-2");
        var otherKey = new SignatureVerifier(s_keys with { AccessKeyId = "AKIAOTHER" }, "123456789012", "eu-west-2");
        var otherRegion = new SignatureVerifier(s_keys, "123456789012", "us-west-1");

        Assert.Equal(SignatureFailure.Mismatch, otherSecret.Verify(s_post, s_now).Failure);
        Assert.Equal(SignatureFailure.UnknownKey, otherKey.Verify(s_post, s_now).Failure);
        Assert.Equal("Credential should be scoped to a valid region, not 'eu-west-2'. ", otherRegion.Verify(s_post, s_now).Reason);
    }

    [Theory]
    [InlineData(-299, SignatureFailure.None)]
    [InlineData(299, SignatureFailure.None)]
    [InlineData(-301, SignatureFailure.Skewed)]
    [InlineData(301, SignatureFailure.Skewed)]
    public void Five_minutes_of_skew_are_the_limit(int seconds, object expected)
    {
        Assert.Equal(expected, s_verifier.Verify(s_post, s_now.AddSeconds(seconds)).Failure);
    }

    [Fact]
    public void Skew_is_told_in_the_words_of_AWS()
    {
        Assert.Equal("Signature expired: 20260301T120000Z is now earlier than 20260301T120500Z (20260301T121000Z - 5 min.)",
            s_verifier.Verify(s_post, s_now.AddMinutes(10)).Reason);
        Assert.Equal("Signature not yet current: 20260301T120000Z is still later than 20260301T115500Z (20260301T115000Z + 5 min.)",
            s_verifier.Verify(s_post, s_now.AddMinutes(-10)).Reason);
    }

    [Fact]
    public void A_missing_and_an_incomplete_signature_are_told_apart()
    {
        SignedMessage without = s_post with { Headers = [.. s_post.Headers.Where(field => field.Key != "Authorization")] };
        SignedMessage half = With(s_post, "Authorization", "AWS4-HMAC-SHA256 Credential=AKIALABTEST/20260301/eu-west-2/ec2/aws4_request, SignedHeaders=host");

        Assert.Equal(SignatureFailure.Missing, s_verifier.Verify(without, s_now).Failure);
        Assert.Equal((SignatureFailure.Incomplete, "Authorization header requires 'Signature' parameter."),
            (s_verifier.Verify(half, s_now).Failure, s_verifier.Verify(half, s_now).Reason));
        Assert.Equal(SignatureFailure.Incomplete, s_verifier.Verify(With(s_post, "Authorization", "Bearer x"), s_now).Failure);
    }

    [Fact]
    public void A_session_token_that_is_not_of_this_lab_is_no_token()
    {
        SignedMessage message = s_post with { Headers = [.. s_post.Headers, new("X-Amz-Security-Token", "bm9uZQ==")] };

        Assert.Equal(SignatureFailure.UnknownKey, s_verifier.Verify(message, s_now).Failure);
    }

    private static SignedMessage With(SignedMessage message, string header, string value) =>
        message with { Headers = [.. message.Headers.Select(field => field.Key == header ? new(header, value) : field)] };
}
