using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Access;

/// <summary>Something that somebody wants to do to resources.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection.</param>
/// <param name="Group">The group of the API.</param>
/// <param name="Resource">pods, or pods/log.</param>
/// <param name="Namespace">Where; null for the cluster.</param>
/// <param name="Name">The object, or null.</param>
internal sealed record AccessWish(string Verb, string Group, string Resource, string? Namespace, string? Name);

/// <summary>Says who may do what: everybody with credentials everything, but what the scenario denies.</summary>
internal sealed class Authorizer(LabWorld world)
{
    /// <summary>Paths that need no credentials (the role system:public-info-viewer).</summary>
    public static bool IsPublic(string path) => path.TrimEnd('/') is "/healthz" or "/livez" or "/readyz" or "/version"
        || path.StartsWith("/livez/", StringComparison.Ordinal) || path.StartsWith("/readyz/", StringComparison.Ordinal) || path.StartsWith("/healthz/", StringComparison.Ordinal);

    /// <summary>Whether it is allowed.</summary>
    public bool Allows(KubeUser user, AccessWish wish) => !user.IsAnonymous && !IsDenied(wish);

    /// <summary>Whether the scenario denies something at all, so that rules have to be spelt out.</summary>
    public bool DeniesAnything => world.Apis.Kubernetes.Deny.Count > 0;

    /// <summary>Refuses what is not allowed.</summary>
    /// <exception cref="ApiException">403, in the words of RBAC.</exception>
    public void Demand(KubeUser user, AccessWish wish)
    {
        if (Allows(user, wish))
            return;
        string what = string.IsNullOrEmpty(wish.Name) ? Plural(wish) : $"{Plural(wish)} \"{wish.Name}\"";
        string where = wish.Namespace is null ? "at the cluster scope" : $"in the namespace \"{wish.Namespace}\"";
        var kind = new ResourceKind(wish.Group, "", wish.Resource.Split('/')[0], "", Namespaced: false);
        throw new ApiException(403, "Forbidden",
            $"{what} is forbidden: User \"{user.Name}\" cannot {wish.Verb} resource \"{wish.Resource}\" in API group \"{wish.Group}\" {where}", ApiException.About(kind, wish.Name));
    }

    /// <summary>Refuses a path that is no resource, to those without credentials.</summary>
    public static void DemandPath(KubeUser user, string verb, string path)
    {
        if (user.IsAnonymous && !IsPublic(path))
            throw new ApiException(403, "Forbidden", $"forbidden: User \"{user.Name}\" cannot {verb} path \"{path}\"", []);
    }

    private bool IsDenied(AccessWish wish) => world.Apis.Kubernetes.Deny.Any(pattern =>
        pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var verb, var resource]
        && Meet(verb, wish.Verb) && (Meet(resource, wish.Resource) || resource == WithGroup(wish)));

    /// <summary>Who asks for everything is refused when a part of it is.</summary>
    private static bool Meet(string pattern, string asked) => pattern == asked || pattern == "*" || asked == "*";

    /// <summary>deployments.apps/scale: a pattern may say which group is meant.</summary>
    private static string WithGroup(AccessWish wish)
    {
        string[] parts = wish.Resource.Split('/', 2);
        parts[0] = $"{parts[0]}.{wish.Group}";
        return string.Join('/', parts);
    }

    private static string Plural(AccessWish wish)
    {
        string plural = wish.Resource.Split('/')[0];
        return wish.Group.Length == 0 ? plural : $"{plural}.{wish.Group}";
    }
}
