namespace TlsPathTools;

/// <summary>A running lab, and everything that is needed to reach it.</summary>
public sealed record TlsPathLabSession : TlsPathRecord
{
    /// <summary>Its number in this session, from 1.</summary>
    public required int LabId { get; init; }

    /// <summary>The scenario that it runs.</summary>
    public required string Scenario { get; init; }

    /// <summary>What the scenario is about.</summary>
    public string Title { get; init => field = value ?? ""; } = "";

    /// <summary>The name that the scenario is about.</summary>
    public required string HostName { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>The resolver that the scenario's client asks, as address:port.</summary>
    public required string DnsServer { get; init; }

    /// <summary>The proxy that the scenario's client goes through; null for a direct way.</summary>
    public string? Proxy { get; init; }

    /// <summary>A file with the authorities that the scenario's client trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>The endpoint of the AWS API.</summary>
    public required string AwsEndpoint { get; init; }

    /// <summary>The region of the account.</summary>
    public required string Region { get; init; }

    /// <summary>The access key that the lab's AWS API takes.</summary>
    public required string AccessKeyId { get; init; }

    /// <summary>Its secret. It was made for this lab and opens nothing else.</summary>
    public required string SecretAccessKey { get; init; }

    /// <summary>The endpoint of the Kubernetes API; null in a world without a cluster.</summary>
    public string? KubernetesEndpoint { get; init; }

    /// <summary>A kubeconfig file for it; null in a world without a cluster.</summary>
    public string? KubeConfigPath { get; init; }

    /// <summary>A file with the audit log of the Kubernetes API, one audit.k8s.io/v1 event a line; null in a world without a cluster.</summary>
    public string? AuditLogPath { get; init; }

    /// <summary>When it was started, in UTC.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <inheritdoc/>
    public bool Equals(TlsPathLabSession? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"Lab {LabId}: {Scenario} at {HostName}:{Port}";
}
