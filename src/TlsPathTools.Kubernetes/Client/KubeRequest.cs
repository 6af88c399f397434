using System.Net.Http;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>One request to the API server.</summary>
/// <param name="Operation">The permission that it needs, in words: <c>list pods</c>, <c>get pods/proxy</c>.</param>
/// <param name="Path">Path and query behind the server's URL, escaped.</param>
internal sealed record KubeRequest(string Operation, string Path)
{
    /// <summary>What is asked about, for messages: a namespace, an object; null for all.</summary>
    public string? About { get; init; }

    /// <summary>The API group; empty for the core and for what is no resource.</summary>
    public string Group { get; init; } = "";

    /// <summary>The forms of an answer that are taken.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>A JSON body; null for a GET.</summary>
    public byte[]? Body { get; init; }

    /// <summary>How it is sent; null for a POST where there is a body, else a GET.</summary>
    public HttpMethod? Method { get; init; }

    /// <summary>What the body is.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>The bound of one attempt; null for the connection's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether it is asked again after a failure that may pass. Not where the answer is a measurement.</summary>
    public bool MayRetry { get; init; } = true;

    /// <summary>The most bytes of an answer that are read.</summary>
    public long MaxBytes { get; init; } = 64L << 20;
}
