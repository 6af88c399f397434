using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Authentication;

public class ExecCredentialsTests
{
    private const string Version = """{"gitVersion":"v1.31.2"}""";
    private const string Unauthorized = """{"kind":"Status","status":"Failure","code":401,"reason":"Unauthorized","message":"Unauthorized"}""";

    [Theory]
    [InlineData("v1")]
    [InlineData("v1beta1")]
    public async Task A_plugin_is_run_without_a_shell_told_about_the_cluster_and_asked_again_when_its_token_is_refused(string version)
    {
        await using ScriptedApi api = Api();
        // It gives another token each time, and writes down what it was told.
        string script = Script(api, $$"""
            printf '%s\n' "$#" "$1" "$2" "$EXTRA" "$KUBERNETES_EXEC_INFO" >> told
            if read line; then echo 'stdin is open' >> told; fi
            n=$(cat count 2>/dev/null || echo 0); n=$((n+1)); echo $n > count
            echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/{{version}}","status":{"token":"token-'$n'","expirationTimestamp":"2099-01-01T00:00:00Z"} }'
            """);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user:
            $"{{exec: {{apiVersion: client.authentication.k8s.io/{version}, command: {script}, args: ['a b', '$(id);\"x\"'], env: [{{name: EXTRA, value: 'v w'}}], provideClusterInfo: true, interactiveMode: Never}}}}"));

        Reading<string> first = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);
        Reading<string> second = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.True(first.IsComplete && second.IsComplete, first.Gap?.ToString());
        Assert.Equal(["Bearer token-1", "Bearer token-2", "Bearer token-2"], api.Requests.Select(asked => asked["Authorization"]));
        string[] told = await File.ReadAllLinesAsync(api.Home.File("told"), TestContext.Current.CancellationToken);
        Assert.Equal(["2", "a b", "$(id);\"x\"", "v w"], told[..4]);
        Assert.Equal(10, told.Length);
        JsonNode info = JsonNode.Parse(told[4])!;
        Assert.Equal($"client.authentication.k8s.io/{version}", info["apiVersion"]!.GetValue<string>());
        Assert.False(info["spec"]!["interactive"]!.GetValue<bool>());
        Assert.Equal($"https://{api.EndPoint}", info["spec"]!["cluster"]!["server"]!.GetValue<string>());
        Assert.Equal(ScriptedApi.AuthorityData, info["spec"]!["cluster"]!["certificate-authority-data"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_plugin_may_give_a_client_certificate()
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), asksForCertificate: true);
        var answer = new JsonObject
        {
            ["kind"] = "ExecCredential", ["apiVersion"] = "client.authentication.k8s.io/v1",
            ["status"] = new JsonObject { ["clientCertificateData"] = TestCertificates.Client.ExportCertificatePem(), ["clientKeyData"] = TestCertificates.Client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() },
        };
        api.Home.Write("answer", answer.ToJsonString());
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user: Exec(Script(api, "cat answer"))));

        Assert.True((await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
        Assert.Equal("CN=client.test", api.ClientSubject);
        Assert.Null(api.Requests.Single()["Authorization"]);
    }

    [Theory]
    [InlineData("echo canary; echo canary >&2; exit 3", "failed with exit code 3")]
    [InlineData("echo canary", "is no JSON")]
    [InlineData("echo '{\"kind\":\"canary\"}'", "is no ExecCredential")]
    [InlineData("echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{}}'", "neither token nor certificate")]
    [InlineData("yes canary", "cannot be started (IOException)")]
    public async Task A_plugin_that_fails_is_named_and_nothing_of_what_it_wrote(string script, string words)
    {
        await using ScriptedApi api = Api();
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user: Exec(Script(api, script))));

        SnapshotGap gap = (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal(GapKind.NoCredentials, gap.Kind);
        Assert.Contains("'plugin'", gap.Reason, StringComparison.Ordinal);
        Assert.Contains(words, gap.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", gap.ToString() + gap.Advice, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_plugin_that_waits_ends_with_Ctrl_C_and_so_does_what_it_started()
    {
        await using ScriptedApi api = Api();
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user: Exec(Script(api, "echo $$ > pid; sleep 60; echo done"))));
        using var stop = new CancellationTokenSource();
        Task<Reading<string>> waiting = connection.Reader.GetVersionAsync(stop.Token);
        for (int tries = 0; tries < 200 && !File.Exists(api.Home.File("pid")); tries++)
            await Task.Delay(25, TestContext.Current.CancellationToken);

        long began = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        string pid = (await File.ReadAllTextAsync(api.Home.File("pid"), TestContext.Current.CancellationToken)).Trim();
        bool gone = false;
        for (int tries = 0; tries < 100 && !gone; tries++, await Task.Delay(25, TestContext.Current.CancellationToken))
            gone = !Directory.Exists("/proc/" + pid) || (await File.ReadAllTextAsync($"/proc/{pid}/stat", TestContext.Current.CancellationToken)).Contains(") Z", StringComparison.Ordinal);
        Assert.True(gone);
    }

    [Fact]
    public async Task Where_processes_are_not_allowed_a_plugin_is_refused_with_advice()
    {
        await using ScriptedApi api = Api();
        var sandbox = ApiLab.NoMachine with { Variable = name => name == "AUTOMATION_ASSET_ACCOUNTID" ? "1" : null };
        string script = Script(api, "touch ran");
        using KubernetesConnection automatic = api.Connect(api.KubeConfig(user: Exec(script)), new() { Machine = sandbox });
        using KubernetesConnection said = api.Connect(api.KubeConfig(user: Exec(script)), new() { AllowProcesses = false });

        foreach (KubernetesConnection connection in (KubernetesConnection[])[automatic, said])
        {
            SnapshotGap gap = (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;
            Assert.Equal(GapKind.NoCredentials, gap.Kind);
            Assert.Contains("may not be started here", gap.Reason, StringComparison.Ordinal);
            Assert.Contains("EKS cluster by its name", gap.Advice, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(api.Home.File("ran")));
    }

    [Theory]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: plugin}}", "which is gone")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: plugin, interactiveMode: Always}}", "needs a terminal")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: no-such-plugin, installHint: 'get it'}}", "is not installed")]
    public async Task What_cannot_be_run_is_said(string user, string words)
    {
        await using ScriptedApi api = Api();
        using KubernetesConnection connection = api.Connect(api.KubeConfig(user: user));

        Assert.Contains(words, (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_legacy_auth_provider_and_two_ways_at_once_are_refused()
    {
        await using ScriptedApi api = Api();

        Assert.Contains("'gcp'", Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: "{auth-provider: {name: gcp, config: {access-token: canary}}}"))).Message, StringComparison.Ordinal);
        Assert.Contains("a token and a password", Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: "{token: canary, username: u, password: canary}"))).Message, StringComparison.Ordinal);
    }

    private static ScriptedApi Api() => ScriptedApi.Start((asked, responder, cancellationToken) => asked["Authorization"] == "Bearer token-2"
        ? responder.SendAsync(200, "application/json", Version, cancellationToken)
        : responder.SendAsync(401, "application/json", Unauthorized, cancellationToken));

    private static string Exec(string script) => $"{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {script}}}}}";

    /// <summary>Writes a plugin beside the kubeconfig, and says how the kubeconfig names it.</summary>
    private static string Script(ScriptedApi api, string text)
    {
        string path = api.Home.Write("plugin", $"#!/bin/sh\ncd \"$(dirname \"$0\")\"\n{text}\n");
        if (OperatingSystem.IsWindows())
            Assert.Skip("The plugin is a shell script.");
        else
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return "./plugin";
    }
}
