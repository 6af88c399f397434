using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.AwsApi;

public class TemporaryCredentialsTests
{
    private static readonly LabCredentials s_lab = LabCredentials.Create();
    private static readonly DateTimeOffset s_end = new(2026, 3, 1, 13, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_was_issued_is_opened_with_its_caller_secret_and_end()
    {
        var issued = TemporaryCredentials.Issue(s_lab, "arn:aws:sts::1:assumed-role/r/s", "AROA:s", s_end);

        Assert.Equal((new CallerIdentity("arn:aws:sts::1:assumed-role/r/s", "AROA:s", issued.AccessKeyId), issued.SecretAccessKey, s_end),
            TemporaryCredentials.Open(s_lab, issued.AccessKeyId, issued.SessionToken));
    }

    [Fact]
    public void A_token_that_was_changed_or_belongs_to_another_key_or_lab_is_none()
    {
        var issued = TemporaryCredentials.Issue(s_lab, "arn", "id", s_end);
        var other = TemporaryCredentials.Issue(s_lab, "arn", "id", s_end);
        byte[] token = Convert.FromBase64String(issued.SessionToken);
        for (int i = 0; i < token.Length; i++)
        {
            token[i] ^= 1;
            Assert.Null(TemporaryCredentials.Open(s_lab, issued.AccessKeyId, Convert.ToBase64String(token)));
            token[i] ^= 1;
        }

        Assert.Null(TemporaryCredentials.Open(s_lab, other.AccessKeyId, issued.SessionToken));
        Assert.Null(TemporaryCredentials.Open(LabCredentials.Create(), issued.AccessKeyId, issued.SessionToken));
        Assert.Null(TemporaryCredentials.Open(s_lab, issued.AccessKeyId, ""));
        Assert.Null(TemporaryCredentials.Open(s_lab, issued.AccessKeyId, "no base64"));
    }

    [Fact]
    public void Their_end_is_told()
    {
        var issued = TemporaryCredentials.Issue(s_lab, "arn", "id", s_end);
        var verifier = new SignatureVerifier(s_lab, "123456789012", "eu-west-2");
        var message = new SignedMessage("GET", "/", "",
        [
            new("Host", "x"), new("X-Amz-Date", "20260301T130001Z"), new("X-Amz-Security-Token", issued.SessionToken),
            new("Authorization", $"AWS4-HMAC-SHA256 Credential={issued.AccessKeyId}/20260301/eu-west-2/sts/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=0"),
        ], default);

        Assert.Equal(SignatureFailure.ExpiredToken, verifier.Verify(message, s_end.AddSeconds(1)).Failure);
        Assert.Equal(SignatureFailure.Mismatch, verifier.Verify(message, s_end.AddSeconds(-1)).Failure);
    }
}
