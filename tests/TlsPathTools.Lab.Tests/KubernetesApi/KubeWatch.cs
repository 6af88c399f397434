using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>A watch that is read line by line.</summary>
internal sealed class KubeWatch : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private KubeWatch(HttpResponseMessage response, StreamReader lines)
    {
        _response = response;
        _lines = lines;
    }

    public int Code => (int)_response.StatusCode;

    public static async Task<KubeWatch> StartAsync(KubeLab lab, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        HttpResponseMessage response = await lab.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new(response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The next event; null at the end.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        return await _lines.ReadLineAsync(bound.Token) is { } line ? JsonNode.Parse(line) : null;
    }

    /// <summary>The next event as TYPE name.</summary>
    public async Task<string?> NextNameAsync() =>
        await NextAsync() is { } item ? $"{item["type"]!.GetValue<string>()} {item["object"]!["metadata"]?["name"]?.GetValue<string>()}".TrimEnd() : null;

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
