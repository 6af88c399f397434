namespace TlsPathTools.Kubernetes.Json;

/// <summary>What goes to a credential plugin (in KUBERNETES_EXEC_INFO) and what comes back from it. No records here: their text would tell tokens and a proxy's password.</summary>
internal sealed class ExecCredential
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public ExecCredentialSpec? Spec { get; init; }

    public ExecCredentialStatus? Status { get; init; }
}

/// <summary>What a plugin is told.</summary>
internal sealed class ExecCredentialSpec
{
    public bool Interactive { get; init; }

    public ExecCluster? Cluster { get; init; }
}

/// <summary>The cluster that credentials are for.</summary>
internal sealed class ExecCluster
{
    public string? Server { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("tls-server-name")]
    public string? TlsServerName { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("insecure-skip-tls-verify")]
    public bool? InsecureSkipTlsVerify { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("certificate-authority-data")]
    public string? CertificateAuthorityData { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("proxy-url")]
    public string? ProxyUrl { get; init; }
}

/// <summary>What a plugin answers.</summary>
internal sealed class ExecCredentialStatus
{
    public string? Token { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKeyData { get; init; }

    public DateTime? ExpirationTimestamp { get; init; }
}
