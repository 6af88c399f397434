using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TlsPathTools.Lab.Http;
using TlsPathTools.TestServers;

namespace TlsPathTools.Kubernetes.Tests.Lab;

/// <summary>An API server that answers what a test says, and remembers what it was asked.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    public const string Token = "canary-token-4711";

    private const string UserWithToken = "{token: " + Token + "}";

    private readonly HttpServer _server;

    private ScriptedApi(Func<Asked, HttpResponder, CancellationToken, Task> answer, ServerIdentity? identity, bool asksForCertificate)
    {
        var tls = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = (identity ?? TestCertificates.Valid).Context,
            ClientCertificateRequired = asksForCertificate,
            RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            {
                ClientSubject = certificate?.Subject;
                return true;
            },
        };
        _server = HttpServer.Start(new(IPAddress.Loopback, 0), tls, (request, responder, cancellationToken) =>
        {
            var asked = new Asked(request, Requests.Count);
            Requests.Enqueue(asked);
            return answer(asked, responder, cancellationToken);
        });
    }

    /// <summary>What it was asked.</summary>
    public ConcurrentQueue<Asked> Requests { get; } = new();

    /// <summary>The subject of the last client certificate.</summary>
    public string? ClientSubject { get; private set; }

    public IPEndPoint EndPoint => _server.EndPoint;

    public TempFolder Home { get; } = new();

    public static ScriptedApi Start(Func<Asked, HttpResponder, CancellationToken, Task> answer, ServerIdentity? identity = null, bool asksForCertificate = false) =>
        new(answer, identity, asksForCertificate);

    /// <summary>One that gives an answer to everything.</summary>
    public static ScriptedApi Always(int status, string type, string body) => Start((_, responder, cancellationToken) => responder.SendAsync(status, type, body, cancellationToken));

    /// <summary>A kubeconfig for it; each part may be another. Fields of the cluster are parted by semicolons.</summary>
    public string KubeConfig(string? cluster = null, string? user = null, string? server = null) => $$"""
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: c, user: u} }]
        clusters:
        - name: c
          cluster:
            server: {{server ?? $"https://{EndPoint}"}}
            {{(cluster ?? "certificate-authority-data: " + AuthorityData).Replace("; ", "\n    ", StringComparison.Ordinal)}}
        users:
        - name: u
          user: {{user ?? UserWithToken}}

        """;

    /// <summary>The authority of its certificate.</summary>
    public static string AuthorityData => Data(TestCertificates.Authority);

    public static string Data(X509Certificate2 certificate) => Data(certificate.ExportCertificatePem());

    public static string Data(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));

    public KubernetesConnection Connect(string? kubeConfig = null, KubernetesConnectionOptions? options = null)
    {
        options ??= new();
        return KubernetesConnection.Open(options with { KubeConfigPath = Home.Write("config", kubeConfig ?? KubeConfig()), Machine = options.Machine.Home == "/nonexistent" ? options.Machine : ApiLab.NoMachine });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Home.Dispose();
    }
}

/// <summary>A request.</summary>
internal sealed class Asked(HttpRequest request, int number)
{
    /// <summary>From 0.</summary>
    public int Number { get; } = number;

    public string Path => request.RawPath;

    public string Target => request.Target;

    public string Method => request.Method;

    public string Body => Encoding.UTF8.GetString(request.Body);

    public string? this[string header] => request.Head[header];

    public string? Query(string name) => request.QueryValue(name);

    /// <summary>All values of a header.</summary>
    public string[] All(string header) => [.. request.Head.Fields.Where(field => field.Key.Equals(header, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];
}
