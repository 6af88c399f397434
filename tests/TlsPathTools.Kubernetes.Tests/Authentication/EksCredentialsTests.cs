using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Authentication;

public class EksCredentialsTests
{
    [Fact]
    public async Task A_cluster_is_read_by_its_name_endpoint_and_authority_with_a_token_as_aws_makes_it()
    {
        await using ApiLab lab = ApiLab.Start();
        (string name, string endpoint, string authority) = Describe(lab);
        int made = 0;
        using KubernetesConnection connection = KubernetesConnection.ForEks(name, endpoint, authority, async (request, _) =>
        {
            made++;
            Assert.Equal(name, request.ClusterName);
            return await TokenOfAwsAsync(lab, request.ClusterName);
        }, new() { Machine = ApiLab.NoMachine });
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;

        Reading<string> caller = await connection.Reader.GetCallerAsync(cancellationToken);
        Reading<Topology.Cluster.Node> nodes = await connection.Reader.ListAsync(ClusterResources.Nodes, cancellationToken: cancellationToken);

        Assert.StartsWith("arn:aws:", Assert.Single(caller.Items), StringComparison.Ordinal);
        Assert.Equal(lab.Names(TlsPathTools.Lab.Cluster.ResourceKinds.Nodes), nodes.Items.Select(node => node.Metadata!.Name));
        Assert.Equal((1, name, name, null), (made, connection.Name, connection.EksClusterName, connection.Context));
    }

    [Fact]
    public async Task A_kubeconfig_as_aws_writes_it_needs_no_process()
    {
        await using ApiLab lab = ApiLab.Start();
        (string name, _, _) = Describe(lab);
        string config = lab.Server.KubeConfig.Replace("token: " + lab.Server.AdminToken, $"{{exec: {{apiVersion: client.authentication.k8s.io/v1beta1, command: aws, "
            + $"args: [--region, eu-west-2, eks, get-token, --cluster-name, {name}, --output, json], env: [{{name: AWS_PROFILE, value: work}}, {{name: OTHER, value: canary}}]}}}}", StringComparison.Ordinal);
        EksTokenRequest? asked = null;
        using KubernetesConnection connection = lab.Connect(config, new()
        {
            AllowProcesses = false,
            EksTokenProvider = async (request, _) =>
            {
                asked = request;
                return await TokenOfAwsAsync(lab, request.ClusterName);
            },
        });

        Assert.True((await connection.Reader.ListAsync(ClusterResources.Nodes, cancellationToken: TestContext.Current.CancellationToken)).IsComplete);
        Assert.Equal((name, "eu-west-2", "work"), (asked!.ClusterName, asked.Region, asked.ProfileName));
        Assert.Equal(name, connection.EksClusterName);
        Assert.Contains("OTHER", Assert.Single(connection.Notes), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", connection.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_made_again_before_it_expires_and_when_it_is_refused()
    {
        var clock = new FakeClock();
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked["Authorization"] == "Bearer t3"
            ? responder.SendAsync(401, "application/json", """{"kind":"Status","status":"Failure","code":401}""", cancellationToken)
            : responder.SendAsync(200, "application/json", """{"gitVersion":"v1"}""", cancellationToken));
        int made = 0;
        using KubernetesConnection connection = KubernetesConnection.ForEks("hutch", $"https://{api.EndPoint}", ScriptedApi.AuthorityData,
            (_, _) => Task.FromResult(new BearerToken($"t{++made}", clock.GetUtcNow().AddMinutes(14))), new() { Machine = ApiLab.NoMachine, Time = clock });

        foreach (int minutes in (int[])[0, 13, 1, 14])
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.True((await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
        }

        Assert.Equal(["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t3", "Bearer t4"], api.Requests.Select(asked => asked["Authorization"]));
    }

    [Fact]
    public async Task A_provider_that_fails_is_told_by_its_kind_alone_unless_it_speaks_for_us()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", "{}");
        using KubernetesConnection raw = Of(api, (_, _) => throw new InvalidOperationException("canary"));
        using KubernetesConnection spoken = Of(api, (_, _) => throw new KubernetesException(GapKind.BadCredentials, "The session of profile 'work' is over.", "aws sso login", "ExpiredToken"));

        SnapshotGap first = (await raw.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;
        SnapshotGap second = (await spoken.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal(GapKind.NoCredentials, first.Kind);
        Assert.Contains("InvalidOperationException", first.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", first.ToString(), StringComparison.Ordinal);
        Assert.Equal((GapKind.BadCredentials, "The session of profile 'work' is over.", "aws sso login", "ExpiredToken"), (second.Kind, second.Reason, second.Advice, second.Code));
        Assert.Throws<KubernetesException>(() => KubernetesConnection.ForEks("x", "http://127.0.0.1", "", (_, _) => throw new InvalidOperationException()));
    }

    private static KubernetesConnection Of(ScriptedApi api, EksTokenProvider provider) =>
        KubernetesConnection.ForEks("hutch", $"https://{api.EndPoint}", ScriptedApi.AuthorityData, provider, new() { Machine = ApiLab.NoMachine });

    private static (string Name, string Endpoint, string Authority) Describe(ApiLab lab)
    {
        lock (lab.World.Gate)
        {
            (string name, TlsPathTools.Lab.Cloud.EksCluster cluster) = lab.World.Cloud.EksClusters.First();
            return (name, cluster.Endpoint!, ScriptedApi.Data(cluster.CertificateAuthorityPem!));
        }
    }

    private static async Task<BearerToken> TokenOfAwsAsync(ApiLab lab, string cluster)
    {
        ProgramRun run = await ProgramRun.RunAsync("env",
        [
            $"HOME={lab.Home.Path}", $"AWS_ACCESS_KEY_ID={lab.World.Credentials.AccessKeyId}", $"AWS_SECRET_ACCESS_KEY={lab.World.Credentials.SecretAccessKey}", $"AWS_REGION={lab.World.Cloud.Region}",
            $"AWS_DEFAULT_REGION={lab.World.Cloud.Region}", "AWS_EC2_METADATA_DISABLED=true", RealPart.Require("aws"), "eks", "get-token", "--cluster-name", cluster, "--output", "json",
        ], bound: TimeSpan.FromSeconds(60), closeInput: true);
        JsonNode status = JsonNode.Parse(run.Output)!["status"]!;
        return new(status["token"]!.GetValue<string>(), DateTimeOffset.Parse(status["expirationTimestamp"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
    }
}
