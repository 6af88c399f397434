using TlsPathTools.Lab;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>Roles, assumed at a lab's STS, or at one that shows what it was asked.</summary>
public class RoleTests
{
    private const string Jwt = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSIsImlzcyI6Imh0dHBzOi8vc3RzIiwiYXVkIjoiYXdzIn0.c2ln";

    [Fact]
    public async Task A_chain_of_roles_ends_in_the_last()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using var home = new CredentialHome("[profile end]\nrole_arn = arn:aws:iam::111122223333:role/path/last\nsource_profile = middle\nrole_session_name = me\n"
            + "[profile middle]\nrole_arn = arn:aws:iam::111122223333:role/first\nsource_profile = keys\n", $"[keys]\naws_access_key_id = {lab.AccessKeyId}\naws_secret_access_key = {lab.SecretAccessKey}\n");
        home["AWS_ENDPOINT_URL"] = lab.AwsEndpoint.AbsoluteUri;

        Assert.Contains(":assumed-role/last/me</Arn>", await WhoAsync(home, new AwsCredentialOptions { ProfileName = "end" }));
    }

    [Fact]
    public async Task A_given_role_is_assumed_with_whatever_was_found()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using var home = new CredentialHome("[profile env]\nrole_arn = arn:aws:iam::111122223333:role/from-environment\ncredential_source = Environment\n");
        home["AWS_ENDPOINT_URL"] = lab.AwsEndpoint.AbsoluteUri;
        home["AWS_ACCESS_KEY_ID"] = lab.AccessKeyId;
        home["AWS_SECRET_ACCESS_KEY"] = lab.SecretAccessKey;

        Assert.Contains(":assumed-role/given/tlspathtools</Arn>", await WhoAsync(home, new AwsCredentialOptions { RoleArn = "arn:aws:iam::111122223333:role/given" }));
        Assert.Contains(":assumed-role/from-environment/tlspathtools</Arn>", await WhoAsync(home, new AwsCredentialOptions { ProfileName = "env" }));
    }

    [Fact]
    public async Task A_web_identity_becomes_a_role_from_environment_profile_file_text_and_provider()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using var home = new CredentialHome();
        string file = home.Write("token", Jwt + "\n");
        home.Write(".aws/config", $"[profile web]\nrole_arn = arn:aws:iam::111122223333:role/profile\nweb_identity_token_file = {file}\n");
        home["AWS_ENDPOINT_URL"] = lab.AwsEndpoint.AbsoluteUri;
        home["AWS_WEB_IDENTITY_TOKEN_FILE"] = file;
        home["AWS_ROLE_ARN"] = "arn:aws:iam::111122223333:role/environment";
        home["AWS_ROLE_SESSION_NAME"] = "pod";
        var given = new AwsCredentialOptions { RoleArn = "arn:aws:iam::111122223333:role/given" };

        Assert.Contains(":assumed-role/environment/pod<", await WhoAsync(home, new AwsCredentialOptions()));
        Assert.Contains(":assumed-role/profile/tlspathtools<", await WhoAsync(home, new AwsCredentialOptions { ProfileName = "web" }));
        Assert.Contains(":assumed-role/given/tlspathtools<", await WhoAsync(home, given with { WebIdentityTokenFile = file }));
        Assert.Contains(":assumed-role/given/tlspathtools<", await WhoAsync(home, given with { WebIdentityToken = Jwt }));
        Assert.Contains(":assumed-role/given/tlspathtools<", await WhoAsync(home, given with { WebIdentityTokenProvider = _ => Task.FromResult(Jwt) }));
    }

    [Fact]
    public async Task What_is_wrong_with_a_web_identity_is_said_and_not_shown()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using var home = new CredentialHome();
        var given = new AwsCredentialOptions { RoleArn = "arn:aws:iam::111122223333:role/given", EndpointUrl = lab.AwsEndpoint };

        var refused = await home.FailAsync(given with { WebIdentityToken = "CANARY" });
        var missing = await home.FailAsync(given with { WebIdentityTokenFile = home.File("nothing") });
        var failed = await home.FailAsync(given with { WebIdentityTokenProvider = _ => throw new InvalidOperationException("CANARY") });
        var roleless = await home.FailAsync(new AwsCredentialOptions { WebIdentityToken = "CANARY" });

        Assert.Equal((GapKind.BadCredentials, "InvalidIdentityToken"), (refused.Kind, refused.Code));
        Assert.Equal([GapKind.NoCredentials, GapKind.NoCredentials, GapKind.NoCredentials], new[] { missing.Kind, failed.Kind, roleless.Kind });
        Assert.DoesNotContain("CANARY", string.Join(' ', refused, missing, failed, roleless));
    }

    [Fact]
    public async Task External_id_session_and_duration_are_asked_for()
    {
        await using var sts = LoopbackApi.Start(403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/r</Message></Error><RequestId>r</RequestId></ErrorResponse>");
        using var home = new CredentialHome("[profile a]\nrole_arn = arn:aws:iam::2:role/r\nsource_profile = k\nexternal_id = x/1\nduration_seconds = 900\nrole_session_name = ops\n",
            "[k]\naws_access_key_id = AKIAK\naws_secret_access_key = s\n");
        home["AWS_ENDPOINT_URL_STS"] = sts.Endpoint.AbsoluteUri;

        var failure = await home.FailAsync(new AwsCredentialOptions { ProfileName = "a" });

        ApiRequest asked = Assert.Single(sts.Requests);
        Assert.Equal(("AssumeRole", "2011-06-15", "arn:aws:iam::2:role/r", "x/1", "900", "ops"), (asked["Action"], asked["Version"], asked["RoleArn"], asked["ExternalId"], asked["DurationSeconds"], asked["RoleSessionName"]));
        Assert.Contains("Credential=AKIAK/", asked.Headers["Authorization"]);
        Assert.Contains("/eu-west-2/sts/aws4_request", asked.Headers["Authorization"]);
        Assert.Equal((GapKind.Denied, "AccessDenied"), (failure.Kind, failure.Code));
        Assert.StartsWith("No credentials for the role arn:aws:iam::2:role/r: User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole", failure.Reason);
        Assert.Contains("sts:AssumeRole", failure.Advice);
    }

    private static async Task<string> WhoAsync(CredentialHome home, AwsCredentialOptions options)
    {
        using AwsConnection connection = home.Open(options);
        return await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
    }
}
