using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>The Kubernetes API of a world, over TLS with an authority of its own.</summary>
internal sealed class KubernetesApiServer : IAsyncDisposable
{
    private const int Port = 6443;

    private readonly HttpServer _server;
    private readonly string _clusterName;
    private readonly string _authorityPem;

    private KubernetesApiServer(HttpServer server, string clusterName, string adminToken, string authorityPem)
    {
        _server = server;
        _clusterName = clusterName;
        _authorityPem = authorityPem;
        AdminToken = adminToken;
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{server.EndPoint}"));
    }

    /// <summary>https://127.x.254.2:6443.</summary>
    public Uri Endpoint { get; }

    /// <summary>The bearer token of the lab's administrator.</summary>
    public string AdminToken { get; }

    /// <summary>A kubeconfig for it, with the authority and the administrator's token in it.</summary>
    public string KubeConfig => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {_clusterName}
          cluster:
            server: {Endpoint.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(_authorityPem))}
        users:
        - name: {_clusterName}
          user:
            token: {AdminToken}
        contexts:
        - name: {_clusterName}
          context:
            cluster: {_clusterName}
            user: {_clusterName}
            namespace: default
        current-context: {_clusterName}
        preferences: {"{}"}

        """;

    /// <summary>Starts it at the plan's address, and tells EKS about it. The log of requests is its owner's.</summary>
    public static KubernetesApiServer Start(LabWorld world, AuditLog audit)
    {
        string clusterName;
        lock (world.Gate)
            clusterName = world.Cloud.EksClusters.Keys.FirstOrDefault() ?? "lab";
        string adminToken = Convert.ToHexString(RandomNumberGenerator.GetBytes(20)).ToLowerInvariant();
        var tls = new SslServerAuthenticationOptions { ServerCertificateContext = world.Authority.ForKubernetes(world.Addresses.KubernetesApi) };
        HttpServer http = Listen(world.Addresses.KubernetesApi, tls, new ApiHandler(world, audit, clusterName, adminToken).AnswerAsync);
        var server = new KubernetesApiServer(http, clusterName, adminToken, world.Authority.KubernetesPem);
        lock (world.Gate)
        {
            if (world.Cloud.EksClusters.GetValueOrDefault(clusterName) is { } cluster)
            {
                cluster.Endpoint = server.Endpoint.GetLeftPart(UriPartial.Authority);
                cluster.CertificateAuthorityPem = world.Authority.KubernetesPem;
            }
        }

        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static HttpServer Listen(IPAddress address, SslServerAuthenticationOptions tls, HttpHandler handler)
    {
        try
        {
            return HttpServer.Start(new(address, Port), tls, handler);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return HttpServer.Start(new(address, 0), tls, handler);
        }
    }
}
