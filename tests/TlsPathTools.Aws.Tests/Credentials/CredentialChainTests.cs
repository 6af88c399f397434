using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>Which of several sources is taken.</summary>
public class CredentialChainTests
{
    private const string Files = "[default]\naws_access_key_id = AKIADEFAULT\naws_secret_access_key = s\n[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = s\n";

    [Fact]
    public void Given_keys_go_before_the_environment_and_that_before_the_profile()
    {
        using var home = new CredentialHome(credentials: Files);
        Assert.Equal("the keys of profile 'default'", From(home));
        home["AWS_PROFILE"] = "other";
        Assert.Equal("the keys of profile 'other'", From(home));
        home["AWS_ACCESS_KEY_ID"] = "AKIAENV";
        home["AWS_SECRET_ACCESS_KEY"] = "s";
        Assert.Equal("the environment (AWS_ACCESS_KEY_ID)", From(home));
        Assert.Equal("the keys of profile 'default'", From(home, new AwsCredentialOptions { ProfileName = "default" }));
        Assert.Equal("the keys that were given", From(home, new AwsCredentialOptions { AccessKeyId = "AKIA", SecretAccessKey = "s" }));
    }

    [Fact]
    public async Task Half_a_pair_of_keys_is_refused()
    {
        using var home = new CredentialHome();
        home["AWS_ACCESS_KEY_ID"] = "AKIAENV";

        Assert.Contains("needs its secret access key", (await home.FailAsync()).Reason);
        Assert.Contains("needs its secret access key", (await home.FailAsync(new AwsCredentialOptions { SecretAccessKey = "s" })).Reason);
    }

    [Fact]
    public async Task A_profile_that_does_not_exist_is_refused_with_the_files_that_were_read()
    {
        using var home = new CredentialHome(credentials: Files);

        Topology.GapKind kind = (await home.FailAsync(new AwsCredentialOptions { ProfileName = "nobody\u001b[2J" })).Kind;
        string reason = (await home.FailAsync(new AwsCredentialOptions { ProfileName = "nobody\u001b[2J" })).Reason;

        Assert.Equal(GapKind.NoCredentials, kind);
        Assert.Contains("'nobody\\x1b[2J'", reason);
        Assert.Contains(home.File(".aws"), reason);
    }

    [Fact]
    public async Task Nothing_anywhere_is_said_with_where_it_was_looked()
    {
        using var home = new CredentialHome();

        var failure = await home.FailAsync();

        Assert.Equal(GapKind.NoCredentials, failure.Kind);
        Assert.Contains("No AWS credentials were found", failure.Reason);
        Assert.Contains("AWS_EC2_METADATA_DISABLED", failure.Reason);
        Assert.Contains("aws sso login", failure.Advice);
    }

    [Theory]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = a", "circle")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a", "'a' -> 'b' -> 'a' goes round in a circle")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = nobody", "which does not exist")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = b\n[profile b]\nregion = x", "which has no credentials")]
    [InlineData("role_arn = arn:aws:iam::1:role/a", "neither source_profile nor credential_source")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = b\ncredential_source = Environment", "only one")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\ncredential_source = Moon", "does not exist: 'Moon'")]
    [InlineData("role_arn = arn:aws:iam::1:role/a\nsource_profile = default\nmfa_serial = arn:aws:iam::1:mfa/me", "one-time code")]
    [InlineData("sso_session = corp\nsso_account_id = 1\nsso_role_name = r", "sso-session 'corp', which does not exist")]
    [InlineData("sso_start_url = https://x\nsso_region = eu-west-2\nsso_role_name = r", "sso_account_id is missing")]
    [InlineData("login_session = x", "'aws login', which is not supported")]
    [InlineData("credential_process = /bin/true", "none may be started here")]
    public async Task A_profile_that_cannot_be_followed_is_refused_with_the_reason(string profile, string expected)
    {
        using var home = new CredentialHome($"[profile a]\n{profile}\n", Files);

        var failure = await home.FailAsync(new AwsCredentialOptions { ProfileName = "a", AllowProcesses = false });

        Assert.Contains(expected, failure.Reason);
        Assert.NotNull(failure.Advice);
    }

    private static string From(CredentialHome home, AwsCredentialOptions? options = null)
    {
        using AwsConnection connection = home.Open(options);
        return connection.CredentialsFrom;
    }
}
