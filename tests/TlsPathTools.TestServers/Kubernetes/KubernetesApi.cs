using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace TlsPathTools.TestServers;

/// <summary>A Kubernetes API as it is: JSON there, JSON back.</summary>
public sealed class KubernetesApi : IDisposable
{
    private readonly HttpClient _client;

    internal KubernetesApi(Uri server, string token, X509Certificate2 authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(authority);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } }) { BaseAddress = server };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("kubelet/ours");
    }

    /// <summary>Sends a request, and gives what was made of it.</summary>
    public async Task<JsonNode> SendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json")
    {
        (int status, JsonNode? answer) = await TrySendAsync(method, path, body, contentType);
        return status is >= 200 and < 300 ? answer! : throw new InvalidOperationException($"{method} {path}: {status} {answer?["message"]}");
    }

    /// <summary>The status and the answer; 0 where none came.</summary>
    public async Task<(int Status, JsonNode? Answer)> TrySendAsync(HttpMethod method, string path, string? body = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (0, null);
        }
    }

    /// <summary>What is answered with 200, as text; null for everything else.</summary>
    public async Task<string?> TryReadAsync(string path)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Dispose() => _client.Dispose();
}
