using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests.Credentials;

public class AwsFilesTests
{
    private const string Config = """
        # settings
        [default]
        region = eu-west-2
        [profile  "my role"]
        Role_Arn=arn:aws:iam::1:role/r
        source_profile = default
        services = mine
        s3 =
          addressing_style = path
        [sso-session corp]
        sso_region = eu-west-1
        [services mine]
        ec2 =
          endpoint_url = http://127.0.0.1:1
        elastic_load_balancing_v2 =
          endpoint_url = http://127.0.0.1:2
        [stray]
        region = nowhere
        """;

    [Fact]
    public void Profiles_of_both_files_are_one_and_keys_of_the_credentials_file_win()
    {
        using var home = new TempFolder();
        Directory.CreateDirectory(home.File(".aws"));
        home.Write(".aws/config", Config);
        home.Write(".aws/credentials", "[default]\naws_access_key_id = AKIA1\nregion = eu-west-9\n[only]\naws_access_key_id=AKIA2\n");

        AwsFiles files = AwsFiles.Read(TestAws.Environment(home.Path));

        Assert.Equal(["default", "my role", "only"], files.ProfileNames.Order());
        Assert.Equal(("eu-west-9", "AKIA1"), (files.Get("default")["region"], files.Get("default")["AWS_ACCESS_KEY_ID"]));
        Assert.Equal("arn:aws:iam::1:role/r", files.Get("my role")["role_arn"]);
        Assert.Equal("path", files.Get("my role")["s3.addressing_style"]);
        Assert.Equal("eu-west-1", files.Section("sso-session", "corp")!["sso_region"]);
        Assert.Null(files.Section("sso-session", "other"));
        Assert.Equal(["default", "my role", "only"], AwsProfiles.Names(TestAws.Environment(home.Path)));
    }

    [Fact]
    public void The_environment_says_where_the_files_are()
    {
        using var home = new TempFolder();
        home.Write("c", "[profile here]\nregion=x\n");
        home.Write("k", "[there]\naws_access_key_id=x\n");

        AwsFiles files = AwsFiles.Read(TestAws.Environment(home.Path, ("AWS_CONFIG_FILE", "~/c"), ("AWS_SHARED_CREDENTIALS_FILE", home.File("k"))));

        Assert.Equal(["here", "there"], files.ProfileNames.Order());
    }

    [Theory]
    [InlineData("[default\nx = CANARY")]
    [InlineData("[default]\nCANARY")]
    [InlineData("aws_secret_access_key = CANARY")]
    public void A_line_that_is_nothing_is_named_by_its_number_alone(string text)
    {
        AwsRefusal refusal = Assert.Throws<AwsRefusal>(() => IniFile.Parse(text.Split('\n'), "/home/x/.aws/config"));

        Assert.Matches("^Line [12] of /home/x/.aws/config is neither", refusal.Message);
        Assert.DoesNotContain("CANARY", refusal.ToString());
    }

    [Fact]
    public async Task Profiles_are_those_that_botocore_finds()
    {
        string python = RealPart.Require("python3");
        using var home = new TempFolder();
        string config = home.Write("config", Config);
        string credentials = home.Write("credentials", "[only]\naws_access_key_id=AKIA2\naws_secret_access_key = a b # c\n[ spaced ]\naws_access_key_id : x\n");
        ProgramRun run = await ProgramRun.RunAsync("/usr/bin/env", [$"AWS_CONFIG_FILE={config}", $"AWS_SHARED_CREDENTIALS_FILE={credentials}", python, "-c",
            "try:\n import botocore.session\n print('\\n'.join(botocore.session.Session().available_profiles))\nexcept ImportError:\n print('none')"], bound: TimeSpan.FromSeconds(60));
        Assert.SkipWhen(run.Output.Trim() == "none", "python3 has no botocore.");

        AwsFiles files = AwsFiles.Read(TestAws.Environment(home.Path, ("AWS_CONFIG_FILE", config), ("AWS_SHARED_CREDENTIALS_FILE", credentials)));

        Assert.Equal(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Order(), files.ProfileNames.Order());
    }

    [Fact]
    public void Regions_to_choose_from_are_there_without_a_network() =>
        Assert.Superset(new HashSet<string> { "eu-west-2", "us-east-1", "cn-north-1", "us-gov-west-1" }, AwsProfiles.Regions().ToHashSet());
}
