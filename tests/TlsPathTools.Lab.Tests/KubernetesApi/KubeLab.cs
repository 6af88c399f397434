using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi;
using TlsPathTools.Lab.KubernetesApi.Audit;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>A world with its Kubernetes API and nothing else that runs, a client for it, and kubectl.</summary>
internal sealed class KubeLab : IAsyncDisposable
{
    private readonly AddressPlan _addresses;

    private KubeLab(LabScenario scenario, TimeProvider time)
    {
        _addresses = AddressPlan.Claim(Cidr.Parse(scenario.Network.Cidr));
        World = WorldBuilder.Build(scenario, _addresses, new PortPlan(Privileged: false), time);
        World.DataPlane = DataPlane;
        Server = KubernetesApiServer.Start(World, new AuditLog());
        Client = NewClient(Server.AdminToken);
        KubeConfigFile = Home.Write("config", Server.KubeConfig);
    }

    public LabWorld World { get; }

    public ClusterStore Store => World.Cluster;

    public FakeDataPlane DataPlane { get; } = new();

    public KubernetesApiServer Server { get; }

    /// <summary>A client with the administrator's token.</summary>
    public HttpClient Client { get; }

    public TempFolder Home { get; } = new();

    /// <summary>The kubeconfig, as a file.</summary>
    public string KubeConfigFile { get; }

    public static KubeLab Start(LabScenario? scenario = null, TimeProvider? time = null) => new(scenario ?? Worlds.TwoNodes, time ?? TimeProvider.System);

    /// <summary>A client that trusts the API's own authority alone.</summary>
    public HttpClient NewClient(string? token)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, _) =>
        {
            using var judge = new X509Chain();
            judge.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            judge.ChainPolicy.CustomTrustStore.ImportFromPem(World.Authority.KubernetesPem);
            foreach (X509ChainElement element in chain!.ChainElements)
                judge.ChainPolicy.ExtraStore.Add(element.Certificate);
            judge.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            return judge.Build((X509Certificate2)certificate!);
        };
        var client = new HttpClient(handler) { BaseAddress = Server.Endpoint, Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async Task<ApiAnswer> GetAsync(string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await SendAsync(request);
    }

    public Task<ApiAnswer> PostAsync(string path, string json, string type = "application/json") => SendAsync(HttpMethod.Post, path, json, type);

    public Task<ApiAnswer> PatchAsync(string path, string json, string type = "application/merge-patch+json") => SendAsync(HttpMethod.Patch, path, json, type);

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string? json = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, new MediaTypeHeaderValue(type));
        return await SendAsync(request);
    }

    public async Task<ApiAnswer> SendAsync(HttpRequestMessage request, HttpClient? client = null)
    {
        using HttpResponseMessage response = await (client ?? Client).SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, response.Headers.RetryAfter?.ToString(), response.Headers.Location?.OriginalString, body);
    }

    /// <summary>Runs kubectl with the lab's kubeconfig and a home of its own.</summary>
    public Task<ProgramRun> KubectlAsync(params IEnumerable<string> arguments) =>
        ProgramRun.RunAsync("env", [$"HOME={Home.Path}", $"KUBECONFIG={KubeConfigFile}", RealPart.Require("kubectl"), .. arguments], bound: TimeSpan.FromSeconds(60), closeInput: true);

    /// <summary>The words of a kubectl command, run; it has to succeed.</summary>
    public async Task<string> DoAsync(string command)
    {
        ProgramRun run = await KubectlAsync(command.Split(' '));
        Assert.True(run.ExitCode == 0, $"kubectl {command}: {run.ExitCode}: {run.Output}");
        return run.Output;
    }

    /// <summary>The name of the first pod of an application.</summary>
    public string Pod(string @namespace, string app) => KubeObject.Name(Store.List(ResourceKinds.Pods, @namespace)
        .First(pod => KubeObject.Labels(pod).Values.Contains(app, StringComparer.Ordinal)));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        World.Authority.Dispose();
        _addresses.Dispose();
        Home.Dispose();
    }
}

/// <summary>What the API answered.</summary>
internal sealed record ApiAnswer(HttpStatusCode Status, string? Type, string? RetryAfter, string? Location, string Body)
{
    public int Code => (int)Status;

    public JsonNode Json => JsonNode.Parse(Body)!;

    public string? Text(params string[] path) => KubeObject.Text(Json, path);

    public IEnumerable<string?> Names => Json["items"]!.AsArray().Select(item => item!["metadata"]!["name"]!.GetValue<string>());
}
