namespace TlsPathTools.Kubernetes.Client;

/// <summary>How requests to one API server are made.</summary>
internal sealed record KubeClientOptions
{
    /// <summary>What the cluster is called in gaps.</summary>
    public required string Name { get; init; }

    /// <summary>The bound of one attempt, from the connection to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The Host header, which also makes the name in SNI, where it is another than the server's (tls-server-name).</summary>
    public string? HostHeader { get; init; }

    /// <summary>Header fields of every request: impersonation.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Who asks.</summary>
    public string UserAgent { get; init; } = "tlspathtools";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
