using System.Text;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Lab;
using TlsPathTools.TestServers;
using LabToken = TlsPathTools.Lab.AwsApi.Signing.EksToken;

namespace TlsPathTools.Aws.Tests.Credentials;

public class EksTokenTests
{
    private static readonly DateTimeOffset s_time = new(2026, 5, 17, 12, 34, 56, TimeSpan.Zero);

    [Fact]
    public async Task A_lab_takes_the_token_for_the_cluster_that_it_was_made_for_and_for_no_other()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection keys = TestAws.Connect(lab);
        using AwsConnection role = TestAws.Connect(lab, new AwsCredentialOptions { RoleArn = "arn:aws:iam::111122223333:role/r" });

        foreach (AwsConnection connection in new[] { keys, role })
        {
            (string token, DateTimeOffset expires) = await connection.GetEksTokenAsync("prod/eu west", default);

            Assert.True(LabToken.TryVerify(token, lab.World, "prod/eu west", out string reason), reason);
            Assert.False(LabToken.TryVerify(token, lab.World, "other", out _));
            Assert.InRange(expires - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(14));
        }
    }

    [Theory]
    [InlineData("eu-west-2", "sts.eu-west-2.amazonaws.com")]
    [InlineData("cn-north-1", "sts.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "sts.us-gov-west-1.amazonaws.com")]
    public void The_host_is_the_regions_own(string region, string host)
    {
        Uri url = Url(EksToken.Make(Keys(null), region, "c", s_time));

        Assert.Equal((host, "/"), (url.Host, url.AbsolutePath));
        Assert.Contains("X-Amz-Expires=60", url.Query);
        Assert.Contains("X-Amz-SignedHeaders=host%3Bx-k8s-aws-id", url.Query);
    }

    [Fact]
    public async Task A_VPC_endpoint_of_STS_is_not_named_in_it_because_clusters_refuse_that()
    {
        using var home = new CredentialHome();
        home["AWS_ENDPOINT_URL_STS"] = "https://vpce-0a1b-cd.sts.eu-west-2.vpce.amazonaws.com";
        using AwsConnection connection = home.Open(new AwsCredentialOptions { AccessKeyId = "AKIA", SecretAccessKey = "s" });

        (string token, DateTimeOffset expires) = await connection.GetEksTokenAsync("c", default);

        Assert.Equal("sts.eu-west-2.amazonaws.com", Url(new EksToken(token, expires)).Host);
    }

    [Theory]
    [InlineData("eu-west-2", "prod", null)]
    [InlineData("cn-north-1", "a_b-c", "IQoJb3JpZ2luX2VjE+/=")]
    public async Task The_signature_is_botocores(string region, string cluster, string? session)
    {
        string python = RealPart.Require("python3");
        const string Script = """
            import sys, datetime
            region, cluster, session, host = sys.argv[1:5]
            try:
                import botocore.auth, botocore.credentials, botocore.model, botocore.hooks
                from botocore.signers import RequestSigner
            except ImportError:
                print('none'); raise SystemExit
            now = datetime.datetime(2026, 5, 17, 12, 34, 56)
            class Frozen(datetime.datetime):
                @classmethod
                def utcnow(cls): return now
                @classmethod
                def now(cls, tz=None): return now.replace(tzinfo=tz)
            class Module:
                pass
            for name in ('timedelta', 'timezone'):
                setattr(Module, name, getattr(datetime, name))
            Module.datetime = Frozen
            if hasattr(botocore.auth, 'get_current_datetime'):
                botocore.auth.get_current_datetime = lambda *args, **kw: now
            botocore.auth.datetime = Module if not hasattr(botocore.auth.datetime, 'utcnow') else Frozen
            credentials = botocore.credentials.Credentials('AKIAEKS', 's/e+c=ret', session or None)
            events = botocore.hooks.HierarchicalEmitter()
            signer = RequestSigner(botocore.model.ServiceId('sts'), region, 'sts', 'v4', credentials, events)
            print(signer.generate_presigned_url({'method': 'GET', 'url': 'https://' + host + '/?Action=GetCallerIdentity&Version=2011-06-15', 'body': {}, 'headers': {'x-k8s-aws-id': cluster}, 'context': {}},
                region_name=region, expires_in=60, operation_name=''))
            """;
        using var folder = new TempFolder();
        Uri ours = Url(EksToken.Make(Keys(session), region, cluster, s_time));
        ProgramRun run = await ProgramRun.RunAsync(python, [folder.Write("sign.py", Script), region, cluster, session ?? "", ours.Host], bound: TimeSpan.FromSeconds(60));
        Assert.SkipWhen(run.Output.Trim() == "none", "python3 has no botocore.");

        Assert.True(Uri.TryCreate(run.Output.Trim(), UriKind.Absolute, out Uri? theirs), run.Output);
        Assert.Equal(Parameters(theirs), Parameters(ours));
    }

    [Fact]
    public async Task A_token_is_kept_until_it_is_about_to_expire_and_never_outlives_its_keys()
    {
        var clock = new Clock { Now = s_time };
        using var home = new CredentialHome();
        using AwsConnection connection = home.Open(new AwsCredentialOptions { AccessKeyId = "AKIA", SecretAccessKey = "s" }, clock);

        string first = (await connection.GetEksTokenAsync("c", default)).Token;
        clock.Now += TimeSpan.FromMinutes(13);
        string second = (await connection.GetEksTokenAsync("c", default)).Token;
        string other = (await connection.GetEksTokenAsync("d", default)).Token;
        clock.Now += TimeSpan.FromMinutes(1);
        string third = (await connection.GetEksTokenAsync("c", default)).Token;

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.NotEqual(first, other);
        Assert.Equal(s_time.AddMinutes(3), EksToken.Make(new AwsKeys("a", "b", "c", s_time.AddMinutes(3)), "eu-west-2", "c", s_time).Expires);
    }

    private static AwsKeys Keys(string? session) => new("AKIAEKS", "s/e+c=ret", session, expires: null);

    private static Uri Url(EksToken token)
    {
        string text = token.Token["k8s-aws-v1.".Length..].Replace('-', '+').Replace('_', '/');
        Assert.DoesNotContain("=", token.Token);
        return new Uri(Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
    }

    private static string[] Parameters(Uri url) => [.. url.Query.TrimStart('?').Split('&').Order(StringComparer.Ordinal)];

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
