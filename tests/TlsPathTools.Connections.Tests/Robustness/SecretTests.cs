using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Lab.AwsApi.Signing;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Conflicts;

namespace TlsPathTools.Connections.Tests.Robustness;

/// <summary>Secrets are planted everywhere: none is in a record, a gap, a note, a file, an output or the text of an exception.</summary>
public sealed class SecretTests : IAsyncLifetime
{
    private readonly Canaries _canaries = new();
    private readonly TempFolder _folder = new();
    private HardLab _lab = null!;
    private TemporaryCredentials _session = null!;

    public async ValueTask InitializeAsync()
    {
        _lab = await HardLab.StartAsync();
        _session = TemporaryCredentials.Issue(_lab.Lab.World.Credentials, "arn:aws:sts::417392058164:assumed-role/reader/someone", "AROALAB:someone", _lab.Lab.World.Now.AddHours(1));
        _canaries.Watch("the session's secret key", _session.SecretAccessKey);
        _canaries.Watch("the session's token", _session.SessionToken);
        _canaries.Watch("the account's secret key", _lab.Lab.SecretAccessKey);
        _canaries.Watch("the kubeconfig's token", _lab.Lab.KubeConfig!.Split("token: ")[1].Split('\n')[0].Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await _lab.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_of_what_the_world_keeps_secret_is_read()
    {
        PlantInTheWorld();
        using PathAccess access = await _lab.OpenAsync(WithSession);
        Seen seen = await _lab.ReadAsync(access);
        Assert.Empty(seen.Gaps);
        Assert.NotEmpty(seen.Snapshot.Clusters[0].Secrets);
        TellsNothing(seen, access);
    }

    [Fact]
    public async Task Nothing_is_told_when_things_are_refused()
    {
        PlantInTheWorld();
        _lab.Apis.Aws = new() { Deny = ["ec2:*", "elasticloadbalancing:DescribeT*"] };
        _lab.Apis.Kubernetes = new() { Deny = ["list secrets", "get pods/proxy", "list nodes"] };
        using PathAccess access = await _lab.OpenAsync(WithSession);
        TellsNothing(await _lab.ReadAsync(access), access);
        // What AWS says of a signature that does not match repeats all that was signed, the token with it.
        using PathAccess wrong = await _lab.OpenAsync(options => WithSession(options) with { SecretAccessKey = _canaries.Plant("a wrong secret key") });
        Seen seen = await _lab.ReadAsync(wrong);
        Assert.Contains(seen.Gaps, gap => gap.Kind == GapKind.BadCredentials);
        TellsNothing(seen, wrong);
    }

    [Fact]
    public async Task Nothing_is_told_by_a_server_that_says_back_what_it_was_sent()
    {
        ApiRelay aws = _lab.Relay(_lab.Lab.AwsEndpoint, request => Echo(request, 403, $"<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You said {Escaped(request.Head)} {Escaped(request.Body)}</Message></Error></Errors></Response>", "text/xml"));
        ApiRelay kubernetes = _lab.Relay(_lab.Lab.KubernetesEndpoint!, request => Echo(request, 403, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["status"] = "Failure", ["code"] = 403, ["reason"] = "Forbidden", ["message"] = $"You said {request.Head}" }.ToJsonString(), "application/json"));
        using PathAccess access = await _lab.OpenAsync(WithSession, aws, kubernetes);
        Seen seen = await _lab.ReadAsync(access);
        Assert.Contains(seen.Gaps, gap => gap.Reason.Contains("You said", StringComparison.Ordinal));
        TellsNothing(seen, access);
    }

    [Theory]
    [InlineData("client-key-data: {canary}\n    client-certificate-data: {canary}")]
    [InlineData("username: someone\n    password: {canary}")]
    [InlineData("token: {canary}")]
    [InlineData("tokenFile: {file}")]
    [InlineData("client-certificate: {file}\n    client-key: {file}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, interactiveMode: Never, args: ['-c', 'echo {canary}; echo {canary} >&2'], env: [{name: SECRET, value: {canary}}]}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh, interactiveMode: Never, args: ['-c', 'echo {canary} >&2; exit 7']}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /nonexistent/{canary}-free, interactiveMode: Never, args: ['{canary}']}")]
    [InlineData("exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/cat, interactiveMode: Never, args: ['{credential}']}")]
    [InlineData("auth-provider: {name: oidc, config: {id-token: {canary}, client-secret: {canary}}}")]
    [InlineData("token: '{canary}\n  : - [")]
    public async Task Nothing_is_told_of_a_kubeconfigs_user(string user)
    {
        string canary = _canaries.Plant("a user of a kubeconfig");
        string text = user.Replace("command: /nonexistent/{canary}-free", "command: /nonexistent/program", StringComparison.Ordinal).Replace("{canary}", canary, StringComparison.Ordinal).Replace("{file}", _folder.Write("secret", canary), StringComparison.Ordinal)
            .Replace("{credential}", _folder.Write("credential", $$$"""{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"{{{canary}}}"}}"""), StringComparison.Ordinal);
        string config = _lab.Lab.KubeConfig!;
        int start = config.IndexOf("token: ", StringComparison.Ordinal);
        using PathAccess access = await _lab.OpenAsync(options => options with { KubeConfigPath = _folder.Write("config", config[..start] + text + config[config.IndexOf('\n', start)..]) });
        Seen seen = await _lab.ReadAsync(access);
        Assert.True(access.Notes.Count + seen.Gaps.Length > 0, "It was taken.");
        TellsNothing(seen, access);
    }

    [Fact]
    public async Task Nothing_is_told_of_an_endpoint_that_is_no_URL()
    {
        using PathAccess access = await _lab.OpenAsync(options => options with { EndpointUrl = $"https//someone:{_canaries.Plant("what should be a URL")}@host name" });
        Assert.Contains(access.Notes, note => note.Contains("'host name' is no endpoint", StringComparison.Ordinal));
        TellsNothing(await _lab.ReadAsync(access), access);
    }

    [Theory]
    [InlineData("proxy-url: http://someone:{canary}@127.0.0.1:9\n    server: https://127.0.0.1:6443")]
    [InlineData("proxy-url: 'http://someone:{canary}@ not a url'\n    server: https://127.0.0.1:6443")]
    [InlineData("server: https://someone:{canary}@127.0.0.1:9")]
    public async Task Nothing_is_told_of_a_password_in_a_URL(string cluster)
    {
        string config = _lab.Lab.KubeConfig!;
        int start = config.IndexOf("server: ", StringComparison.Ordinal);
        string text = cluster.Replace("{canary}", _canaries.Plant("a URL of a kubeconfig"), StringComparison.Ordinal);
        using PathAccess access = await _lab.OpenAsync(options => options with
        {
            KubeConfigPath = _folder.Write("config", config[..start] + text + config[config.IndexOf('\n', start)..]),
            EndpointUrl = $"http://someone:{_canaries.Plant("the endpoint's URL")}@127.0.0.1:9",
        });
        TellsNothing(await _lab.ReadAsync(access), access);
    }

    [Fact]
    public async Task Nothing_is_told_of_a_role_that_is_not_given()
    {
        string token = _canaries.Plant("a web identity token"), external = _canaries.Plant("an external id");
        foreach (Func<AccessOptions, AccessOptions> role in (Func<AccessOptions, AccessOptions>[])
            [
                options => options with { RoleArn = "arn:aws:iam::417392058164:role/reader", WebIdentityToken = token, AccessKeyId = null, SecretAccessKey = null },
                options => WithSession(options) with { RoleArn = "arn:aws:iam::417392058164:role/reader", ExternalId = external, SecretAccessKey = _canaries.Plant("another wrong key") },
            ])
        {
            using PathAccess access = await _lab.OpenAsync(role);
            Seen seen = await _lab.ReadAsync(access);
            TellsNothing(seen, access);
            _canaries.AssertNoneIn($"{role(new AccessOptions())}", "AccessOptions");
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_program_tells_none_on_either_stream_nor_in_the_bundle(bool works)
    {
        PlantInTheWorld();
        if (!works)
        {
            _lab.Apis.Aws = new() { Deny = ["ec2:*"] };
            _lab.Apis.Kubernetes = new() { Deny = ["list *"] };
        }

        string bundle = _folder.File("bundle.jsonl");
        string[] addresses = [.. _lab.Lab.EndpointAddresses.Select(address => $"{address}")];
        var start = new ProcessStartInfo("dotnet", (string[])
        [
            Path.Combine(AppContext.BaseDirectory, "tlspath.dll"), "map", _lab.Lab.EndpointName, "--ip", string.Join(',', addresses), "--port", $"{_lab.Lab.EndpointPort}", "--server", $"{_lab.Lab.ClientResolver}",
            "--count", "2", "--json", "--endpoint-url", _lab.Lab.AwsEndpoint.AbsoluteUri.TrimEnd('/'), "--region", _lab.Lab.Region,
            "--kubeconfig", _folder.Write("config", _lab.Lab.KubeConfig!), "--save-evidence", bundle, "--proxy", "http://127.0.0.1:9", "--proxy-user", "someone",
        ])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["AWS_ACCESS_KEY_ID"] = _session.AccessKeyId;
        start.Environment["AWS_SECRET_ACCESS_KEY"] = works ? _session.SecretAccessKey : _canaries.Plant("a wrong key in the environment");
        start.Environment["AWS_SESSION_TOKEN"] = _session.SessionToken;
        start.Environment["TLSPATH_PROXY_PASSWORD"] = _canaries.Plant("the proxy's password");
        start.Environment["HTTPS_PROXY"] = $"http://someone:{_canaries.Plant("the proxy of the environment")}@127.0.0.1:9";
        start.Environment["NO_PROXY"] = works ? "127.0.0.0/8,.1,.2" : "";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        Assert.Contains("TargetNode", output, StringComparison.OrdinalIgnoreCase);
        _canaries.AssertNoneIn(output, "standard output");
        _canaries.AssertNoneIn(await errors, "standard error");
        _canaries.AssertNoneIn(await File.ReadAllTextAsync(bundle, TestContext.Current.CancellationToken), "the bundle");
    }

    private AccessOptions WithSession(AccessOptions options) =>
        options with { AccessKeyId = _session.AccessKeyId, SecretAccessKey = _session.SecretAccessKey, SessionToken = _session.SessionToken };

    private void PlantInTheWorld()
    {
        ClusterStore store = _lab.Lab.World.Cluster;
        string data = _canaries.Plant("a Secret's data"), applied = _canaries.Plant("a last-applied annotation"), variable = _canaries.Plant("a variable of a container"), argument = _canaries.Plant("an argument of a container");
        foreach (ResourceKind kind in (ResourceKind[])[ResourceKinds.Secrets, ResourceKinds.Services, ResourceKinds.Pods, ResourceKinds.Nodes, ResourceKinds.Ingresses, ResourceKinds.Certificates, ResourceKinds.Issuers, ResourceKinds.DaemonSets, ResourceKinds.ConfigMaps])
        {
            foreach (JsonObject item in store.List(kind))
            {
                store.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), changed =>
                {
                    JsonObject annotations = KubeObject.Metadata(changed)["annotations"] as JsonObject ?? [];
                    KubeObject.Metadata(changed)["annotations"] = annotations;
                    annotations["kubectl.kubernetes.io/last-applied-configuration"] = $$"""{"stringData": {"password": "{{applied}}" } }""";
                    if (kind == ResourceKinds.Secrets)
                        changed["data"] = new JsonObject { ["tls.key"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data)) };
                    foreach (JsonObject container in KubeObject.Items(changed, "spec", "containers"))
                    {
                        container["env"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = variable });
                        // A setting of the CNI plugin is one in the plugin's container alone.
                        if (KubeObject.Text(container, "name") != "aws-node")
                            container["env"]!.AsArray().Add((JsonNode)new JsonObject { ["name"] = "AWS_VPC_ENI_MTU", ["value"] = variable });
                        container["args"] = new JsonArray($"--token={argument}");
                        container["command"] = new JsonArray("/app", argument);
                    }
                });
            }
        }
    }

    private void TellsNothing(Seen seen, PathAccess access)
    {
        _canaries.AssertNoneIn(TlsPathJson.Serialize(seen.Snapshot), "the snapshot");
        _canaries.AssertNoneIn($"{seen.Snapshot} {string.Join('\n', seen.Snapshot.Clouds)} {string.Join('\n', seen.Snapshot.Clusters)}", "the snapshot's text");
        _canaries.AssertNoneIn(string.Join('\n', seen.Gaps.Select(gap => $"{gap} {gap.Code} {gap.Advice}")), "a gap");
        _canaries.AssertNoneIn(string.Join('\n', access.Notes), "a note");
        _canaries.AssertNoneIn($"{access.ProfileName} {access.EndpointUrl} {access.ClusterName} {access.KubeContext}", "the access");
        IEnumerable<TlsPathRecord> records = [.. seen.Balancers, .. seen.Rows, .. seen.KubeProxies, .. LoadBalancerConflicts.Find(seen.Snapshot), .. CertificateRenewals.Find(seen.Snapshot)];
        _canaries.AssertNoneIn(string.Join('\n', records.Select(TlsPathJson.Serialize)), "a row");
        using var file = new StringWriter();
        EvidenceFile.Write(file, [seen.Snapshot, .. records], "a laptop", DateTime.UtcNow);
        _canaries.AssertNoneIn(file.ToString(), "a bundle");
    }

    private static Tampering Echo(RelayedRequest request, int status, string body, string type) => new()
    {
        Instead = Encoding.UTF8.GetBytes($"HTTP/1.1 {status} Refused\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"),
        First = () => Assert.NotEmpty(request.Head),
    };

    private static string Escaped(string text) => System.Security.SecurityElement.Escape(text);
}
