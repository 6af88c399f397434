using TlsPathTools.Kubernetes.Configuration;
using TlsPathTools.Kubernetes.Targets;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Targets;

public class InClusterTests
{
    [Fact]
    public async Task A_pod_without_kubeconfig_uses_its_service_account_and_reads_a_new_token_when_the_old_one_is_refused()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked["Authorization"] == "Bearer second"
            ? responder.SendAsync(200, "application/json", """{"gitVersion":"v1.31.2"}""", cancellationToken)
            : responder.SendAsync(401, "application/json", """{"kind":"Status","status":"Failure","code":401,"reason":"Unauthorized","message":"Unauthorized"}""", cancellationToken));
        using var account = new TempFolder();
        account.Write("token", "first\n");
        account.Write("ca.crt", TestCertificates.Authority.ExportCertificatePem());
        account.Write("namespace", "hutch\n");
        var machine = new MachineEnvironment
        {
            Home = account.Path,
            ServiceAccountFolder = account.Path,
            Variable = name => name switch { "KUBERNETES_SERVICE_HOST" => "127.0.0.1", "KUBERNETES_SERVICE_PORT" => $"{api.EndPoint.Port}", "HTTPS_PROXY" => "http://127.0.0.1:1", _ => null },
        };

        using KubernetesConnection connection = KubernetesConnection.Open(new() { Machine = machine });
        Reading<string> refused = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);
        account.Write("token", "second\n");
        Reading<string> taken = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("in-cluster", "hutch"), (connection.Name, connection.Namespace));
        Assert.Equal(GapKind.BadCredentials, refused.Gap!.Kind);
        Assert.Equal(["v1.31.2"], taken.Items);
        Assert.Equal(["Bearer first", "Bearer first", "Bearer first", "Bearer second"], api.Requests.Select(asked => asked["Authorization"]));
    }

    [Fact]
    public void A_kubeconfig_goes_before_the_service_account_and_outside_a_pod_there_is_none()
    {
        using var account = new TempFolder();
        var machine = new MachineEnvironment { Home = account.Path, ServiceAccountFolder = account.Path, Variable = name => name == "KUBERNETES_SERVICE_HOST" ? "10.0.0.1" : null };

        Assert.Null(InCluster.Find(machine));
        KubernetesException none = Assert.Throws<KubernetesException>(() => KubernetesConnection.Open(new() { Machine = machine }));
        Assert.Equal(GapKind.NoCredentials, none.Kind);
        Assert.Contains(".kube", none.Message, StringComparison.Ordinal);
    }
}
