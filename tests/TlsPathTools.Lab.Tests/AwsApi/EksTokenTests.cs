using System.Text;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.AwsApi;

public class EksTokenTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SignatureVerifier s_verifier = new(new LabCredentials("AKIALABTEST", "secret/of+the=lab"), "123456789012", "eu-west-2");

    // Presigned by botocore 1.43.11 for the cluster 'relay'.
    private const string Url = "https://sts.eu-west-2.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIALABTEST%2F20260301%2Feu-west-2%2Fsts%2Faws4_request&X-Amz-Date=20260301T120000Z&X-Amz-Expires=60"
        + "&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=7927de074d18f11d3054e59ebd368b9321524a1f58dd370b6a6625d86d931f06";

    [Fact]
    public void A_token_that_botocore_made_is_accepted_for_its_cluster()
    {
        Assert.Equal("", Verify(Token(Url)));
    }

    [Fact]
    public void It_is_refused_for_another_cluster()
    {
        Assert.StartsWith("sts getCallerIdentity failed", Verify(Token(Url), cluster: "another"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, "")]
    [InlineData(899, "")]
    [InlineData(901, "input token was not properly formatted: X-Amz-Date parameter is expired (15 minute expiration) 20260301T120000Z")]
    public void It_lives_a_quarter_of_an_hour_whatever_it_says(int seconds, string expected)
    {
        Assert.Equal(expected, Verify(Token(Url), after: seconds));
    }

    [Theory]
    [InlineData("sts.eu-west-2.amazonaws.com", "evil.example.org", "unexpected hostname \"evil.example.org\" in pre-signed URL")]
    [InlineData("https:", "http:", "unexpected scheme \"http\" in pre-signed URL")]
    [InlineData("com/?", "com/x?", "unexpected path in pre-signed URL")]
    [InlineData("GetCallerIdentity", "AssumeRole", "unexpected action parameter in pre-signed URL")]
    [InlineData("&Version", "&Extra=1&Version", "non-whitelisted query parameter \"Extra\"")]
    [InlineData("&Version", "&Version=1&Version", "query parameter with multiple values not supported")]
    [InlineData("host%3Bx-k8s-aws-id", "host", "client did not sign the x-k8s-aws-id header in the pre-signed URL")]
    public void A_url_that_is_something_else_is_refused(string part, string instead, string reason)
    {
        Assert.Equal("input token was not properly formatted: " + reason, Verify(Token(Url.Replace(part, instead, StringComparison.Ordinal))));
    }

    [Fact]
    public void A_changed_signature_and_a_token_that_is_none_are_refused()
    {
        Assert.StartsWith("sts getCallerIdentity failed", Verify(Token(Url[..^1] + "7")), StringComparison.Ordinal);
        Assert.Contains("token is missing expected \"k8s-aws-v1.\" prefix", Verify("eyJhbGciOi"), StringComparison.Ordinal);
        Assert.Contains("illegal base64 data", Verify("k8s-aws-v1.%%%"), StringComparison.Ordinal);
        Assert.Contains("token is too large", Verify("k8s-aws-v1." + new string('A', 5000)), StringComparison.Ordinal);
    }

    private static string Verify(string token, string cluster = "relay", int after = 0)
    {
        bool accepted = EksToken.TryVerify(token, s_verifier, s_now.AddSeconds(after), cluster, out CallerIdentity? caller, out string reason);
        Assert.Equal(accepted, caller is not null);
        Assert.Equal(accepted, reason.Length == 0);
        return reason;
    }

    private static string Token(string url) =>
        "k8s-aws-v1." + Convert.ToBase64String(Encoding.UTF8.GetBytes(url)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
