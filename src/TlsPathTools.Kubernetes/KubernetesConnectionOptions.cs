using TlsPathTools.Kubernetes.Configuration;

namespace TlsPathTools.Kubernetes;

/// <summary>Which cluster is meant, and how it is asked.</summary>
public sealed record KubernetesConnectionOptions
{
    /// <summary>A kubeconfig file; null for those of KUBECONFIG, or ~/.kube/config, or, in a pod without either, its service account.</summary>
    public string? KubeConfigPath { get; init; }

    /// <summary>The context; null for the current one.</summary>
    public string? Context { get; init; }

    /// <summary>The default namespace; null for the context's.</summary>
    public string? Namespace { get; init; }

    /// <summary>Makes tokens for EKS in place of the programs <c>aws</c> and <c>aws-iam-authenticator</c>; null to run them.</summary>
    public EksTokenProvider? EksTokenProvider { get; init; }

    /// <summary>Whether exec plugins may be run as processes; null for everywhere but in a cloud sandbox of Azure Automation.</summary>
    public bool? AllowProcesses { get; init; }

    /// <summary>The bound of one attempt at a request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal MachineEnvironment Machine { get; init; } = new();
}
