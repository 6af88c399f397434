namespace TlsPathTools.Topology.Permissions;

/// <summary>Whether the caller has a permission that the module uses, and what is lost without it.</summary>
public sealed record PermissionCheck : TlsPathRecord
{
    /// <summary>AWS or Kubernetes.</summary>
    public required PermissionSystem System { get; init; }

    /// <summary>The permission: <c>elasticloadbalancing:DescribeTargetHealth</c>, <c>list pods</c>, <c>get pods/proxy</c>.</summary>
    public required string Permission { get; init; }

    /// <summary>Where it was checked: account and region, or the cluster.</summary>
    public string? Source { get; init; }

    /// <summary>The namespace that it was checked in; null for all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Read or Change.</summary>
    public required PermissionAccess Access { get; init; }

    /// <summary>Whether the module does most of its work without it.</summary>
    public bool Optional { get; init; }

    /// <summary>What the check said.</summary>
    public required PermissionState State { get; init; }

    /// <summary>The same in words: who refused, or why it cannot be tested.</summary>
    public required string Detail { get; init; }

    /// <summary>The cmdlets that use it.</summary>
    public string[] UsedBy { get; init => field = value ?? []; } = [];

    /// <summary>What is lost without it.</summary>
    public string? WithoutIt { get; init; }

    /// <summary>A check of a permission.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="state">What was found.</param>
    /// <param name="detail">The same in words that are safe to show.</param>
    /// <param name="source">Where.</param>
    public static PermissionCheck Of(PermissionNeed permission, PermissionState state, string detail, string? source) => new()
    {
        System = permission.System,
        Permission = permission.Name,
        Source = source,
        Namespace = permission.Namespace,
        Access = permission.Access,
        Optional = permission.Optional,
        State = state,
        Detail = detail,
        UsedBy = [.. permission.UsedBy],
        WithoutIt = permission.WithoutIt,
    };

    /// <inheritdoc/>
    public bool Equals(PermissionCheck? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Permission}: {State}";
}

/// <summary>Whose permission it is.</summary>
public enum PermissionSystem
{
    /// <summary>An action of IAM.</summary>
    Aws,

    /// <summary>A verb on a resource of RBAC.</summary>
    Kubernetes,
}

/// <summary>What a permission is for.</summary>
public enum PermissionAccess
{
    /// <summary>To look.</summary>
    Read,

    /// <summary>To change; nothing of it is used unless a change is asked for.</summary>
    Change,
}

/// <summary>What a check of a permission said.</summary>
public enum PermissionState
{
    /// <summary>It cannot be tested without doing it, or the test failed. That is not "granted".</summary>
    Untestable,

    /// <summary>The caller has it.</summary>
    Granted,

    /// <summary>The caller has it not.</summary>
    Denied,
}
