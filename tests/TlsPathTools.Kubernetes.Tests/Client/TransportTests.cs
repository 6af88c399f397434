using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class TransportTests
{
    private const string Version = """{"gitVersion":"v1.31.2"}""";

    [Fact]
    public async Task Another_authority_than_the_kubeconfigs_is_not_trusted_and_no_credentials_are_sent()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", Version);
        using KubernetesConnection wrong = api.Connect(api.KubeConfig(cluster: "certificate-authority-data: " + ScriptedApi.Data(TestCertificates.SelfSigned.Leaf)));
        using KubernetesConnection system = api.Connect(api.KubeConfig(cluster: "disable-compression: true"));

        SnapshotGap gap = (await wrong.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;
        SnapshotGap unknown = (await system.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal(GapKind.Untrusted, gap.Kind);
        Assert.Contains("authority of the kubeconfig", gap.Reason, StringComparison.Ordinal);
        Assert.Equal(GapKind.Untrusted, unknown.Kind);
        Assert.Contains("that this machine trusts", unknown.Reason, StringComparison.Ordinal);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task An_intermediate_may_be_the_authority_as_with_kubectl()
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), TestCertificates.WithIntermediate);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(cluster: "certificate-authority-data: " + ScriptedApi.Data(TestCertificates.Intermediate)));

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.True(version.IsComplete, version.Gap?.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_expired_certificate_and_one_for_another_name_are_not_trusted(bool expired)
    {
        await using ScriptedApi api = ScriptedApi.Start(
            (_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), expired ? TestCertificates.Expired : TestCertificates.WrongHost);
        using KubernetesConnection connection = api.Connect();

        SnapshotGap gap = (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal(GapKind.Untrusted, gap.Kind);
        Assert.Contains(expired ? "NotTimeValid" : "another name", gap.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_server_name_is_the_name_that_is_asked_for_and_checked()
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), TestCertificates.WrongHost);
        using KubernetesConnection right = api.Connect(api.KubeConfig(cluster: "tls-server-name: other.test; certificate-authority-data: " + ScriptedApi.AuthorityData));
        using KubernetesConnection wrong = api.Connect(api.KubeConfig(cluster: "tls-server-name: third.test; certificate-authority-data: " + ScriptedApi.AuthorityData));

        Assert.True((await right.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
        Assert.Equal(GapKind.Untrusted, (await wrong.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!.Kind);
    }

    [Fact]
    public async Task An_insecure_context_works_and_warns_and_contradicts_an_authority()
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), TestCertificates.SelfSigned);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(cluster: "insecure-skip-tls-verify: true"));

        Assert.Equal(["v1.31.2"], (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Items);
        Assert.Contains("insecure", Assert.Single(connection.Notes), StringComparison.Ordinal);
        Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(cluster: "insecure-skip-tls-verify: true; certificate-authority-data: " + ScriptedApi.AuthorityData)));
    }

    [Fact]
    public async Task Without_TLS_no_credentials_are_sent()
    {
        var seen = new List<string?>();
        await using TlsPathTools.Lab.Http.HttpServer plain = TlsPathTools.Lab.Http.HttpServer.Start(new(IPAddress.Loopback, 0), tls: null, (request, responder, cancellationToken) =>
        {
            seen.Add(request.Head["Authorization"]);
            return responder.SendAsync(200, "application/json", Version, cancellationToken);
        });
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", Version);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(cluster: "disable-compression: true", server: $"{plain.EndPoint}"));

        Assert.True((await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
        Assert.Null(Assert.Single(seen));
        Assert.Contains("without TLS", Assert.Single(connection.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ec")]
    [InlineData("rsa")]
    public async Task A_client_certificate_is_shown_from_data_and_from_files(string kind)
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => responder.SendAsync(200, "application/json", Version, cancellationToken), asksForCertificate: true);
        (string certificate, string key) = kind == "rsa" ? RsaClient() : (TestCertificates.Client.ExportCertificatePem(), TestCertificates.Client.GetECDsaPrivateKey()!.ExportECPrivateKeyPem());
        api.Home.Write("client.crt", certificate);
        api.Home.Write("client.key", key);
        using KubernetesConnection data = api.Connect(api.KubeConfig(user: $"{{client-certificate-data: {ScriptedApi.Data(certificate)}, client-key-data: {ScriptedApi.Data(key)}}}"));
        using KubernetesConnection files = api.Connect(api.KubeConfig(user: "{client-certificate: client.crt, client-key: ./client.key}"));

        foreach (KubernetesConnection connection in (KubernetesConnection[])[data, files])
        {
            Assert.True((await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).IsComplete);
            Assert.Equal("CN=client.test", api.ClientSubject);
        }

        KubernetesException half = Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: "{client-certificate: client.crt}")));
        Assert.Contains("without its key", half.Message, StringComparison.Ordinal);
        KubernetesException wrong = Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: "{client-certificate: client.crt, client-key: client.crt}")));
        Assert.Contains("cannot be used", wrong.Message, StringComparison.Ordinal);
        KubernetesException missing = Assert.Throws<KubernetesException>(() => api.Connect(api.KubeConfig(user: "{client-certificate: client.crt, client-key: none.key}")));
        Assert.Contains("none.key, which cannot be read: it does not exist", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_url_leads_through_a_real_proxy()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", Version);
        await using SquidProxy squid = await SquidProxy.StartAsync(new() { Login = ProxyLogin.Basic, User = "user", Password = "canary" });
        string authority = "certificate-authority-data: " + ScriptedApi.AuthorityData;
        using KubernetesConnection known = api.Connect(api.KubeConfig(cluster: $"proxy-url: http://user:canary@{squid.EndPoint}; {authority}"));
        using KubernetesConnection unknown = api.Connect(api.KubeConfig(cluster: $"proxy-url: http://{squid.EndPoint}; {authority}"));

        Reading<string> version = await known.Reader.GetVersionAsync(TestContext.Current.CancellationToken);
        SnapshotGap refused = (await unknown.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.True(version.IsComplete, version.Gap?.ToString());
        Assert.Contains(squid.AccessLog, line => line.Contains($"CONNECT {api.EndPoint}", StringComparison.Ordinal));
        Assert.Equal((GapKind.Unreachable, "407"), (refused.Kind, refused.Code));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", Version);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(server: "https://127.0.0.1:1"));

        SnapshotGap gap = (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal((GapKind.Unreachable, "ConnectionRefused"), (gap.Kind, gap.Code));
    }

    [Fact]
    public async Task A_server_that_is_silent_ends_by_the_limit_or_within_a_blink_of_Ctrl_C()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using ScriptedApi api = ScriptedApi.Always(200, "application/json", Version);
        using KubernetesConnection connection = api.Connect(api.KubeConfig(server: $"https://{silent.LocalEndpoint}"), new() { RequestTimeout = TimeSpan.FromSeconds(0.5) });
        using KubernetesConnection patient = api.Connect(api.KubeConfig(server: $"https://{silent.LocalEndpoint}"));

        Assert.Equal(GapKind.TimedOut, (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Gap!.Kind);
        using var stop = new CancellationTokenSource();
        Task<Reading<string>> waiting = patient.Reader.GetVersionAsync(stop.Token);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await EndsAtOnceAsync(waiting, stop);
    }

    [Fact]
    public async Task Half_an_answer_ends_by_the_limit_or_within_a_blink_of_Ctrl_C()
    {
        await using ScriptedApi api = ScriptedApi.Start(async (_, responder, cancellationToken) =>
        {
            await responder.BeginChunksAsync(200, "application/json", cancellationToken);
            await responder.WriteChunkAsync("{\"items\":[{\"metadata\":{\"name\":\"a\"}},"u8.ToArray(), cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect(options: new() { RequestTimeout = TimeSpan.FromSeconds(0.5) });
        using KubernetesConnection patient = api.Connect();

        Assert.Equal(GapKind.TimedOut, (await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken)).Gap!.Kind);
        using var stop = new CancellationTokenSource();
        Task waiting = patient.Reader.ListAsync(ClusterResources.Pods, cancellationToken: stop.Token);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        await EndsAtOnceAsync(waiting, stop);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        byte[] chunk = new byte[1 << 20];
        Array.Fill(chunk, (byte)' ');
        await using ScriptedApi api = ScriptedApi.Start(async (_, responder, cancellationToken) =>
        {
            await responder.BeginChunksAsync(200, "application/json", cancellationToken);
            while (true)
                await responder.WriteChunkAsync(chunk, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();

        SnapshotGap gap = (await connection.Reader.ListAsync(ClusterResources.Pods, cancellationToken: TestContext.Current.CancellationToken)).Gap!;

        Assert.Equal(GapKind.TooLarge, gap.Kind);
        Assert.Single(api.Requests);
    }

    private static async Task EndsAtOnceAsync(Task waiting, CancellationTokenSource stop)
    {
        long began = Stopwatch.GetTimestamp();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        // 200 ms are promised; a busy machine gets some more.
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    private static (string Certificate, string Key) RsaClient()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=client.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (certificate.ExportCertificatePem(), key.ExportRSAPrivateKeyPem());
    }
}
