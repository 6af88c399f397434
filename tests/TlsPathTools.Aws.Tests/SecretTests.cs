using System.Text;
using System.Text.Json;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Tests.Credentials;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests;

/// <summary>Secrets that are planted everywhere show nowhere: not in gaps, exceptions with all their causes, nor in any text of an object.</summary>
public class SecretTests
{
    private static readonly string[] s_secrets =
    [
        "CANARYsecretkey", "CANARYsessiontoken", "CANARYwebidentity", "CANARYproxypassword", "CANARYssotoken", "CANARYrefresh", "CANARYclientsecret",
    ];

    // What AWS says of a wrong signature repeats what was signed.
    private const string Mismatch = "<ErrorResponse><Error><Type>Sender</Type><Code>CODE</Code><Message>No. The Canonical String for this request should have been\n'x-amz-security-token:CANARYsessiontoken\n' "
        + "Authorization header 'CANARYsecretkey' AWS4-HMAC-SHA256 CANARYwebidentity</Message></Error><RequestId>r</RequestId></ErrorResponse>";

    [Theory]
    [InlineData(403, "SignatureDoesNotMatch")]
    [InlineData(400, "IncompleteSignature")]
    [InlineData(400, "InvalidIdentityToken")]
    [InlineData(403, "AccessDenied")]
    [InlineData(500, "InternalFailure")]
    [InlineData(400, "ValidationError")]
    [InlineData(200, "None")]
    public async Task No_failure_of_any_source_shows_one(int status, string code)
    {
        await using var api = LoopbackApi.Start(status, Mismatch.Replace("CODE", code));
        await using var refusing = LoopbackApi.Start(407, "CANARYproxypassword");
        using CredentialHome home = Home();
        var shown = new StringBuilder();
        AwsCredentialOptions keys = new() { AccessKeyId = "AKIA", SecretAccessKey = "CANARYsecretkey", SessionToken = "CANARYsessiontoken", EndpointUrl = api.Endpoint };
        var role = new AwsCredentialOptions { RoleArn = "arn:aws:iam::1:role/r", EndpointUrl = api.Endpoint };

        foreach (AwsCredentialOptions options in new[]
        {
            keys, keys with { RoleArn = "arn:aws:iam::1:role/r" }, role with { WebIdentityToken = "CANARYwebidentity" },
            role with { WebIdentityTokenProvider = _ => throw new InvalidOperationException("CANARYwebidentity") },
            keys with { EndpointUrl = new Uri("http://service.invalid"), Proxy = new UriBuilder(refusing.Endpoint) { UserName = "me", Password = "CANARYproxypassword" }.Uri },
            new() { ProfileName = "sso", EndpointUrl = api.Endpoint }, new() { ProfileName = "stale", EndpointUrl = api.Endpoint }, new() { ProfileName = "process", EndpointUrl = api.Endpoint },
            new() { ProfileName = "keys", EndpointUrl = api.Endpoint }, new() { ProfileName = "half", EndpointUrl = api.Endpoint },
        })
        {
            shown.Append(options).Append(await ShowAsync(home, options));
        }

        Assert.True(shown.Length > 2000);
        Assert.All(s_secrets, secret => Assert.DoesNotContain(secret, shown.ToString()));
        Assert.DoesNotContain("CANARY", shown.ToString());
    }

    [Fact]
    public void No_object_that_holds_one_prints_it()
    {
        var held = new AwsKeys("AKIA", "CANARYsecretkey", "CANARYsessiontoken", null);
        using var cache = new CredentialCache(new GivenKeys("the keys", held));
        var profile = new AwsProfile("p", new() { ["aws_secret_access_key"] = "CANARYsecretkey" });
        var settings = new AwsSettings { Region = "eu-west-2", Proxy = new Uri("http://me:CANARYproxypassword@p:1") };
        EksToken token = EksToken.Make(held, "eu-west-2", "c", DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain("CANARY", $"{held} {cache} {cache.Source} {profile} {settings} {token}");
        Assert.DoesNotContain(token.Token, token.ToString());
    }

    private static CredentialHome Home()
    {
        var home = new CredentialHome("""
            [profile sso]
            sso_session = corp
            sso_account_id = 1
            sso_role_name = r
            [sso-session corp]
            sso_start_url = https://corp
            sso_region = eu-west-1
            [profile stale]
            sso_start_url = https://old.awsapps.com/start
            sso_account_id = 1
            sso_role_name = r
            sso_region = eu-west-1
            [profile process]
            credential_process = /bin/echo {"AccessKeyId":"a","SecretAccessKey":"CANARYsecretkey","Expiration":"CANARYsessiontoken"}
            """, "[keys]\naws_access_key_id = AKIA\naws_secret_access_key = CANARYsecretkey\naws_session_token = CANARYsessiontoken\n[half]\naws_secret_access_key = CANARYsecretkey\n");
        const string Token = "{\"accessToken\":\"CANARYssotoken\",\"expiresAt\":\"DATE\",\"refreshToken\":\"CANARYrefresh\",\"clientId\":\"i\",\"clientSecret\":\"CANARYclientsecret\",\"registrationExpiresAt\":\"2999-01-01T00:00:00Z\"}";
        var cache = new SsoTokenCache(home.Environment.SsoCacheFolder, TimeProvider.System);
        File.WriteAllText(cache.PathOf("corp"), Token.Replace("DATE", "2999-01-01T00:00:00Z"));
        File.WriteAllText(cache.PathOf("https://old.awsapps.com/start"), Token.Replace("DATE", "2000-01-01T00:00:00Z"));
        return home;
    }

    private static async Task<string> ShowAsync(CredentialHome home, AwsCredentialOptions options)
    {
        var shown = new StringBuilder();
        try
        {
            using AwsConnection connection = home.Open(options);
            shown.AppendLine(string.Concat(connection, connection.CredentialsFrom, connection.Pipeline));
            var call = new AwsCall<string>(AwsService.Elbv2, "DescribeLoadBalancers", _ => throw new FormatException("not understood"));
            await connection.Pipeline.InvokeAsync(call, default);
        }
        catch (Exception exception)
        {
            // With all inner exceptions, as an error view shows them.
            shown.AppendLine(exception.ToString());
            shown.AppendLine(JsonSerializer.Serialize(AwsFailure.ToGap(exception, "1/eu-west-2", "elasticloadbalancing:DescribeLoadBalancers", null, DateTime.UnixEpoch)));
        }

        return shown.ToString();
    }
}
