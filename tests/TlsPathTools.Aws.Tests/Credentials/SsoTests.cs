using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Credentials;

/// <summary>Logins of <c>aws sso login</c>, at a portal that answers as the service's documentation has it.</summary>
public class SsoTests
{
    private const string Profiles = """
        [profile new]
        sso_session = corp
        sso_account_id = 111122223333
        sso_role_name = ReadOnly
        [sso-session corp]
        sso_start_url = https://corp.awsapps.com/start
        sso_region = eu-west-1
        [profile old]
        sso_start_url = https://old.awsapps.com/start
        sso_region = eu-west-1
        sso_account_id = 111122223333
        sso_role_name = ReadOnly
        """;

    [Theory]
    [InlineData("new", "corp")]
    [InlineData("old", "https://old.awsapps.com/start")]
    public async Task A_login_that_serves_is_shown_for_keys(string profile, string cacheKey)
    {
        await using LoopbackApi api = Start();
        using CredentialHome home = Home(api);
        WriteToken(home, cacheKey, new JsonObject { ["accessToken"] = "tok", ["expiresAt"] = In(TimeSpan.FromHours(1)) });

        Assert.Equal("<Fine/>", await AskAsync(home, profile));

        ApiRequest asked = api.Requests.First();
        Assert.Equal(("GET", "tok"), (asked.Method, asked.Headers["x-amz-sso_bearer_token"]));
        Assert.StartsWith("/federation/credentials?", asked.Target);
        Assert.Contains("role_name=ReadOnly", asked.Target);
        Assert.Contains("account_id=111122223333", asked.Target);
        Assert.False(asked.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task One_that_expires_is_refreshed_and_written_back_for_the_aws_command()
    {
        await using LoopbackApi api = Start();
        using CredentialHome home = Home(api);
        string path = WriteToken(home, "corp", new JsonObject
        {
            ["accessToken"] = "tok", ["expiresAt"] = In(TimeSpan.FromMinutes(-1)), ["refreshToken"] = "ref", ["clientId"] = "id", ["clientSecret"] = "sec",
            ["registrationExpiresAt"] = In(TimeSpan.FromDays(3)), ["startUrl"] = "kept",
        });

        Assert.Equal("<Fine/>", await AskAsync(home, "new"));

        ApiRequest asked = api.Requests.First();
        JsonNode body = JsonNode.Parse(asked.Body)!;
        Assert.Equal(("POST", "/token"), (asked.Method, asked.Target));
        Assert.Equal(("id", "sec", "refresh_token", "ref"), ((string)body["clientId"]!, (string)body["clientSecret"]!, (string)body["grantType"]!, (string)body["refreshToken"]!));
        JsonNode kept = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        Assert.Equal(("tok2", "ref2", "kept"), ((string)kept["accessToken"]!, (string)kept["refreshToken"]!, (string)kept["startUrl"]!));
        Assert.True(DateTimeOffset.Parse((string)kept["expiresAt"]!, CultureInfo.InvariantCulture) > DateTimeOffset.UtcNow.AddHours(7));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(null, "no login")]
    [InlineData("{\"accessToken\":\"tok\",\"expiresAt\":\"2020-06-17T10:02:08UTC\"}", "expired")]
    [InlineData("{\"accessToken\":\"tok\",\"expiresAt\":\"2020-06-17T10:02:08Z\",\"refreshToken\":\"bad\",\"clientId\":\"id\",\"clientSecret\":\"s\",\"registrationExpiresAt\":\"2999-01-01T00:00:00Z\"}", "expired")]
    [InlineData("{\"accessToken\":\"refused\",\"expiresAt\":\"2999-06-17T10:02:08Z\"}", "no longer accepted")]
    [InlineData("nonsense", "no login")]
    public async Task A_login_that_does_not_serve_is_said_with_the_command_for_another(string? token, string expected)
    {
        await using LoopbackApi api = Start();
        using CredentialHome home = Home(api);
        if (token is not null)
            await File.WriteAllTextAsync(PathOf(home, "corp"), token);

        var failure = await home.FailAsync(new AwsCredentialOptions { ProfileName = "new" });

        Assert.Equal((GapKind.BadCredentials, "Run: aws sso login --profile new"), (failure.Kind, failure.Advice));
        Assert.Contains(expected, failure.Reason);
    }

    [Fact]
    public async Task A_role_that_the_user_does_not_have_is_denied()
    {
        await using LoopbackApi api = Start();
        using CredentialHome home = Home(api);
        WriteToken(home, "corp", new JsonObject { ["accessToken"] = "other", ["expiresAt"] = In(TimeSpan.FromHours(1)) });

        var failure = await home.FailAsync(new AwsCredentialOptions { ProfileName = "new" });

        Assert.Equal(GapKind.Denied, failure.Kind);
        Assert.Contains("role ReadOnly in account 111122223333", failure.Reason);
    }

    // Names and forms are those of botocore's models sso/2019-06-10 and sso-oidc/2019-06-10.
    private static LoopbackApi Start() => LoopbackApi.Start((request, answer) => (request.Target.Split('?')[0], request.Headers.GetValueOrDefault("x-amz-sso_bearer_token")) switch
    {
        ("/token", _) when request.Body.Contains("\"bad\"") => answer.SendAsync(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid refresh token\"}", "application/json", "x-amzn-ErrorType: InvalidGrantException\r\n"),
        ("/token", _) => answer.SendAsync(200, "{\"accessToken\":\"tok2\",\"expiresIn\":28800,\"refreshToken\":\"ref2\",\"tokenType\":\"Bearer\"}", "application/json"),
        ("/federation/credentials", "refused") => answer.SendAsync(401, "{\"message\":\"Session token not found or invalid\"}", "application/json", "x-amzn-ErrorType: UnauthorizedException\r\n"),
        ("/federation/credentials", "other") => answer.SendAsync(403, "{\"message\":\"No access\"}", "application/json", "x-amzn-ErrorType: ForbiddenException\r\n"),
        ("/federation/credentials", _) => answer.SendAsync(200,
            $"{{\"roleCredentials\":{{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"s\",\"sessionToken\":\"t\",\"expiration\":{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds()}}}}}", "application/json"),
        _ when request.Headers["Authorization"].Contains("Credential=ASIASSO/") => answer.SendAsync(200, "<Fine/>"),
        _ => answer.SendAsync(400, ""),
    });

    private static CredentialHome Home(LoopbackApi api)
    {
        var home = new CredentialHome(Profiles);
        home["AWS_ENDPOINT_URL"] = api.Endpoint.AbsoluteUri;
        return home;
    }

    private static async Task<string> AskAsync(CredentialHome home, string profile)
    {
        using AwsConnection connection = home.Open(new AwsCredentialOptions { ProfileName = profile });
        return await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default);
    }

    private static string WriteToken(CredentialHome home, string key, JsonObject token)
    {
        File.WriteAllText(PathOf(home, key), token.ToJsonString());
        return PathOf(home, key);
    }

    // sha1sum of the name, as the AWS command has it.
    private static string PathOf(CredentialHome home, string key) =>
        home.File($".aws/sso/cache/{(key == "corp" ? "ee0bfd2552fbd840c02cc48b6e823320543c450f" : "33d5ca4bf3b1a62edb96b47f7c203034a43ac435")}.json");

    private static string In(TimeSpan time) => (DateTimeOffset.UtcNow + time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
