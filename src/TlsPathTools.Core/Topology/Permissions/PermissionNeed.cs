namespace TlsPathTools.Topology.Permissions;

/// <summary>A permission that the module uses.</summary>
public sealed record PermissionNeed
{
    private PermissionNeed()
    {
    }

    /// <summary>Whose it is.</summary>
    public required PermissionSystem System { get; init; }

    /// <summary>As people say it: <c>ec2:DescribeInstances</c>, <c>list pods</c>, <c>get pods/proxy</c>. Gaps name it so too.</summary>
    public required string Name { get; init; }

    /// <summary>Read or change.</summary>
    public required PermissionAccess Access { get; init; }

    /// <summary>The verb of Kubernetes.</summary>
    public string? Verb { get; init; }

    /// <summary>The API group; empty for the core.</summary>
    public string? Group { get; init; }

    /// <summary>The resource in the plural.</summary>
    public string? Resource { get; init; }

    /// <summary>The subresource.</summary>
    public string? Subresource { get; init; }

    /// <summary>The one namespace that it is needed in; null for all, and for what has no namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>Whether most works without it, so that leaving it out is a fair choice.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether everybody has it: then no policy needs to grant it.</summary>
    public bool GrantedToAll { get; init; }

    /// <summary>The cmdlets that use it.</summary>
    public required IReadOnlyList<string> UsedBy { get; init; }

    /// <summary>What is lost without it.</summary>
    public required string WithoutIt { get; init; }

    /// <summary>An action of IAM that reads.</summary>
    internal static PermissionNeed Aws(string action, string withoutIt, params string[] usedBy) => new()
    {
        System = PermissionSystem.Aws,
        Name = action,
        Access = PermissionAccess.Read,
        UsedBy = usedBy,
        WithoutIt = withoutIt,
    };

    /// <summary>A verb on a resource of Kubernetes that reads.</summary>
    /// <param name="what">Verb and resource: <c>get pods/proxy</c>, <c>list ingresses.networking.k8s.io</c>.</param>
    /// <param name="withoutIt">What is lost.</param>
    /// <param name="usedBy">The cmdlets.</param>
    internal static PermissionNeed Kubernetes(string what, string withoutIt, params string[] usedBy)
    {
        string[] words = what.Split(' ');
        string[] path = words[1].Split('/');
        int dot = path[0].IndexOf('.', StringComparison.Ordinal);
        return new PermissionNeed
        {
            System = PermissionSystem.Kubernetes,
            Name = what,
            Access = PermissionAccess.Read,
            Verb = words[0],
            Resource = dot < 0 ? path[0] : path[0][..dot],
            Group = dot < 0 ? "" : path[0][(dot + 1)..],
            Subresource = path.Length > 1 ? path[1] : null,
            UsedBy = usedBy,
            WithoutIt = withoutIt,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
