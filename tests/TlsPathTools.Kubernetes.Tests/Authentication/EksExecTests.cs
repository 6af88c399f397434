using TlsPathTools.Kubernetes.Authentication;
using TlsPathTools.Kubernetes.Configuration;

namespace TlsPathTools.Kubernetes.Tests.Authentication;

public class EksExecTests
{
    [Theory]
    [InlineData("aws", "--region eu-west-2 eks get-token --cluster-name hutch --output json", "hutch", "eu-west-2", null, null)]
    [InlineData("/usr/local/bin/aws", "eks get-token --cluster-name=hutch --role-arn=arn:aws:iam::1:role/r --profile p", "hutch", null, "p", "arn:aws:iam::1:role/r")]
    [InlineData("C:\\Program Files\\Amazon\\aws.exe", "eks get-token --cluster-id 0a-1b", "0a-1b", null, null, null)]
    [InlineData("aws-iam-authenticator", "token -i hutch -r arn:aws:iam::1:role/r --region eu-west-1", "hutch", "eu-west-1", null, "arn:aws:iam::1:role/r")]
    [InlineData("aws-iam-authenticator", "token --cluster-id hutch --role x --cache", "hutch", null, null, "x")]
    public void The_programs_that_make_tokens_are_recognised(string command, string arguments, string cluster, string? region, string? profile, string? role)
    {
        EksTokenRequest request = EksExec.Recognise(Plugin(command, arguments))!;

        Assert.Equal((cluster, region, profile, role), (request.ClusterName, request.Region, request.ProfileName, request.RoleArn));
    }

    [Theory]
    [InlineData("aws", "eks get-token")]
    [InlineData("aws", "eks describe-cluster --name hutch")]
    [InlineData("aws", "eks get-token --cluster-name hutch --endpoint-url http://x")]
    [InlineData("aws", "eks get-token --cluster-name hutch --no-sign-request")]
    [InlineData("aws-iam-authenticator", "token -i hutch -e external-id")]
    [InlineData("aws-iam-authenticator", "verify -i hutch")]
    [InlineData("kubelogin", "get-token --cluster-name hutch")]
    [InlineData("my-aws", "eks get-token --cluster-name hutch")]
    public void What_they_are_told_besides_may_change_the_token_and_is_left_to_them(string command, string arguments) => Assert.Null(EksExec.Recognise(Plugin(command, arguments)));

    [Fact]
    public void Its_environment_gives_profile_and_region_names_the_rest_and_other_credentials_are_left_to_the_program()
    {
        EksTokenRequest request = EksExec.Recognise(Plugin("aws", "eks get-token --cluster-name hutch", ("AWS_PROFILE", "p"), ("AWS_DEFAULT_REGION", "r"), ("AWS_STS_REGIONAL_ENDPOINTS", "regional")))!;
        EksTokenRequest argument = EksExec.Recognise(Plugin("aws", "eks get-token --cluster-name hutch --profile q", ("AWS_PROFILE", "p")))!;

        Assert.Equal(("p", "r"), (request.ProfileName, request.Region));
        Assert.Equal(["AWS_STS_REGIONAL_ENDPOINTS"], request.EnvironmentNames);
        Assert.Equal("q", argument.ProfileName);
        Assert.Null(EksExec.Recognise(Plugin("aws", "eks get-token --cluster-name hutch", ("AWS_ACCESS_KEY_ID", "x"))));
    }

    private static ExecPluginConfig Plugin(string command, string arguments, params (string Name, string Value)[] env) =>
        new() { Command = command, Args = arguments.Split(' '), Env = [.. env.Select(pair => new KeyValuePair<string, string>(pair.Name, pair.Value))] };
}
