using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>A part of an object with a path of its own, or a resource that nothing is kept of (a review).</summary>
/// <param name="Parent">The kind that it is a part of; null for a review.</param>
/// <param name="Name">log, eviction, …; the plural of a review.</param>
/// <param name="Kind">The kind of what is sent and answered.</param>
/// <param name="Group">The group of that kind, where it is another than the parent's.</param>
/// <param name="Version">Its version.</param>
/// <param name="Verbs">What can be done to it.</param>
internal sealed record Subresource(ResourceKind? Parent, string Name, string Kind, string Group, string Version, params string[] Verbs);

/// <summary>What the API offers.</summary>
internal sealed class Catalog(LabWorld world)
{
    private static readonly string[] s_proxyVerbs = ["create", "delete", "get", "patch", "update"];
    private static readonly string[] s_statusVerbs = ["get", "patch", "update"];

    /// <summary>The verbs of every kind.</summary>
    public static IReadOnlyList<string> Verbs { get; } = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Reviews, by group.</summary>
    public static IReadOnlyList<Subresource> Reviews { get; } =
    [
        new(null, "selfsubjectaccessreviews", "SelfSubjectAccessReview", "authorization.k8s.io", "v1", "create"),
        new(null, "selfsubjectrulesreviews", "SelfSubjectRulesReview", "authorization.k8s.io", "v1", "create"),
        new(null, "selfsubjectreviews", "SelfSubjectReview", "authentication.k8s.io", "v1", "create"),
        new(null, "tokenreviews", "TokenReview", "authentication.k8s.io", "v1", "create"),
    ];

    /// <summary>Parts of objects. A status is a part of every kind that has one.</summary>
    public static IReadOnlyList<Subresource> Subresources { get; } =
    [
        new(ResourceKinds.Nodes, "proxy", "NodeProxyOptions", "", "", s_proxyVerbs),
        new(ResourceKinds.Pods, "eviction", "Eviction", "policy", "v1", "create"),
        new(ResourceKinds.Pods, "log", "Pod", "", "", "get"),
        new(ResourceKinds.Pods, "proxy", "PodProxyOptions", "", "", s_proxyVerbs),
        new(ResourceKinds.Services, "proxy", "ServiceProxyOptions", "", "", s_proxyVerbs),
        new(ResourceKinds.ServiceAccounts, "token", "TokenRequest", "authentication.k8s.io", "v1", "create"),
        new(ResourceKinds.Deployments, "scale", "Scale", "autoscaling", "v1", s_statusVerbs),
        new(ResourceKinds.ReplicaSets, "scale", "Scale", "autoscaling", "v1", s_statusVerbs),
        .. ResourceKinds.All.Where(HasStatus).Select(kind => new Subresource(kind, "status", kind.Kind, "", "", s_statusVerbs)),
    ];

    /// <summary>The kinds that are there.</summary>
    public IEnumerable<ResourceKind> Kinds => ResourceKinds.All.Where(kind => !world.Apis.AbsentGroups.Contains(kind.Group, StringComparer.Ordinal));

    /// <summary>The groups with their version, the core group left out.</summary>
    public IReadOnlyList<(string Group, string Version)> Groups =>
    [
        .. Kinds.Where(kind => kind.Group.Length > 0).Select(kind => (kind.Group, kind.Version)).Concat(Reviews.Select(review => (review.Group, review.Version))).Distinct()
            .OrderBy(pair => pair.Group.Contains('.', StringComparison.Ordinal) && !pair.Group.EndsWith(".k8s.io", StringComparison.Ordinal)).ThenBy(pair => pair.Group, StringComparer.Ordinal),
    ];

    /// <summary>The kind of a path, or null.</summary>
    public ResourceKind? Find(string group, string version, string plural) =>
        Kinds.FirstOrDefault(kind => kind.Group == group && kind.Version == version && kind.Plural == plural);

    /// <summary>The part of a path, or null.</summary>
    public static Subresource? Find(ResourceKind kind, string name) => Subresources.FirstOrDefault(part => part.Name == name && part.Parent == kind);

    /// <summary>Whether a path belongs to one of Kubernetes' own groups: there, wrong paths are answered by a Status, and elsewhere by plain text.</summary>
    public bool IsOwnGroup(string path) => path.Split('/') switch
    {
        ["", "api", ..] => true,
        ["", "apis", var group, ..] => Groups.Any(known => known.Group == group) && !ResourceKinds.All.Any(kind => kind.Group == group && kind.IsCustom),
        _ => false,
    };

    /// <summary>Whether the status of a kind is a part of its own, which ordinary updates leave alone.</summary>
    public static bool HasStatus(ResourceKind kind) => kind.IsCustom || kind.Kind is "Namespace" or "Node" or "Pod" or "Service" or "Deployment" or "ReplicaSet" or "DaemonSet"
        or "Ingress" or "PodDisruptionBudget";
}
