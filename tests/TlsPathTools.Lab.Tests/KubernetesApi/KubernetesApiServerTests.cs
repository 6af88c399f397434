using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

public class KubernetesApiServerTests
{
    [Fact]
    public async Task It_takes_another_port_when_its_own_is_taken()
    {
        await using KubeLab lab = KubeLab.Start();

        await using KubernetesApiServer second = KubernetesApiServer.Start(lab.World, new AuditLog());

        Assert.Equal(6443, lab.Server.Endpoint.Port);
        Assert.NotEqual(6443, second.Endpoint.Port);
        Assert.NotEqual(lab.Server.AdminToken, second.AdminToken);
        Assert.Equal(second.Endpoint.GetLeftPart(UriPartial.Authority), lab.World.Cloud.EksClusters["lab"].Endpoint);
    }

    [Fact]
    public async Task The_kubeconfig_names_everything_after_the_cluster_and_trusts_its_authority_alone()
    {
        await using KubeLab lab = KubeLab.Start();
        string[] lines = lab.Server.KubeConfig.Split('\n');

        Assert.Contains("current-context: lab", lines);
        Assert.Contains($"    server: https://{lab.World.Addresses.KubernetesApi}:6443", lines);
        string encoded = Assert.Single(lines, line => line.Contains("certificate-authority-data", StringComparison.Ordinal)).Split(' ')[^1];
        Assert.Equal(lab.World.Authority.KubernetesPem, System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(encoded)));
        Assert.DoesNotContain("insecure", lab.Server.KubeConfig, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.Contains('\t', StringComparison.Ordinal) || line.EndsWith(' '));
    }

    [Fact]
    public async Task Nothing_listens_any_more_when_it_has_stopped()
    {
        IPEndPoint where;
        await using (KubeLab lab = KubeLab.Start(Worlds.TwoNodes))
        {
            where = new(lab.World.Addresses.KubernetesApi, lab.Server.Endpoint.Port);
            await lab.GetAsync("/version");
        }

        using var client = new TcpClient();
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(where));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task Errors_of_connections_stay_with_them()
    {
        await using KubeLab lab = KubeLab.Start();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(lab.World.Addresses.KubernetesApi, 6443, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await lab.GetAsync("/healthz")).Code);
    }
}
