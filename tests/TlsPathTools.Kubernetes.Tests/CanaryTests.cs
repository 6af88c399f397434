using System.Collections;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests;

/// <summary>Secrets are planted wherever one can stand, everything is made to fail, and every text that comes out is searched.</summary>
public class CanaryTests
{
    private const string Password = "canary-password-1f";

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(302)]
    [InlineData(-1)]
    [InlineData(-2)]
    public async Task No_secret_is_in_any_text(int status)
    {
        string key = TestCertificates.Client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem();
        string keyLine = key.Split('\n')[1];
        await using ScriptedApi api = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            if (status == -1)
                throw new IOException("cut");
            // A server that says back what it was sent, as some proxies do.
            string echo = status == -2 ? $"{{\"{asked["Authorization"]}" : "{}";
            responder.Fields.Add(new("Location", "https://login.example/"));
            await responder.SendAsync(Math.Abs(status == -2 ? 200 : status), "application/json", echo, cancellationToken);
        }, asksForCertificate: true);
        string[] users =
        [
            $"{{token: {ScriptedApi.Token}}}",
            $"{{username: jo, password: {Password}}}",
            $"{{client-certificate-data: {ScriptedApi.Data(TestCertificates.Client)}, client-key-data: {ScriptedApi.Data(key)}}}",
            $"{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, 'echo {Password}; exit 1'], env: [{{name: SECRET, value: {Password}}}]}}}}",
        ];
        var texts = new StringBuilder();
        foreach (string user in users)
        {
            // Nobody is behind the proxy, and that takes its retries: once is enough.
            string[] proxied = status == -2 ? [$"insecure-skip-tls-verify: true; proxy-url: http://jo:{Password}@127.0.0.1:1"] : [];
            foreach (string cluster in (string[])["certificate-authority-data: " + ScriptedApi.AuthorityData, .. proxied])
            {
                try
                {
                    using KubernetesConnection connection = api.Connect(api.KubeConfig(cluster, user));
                    await RunAsync(connection, texts);
                }
                catch (KubernetesException exception)
                {
                    texts.AppendLine(exception.ToString()).AppendLine(exception.Advice);
                }
            }
        }

        string all = texts.ToString();
        Assert.True(all.Length > 1000, all);
        foreach (string secret in (string[])[ScriptedApi.Token, Password, keyLine, Convert.ToBase64String(Encoding.UTF8.GetBytes($"jo:{Password}"))])
            Assert.DoesNotContain(secret, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{token: 'canary one', client-key-data: '!canary!'}")]
    [InlineData("{client-certificate-data: Y2FuYXJ5, client-key-data: Y2FuYXJ5}")]
    [InlineData("{client-certificate-data: canary?, client-key-data: canary?}")]
    [InlineData("{token: \"canary\\nX-Other: 1\"}")]
    [InlineData("{token: {canary: 1}}")]
    [InlineData("{as: \"canary\\n\", token: x}")]
    [InlineData("{token: canary")]
    public async Task A_user_that_cannot_be_used_is_told_without_its_secrets(string user)
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", "{}");

        KubernetesException refusal = Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: user)));

        Assert.DoesNotContain("canary", refusal + refusal.Advice, StringComparison.Ordinal);
        Assert.Contains(api.Home.Path, refusal.Message, StringComparison.Ordinal);
    }

    private static async Task RunAsync(KubernetesConnection connection, StringBuilder texts)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        KubernetesClusterReader reader = connection.Reader;
        Tell(texts, (await reader.ListAsync(ClusterResources.Pods, "hutch", cancellationToken: cancellationToken)).Gap);
        Tell(texts, (await reader.GetThroughPodAsync("hutch", "pod:1", "/", cancellationToken)).Gap);
        texts.AppendJoin('\n', connection.Notes).AppendLine(connection.ToString()).AppendLine(reader.ToString());
        TellAll(texts, connection, 0);
    }

    private static void Tell(StringBuilder texts, SnapshotGap? gap) => texts.AppendLine(gap?.ToString()).AppendLine(gap?.Reason).AppendLine(gap?.Advice).AppendLine(gap?.Code);

    /// <summary>The text of everything of ours that hangs on a connection, as a debugger or a careless log would print it.</summary>
    private static void TellAll(StringBuilder texts, object? item, int depth)
    {
        if (item is null || depth > 6 || item.GetType().Assembly != typeof(KubernetesConnection).Assembly)
            return;
        texts.AppendLine(item.ToString());
        foreach (FieldInfo field in item.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public))
        {
            object? value = field.GetValue(item);
            TellAll(texts, value, depth + 1);
            if (value is IEnumerable items and not string)
            {
                foreach (object? inner in items)
                    TellAll(texts, inner, depth + 1);
            }
        }
    }
}
