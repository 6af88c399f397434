namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>A context: a cluster, a user and a namespace.</summary>
internal sealed record KubeContext(string Name, string? Cluster, string? User, string? Namespace);

/// <summary>How a cluster is reached. File names are whole.</summary>
internal sealed record KubeCluster
{
    public string? Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }

    public bool DisableCompression { get; init; }

    /// <summary>The file that it stands in.</summary>
    public required string Origin { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Server ?? "";
}

/// <summary>Who asks. No record: its text would tell tokens and passwords.</summary>
internal sealed class KubeConfigUser
{
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? Impersonate { get; init; }

    public string? ImpersonateUid { get; init; }

    public string[] ImpersonateGroups { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> ImpersonateExtra { get; init; } = [];

    public string? AuthProvider { get; init; }

    public ExecPluginConfig? Exec { get; init; }

    /// <summary>The file that it stands in.</summary>
    public required string Origin { get; init; }
}

/// <summary>A program that makes credentials. No record: its arguments and environment may hold some.</summary>
internal sealed class ExecPluginConfig
{
    public required string Command { get; init; }

    public string[] Args { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Env { get; init; } = [];

    public string? ApiVersion { get; init; }

    public string? InteractiveMode { get; init; }

    public bool ProvideClusterInfo { get; init; }

    public string? InstallHint { get; init; }

    /// <summary>The program's name without folder and ending.</summary>
    public string BaseName
    {
        get
        {
            string name = Command[(Command.LastIndexOfAny(['/', '\\']) + 1)..];
            return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".cmd", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        }
    }
}
