using System.Text.Json.Nodes;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.TestServers;

namespace TlsPathTools.Aws.Tests.Pipeline;

public class AwsEndpointsTests
{
    [Theory]
    [InlineData("ec2", "eu-west-2", false, false, "https://ec2.eu-west-2.amazonaws.com")]
    [InlineData("ec2", "eu-west-2", true, false, "https://ec2-fips.eu-west-2.amazonaws.com")]
    [InlineData("ec2", "eu-west-2", false, true, "https://ec2.eu-west-2.api.aws")]
    [InlineData("eks", "us-east-1", true, false, "https://fips.eks.us-east-1.amazonaws.com")]
    [InlineData("eks", "us-east-1", true, true, "https://eks-fips.us-east-1.api.aws")]
    [InlineData("sts", "us-gov-west-1", true, false, "https://sts.us-gov-west-1.amazonaws.com")]
    [InlineData("sts", "us-gov-west-1", true, true, "https://sts-fips.us-gov-west-1.api.aws")]
    [InlineData("monitoring", "us-gov-west-1", true, true, "https://monitoring.us-gov-west-1.api.aws")]
    [InlineData("elasticloadbalancing", "cn-north-1", false, false, "https://elasticloadbalancing.cn-north-1.amazonaws.com.cn")]
    [InlineData("autoscaling", "us-iso-east-1", false, false, "https://autoscaling.us-iso-east-1.c2s.ic.gov")]
    public void Hosts_follow_the_pattern_and_its_exceptions(string prefix, string region, bool fips, bool dualStack, string expected) =>
        Assert.Equal(expected, AwsEndpoints.Of(prefix, region, fips, dualStack).AbsoluteUri.TrimEnd('/'));

    [Theory]
    [InlineData("")]
    [InlineData("eu-west-2.evil.example/")]
    [InlineData("eu-west-2\u202e")]
    [InlineData("-x")]
    public void What_is_no_region_never_becomes_a_part_of_a_host(string region) =>
        Assert.Contains("not the name of an AWS region", Assert.Throws<AwsRefusal>(() => AwsEndpoints.Of("ec2", region)).Message);

    [Fact]
    public async Task Hosts_are_those_of_botocores_rule_sets()
    {
        string python = RealPart.Require("python3");
        const string Script = """
            import json, itertools
            try:
                from botocore.endpoint_provider import EndpointProvider
                from botocore.loaders import Loader
                import botocore
            except ImportError:
                print('{}'); raise SystemExit
            loader, rows = Loader(), []
            for service, prefix in [('ec2','ec2'),('elbv2','elasticloadbalancing'),('autoscaling','autoscaling'),('eks','eks'),('sts','sts'),('cloudwatch','monitoring'),('cloudtrail','cloudtrail'),('sso','portal.sso'),('sso-oidc','oidc')]:
                provider = EndpointProvider(loader.load_service_model(service, 'endpoint-rule-set-1'), loader.load_data('partitions'))
                for region in ['eu-west-2','us-east-1','us-gov-west-1','cn-north-1','us-iso-east-1','us-isob-east-1','xx-new-9']:
                    for fips, dual in itertools.product([False, True], repeat=2):
                        more = {'UseGlobalEndpoint': False} if service == 'sts' else {}
                        try:
                            rows.append([prefix, region, fips, dual, provider.resolve_endpoint(Region=region, UseFIPS=fips, UseDualStack=dual, **more).url])
                        except Exception:
                            pass
            print(json.dumps({'version': botocore.__version__, 'rows': rows}))
            """;
        using var folder = new TempFolder();
        ProgramRun run = await ProgramRun.RunAsync(python, [folder.Write("endpoints.py", Script)], bound: TimeSpan.FromSeconds(60));
        JsonNode answer = JsonNode.Parse(run.Output.Trim())!;
        // The rule sets have been part of it since 1.28, and their GovCloud names settled by 1.34.
        Assert.SkipWhen(answer["version"] is null || Version.Parse((string)answer["version"]!) < new Version(1, 34), "No python3 here has a botocore of 1.34 or later.");

        string[] wrong = [.. answer["rows"]!.AsArray().Select(row => (Row: row!, Ours: Ours(row!))).Where(pair => pair.Ours is not null && pair.Ours != (string)pair.Row[4]!)
            .Select(pair => $"{pair.Row.ToJsonString()}: {pair.Ours}")];

        Assert.Empty(wrong);
        Assert.True(answer["rows"]!.AsArray().Count(row => Ours(row!) is not null) > 200);
    }

    // Null where this SDK's partitions have no such endpoint (yet).
    private static string? Ours(JsonNode row)
    {
        try
        {
            return AwsEndpoints.Of((string)row[0]!, (string)row[1]!, (bool)row[2]!, (bool)row[3]!).AbsoluteUri.TrimEnd('/');
        }
        catch (AwsRefusal refusal) when (refusal.Message.Contains("dual-stack"))
        {
            return null;
        }
    }
}
