using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests;

public class AwsSettingsReaderTests
{
    private static readonly AwsCredentialOptions s_keys = new() { AccessKeyId = "AKIA", SecretAccessKey = "s" };

    [Fact]
    public void The_region_is_the_given_one_then_the_environments_then_the_profiles()
    {
        Assert.Equal("eu-west-1", Read(s_keys with { Region = "eu-west-1" }, "region = eu-west-4", ("AWS_REGION", "eu-west-2")).Region);
        Assert.Equal("eu-west-2", Read(s_keys, "region = eu-west-4", ("AWS_REGION", "eu-west-2"), ("AWS_DEFAULT_REGION", "eu-west-3")).Region);
        Assert.Equal("eu-west-3", Read(s_keys, "region = eu-west-4", ("AWS_DEFAULT_REGION", "eu-west-3")).Region);
        Assert.Equal("eu-west-4", Read(s_keys, "region = eu-west-4").Region);
    }

    [Fact]
    public void No_region_is_said_with_the_ways_to_give_one()
    {
        AwsConnectionException exception = Assert.Throws<AwsConnectionException>(() => AwsConnection.Open(s_keys, TestAws.Nothing));

        Assert.Equal("No AWS region is known.", exception.Message);
        Assert.Contains("AWS_REGION", exception.Advice);
    }

    [Theory]
    [InlineData("http://given", "http://given", "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2=http://own", "AWS_ENDPOINT_URL=http://all")]
    [InlineData(null, "http://own", "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2=http://own", "AWS_ENDPOINT_URL=http://all")]
    [InlineData(null, "http://all", "AWS_ENDPOINT_URL_EC2=http://own", "AWS_ENDPOINT_URL=http://all")]
    [InlineData(null, "http://service", "AWS_ENDPOINT_URL_EC2=http://own")]
    [InlineData(null, "https://elasticloadbalancing.eu-west-2.amazonaws.com", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true", "AWS_ENDPOINT_URL=http://all")]
    public void An_endpoint_is_the_given_one_then_the_services_then_everybodys(string? given, string expected, params string[] variables)
    {
        const string Profile = "region = eu-west-2\nendpoint_url = http://profile\nservices = mine\n[services mine]\nelastic_load_balancing_v2 =\n  endpoint_url = http://service\n";
        AwsSettings settings = Read(s_keys with { EndpointUrl = given is null ? null : new Uri(given) }, Profile, [.. variables.Select(pair => (pair.Split('=')[0], pair.Split('=')[1]))]);

        Assert.Equal(expected, settings.EndpointOf(AwsService.Elbv2).AbsoluteUri.TrimEnd('/'));
    }

    [Fact]
    public void The_profiles_own_endpoint_serves_where_no_other_does_and_nonsense_is_refused()
    {
        Assert.Equal("http://profile/", Read(s_keys, "region = eu-west-2\nendpoint_url = http://profile").EndpointOf(AwsService.Ec2).AbsoluteUri);
        Assert.Contains("not an http or https URL", Assert.Throws<AwsRefusal>(() => Read(s_keys, "region = eu-west-2", ("AWS_ENDPOINT_URL", "nonsense")).EndpointOf(AwsService.Ec2)).Message);
    }

    [Fact]
    public void Fips_dual_stack_and_attempts_come_from_environment_or_profile()
    {
        AwsSettings profile = Read(s_keys, "region = us-east-1\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nmax_attempts = 5");
        AwsSettings environment = Read(s_keys, "region = us-east-1\nuse_fips_endpoint = true", ("AWS_USE_FIPS_ENDPOINT", "false"), ("AWS_MAX_ATTEMPTS", "900"));

        Assert.Equal((true, true, 5), (profile.UseFips, profile.UseDualStack, profile.MaxAttempts));
        Assert.Equal((false, false, 10), (environment.UseFips, environment.UseDualStack, environment.MaxAttempts));
    }

    private static AwsSettings Read(AwsCredentialOptions options, string profile, params (string, string)[] variables)
    {
        using var home = new TempFolder();
        Directory.CreateDirectory(home.File(".aws"));
        home.Write(".aws/config", "[default]\n" + profile + "\n");
        AwsEnvironment environment = TestAws.Environment(home.Path, variables);
        AwsFiles files = AwsFiles.Read(environment);
        return AwsSettingsReader.Read(options, environment, files, files.Find("default"));
    }
}
