namespace TlsPathTools.Lab.KubernetesApi.Patches;

/// <summary>
/// How strategic merge patches merge lists: the patchStrategy and patchMergeKey of the API's Go types (k8s.io/api). A list that is not here is
/// replaced as a whole; the taints of a node and the tolerations of a pod among them.
/// </summary>
internal static class MergeKeys
{
    /// <summary>The property by which the objects of a list are told apart; null for a list that is replaced.</summary>
    /// <param name="path">The names that lead to it, without indexes: spec.template.spec.containers.</param>
    public static string? Of(IReadOnlyList<string> path) => (path.Count > 1 ? path[^2] : "", path[^1]) switch
    {
        ("containers" or "initContainers" or "ephemeralContainers", "env") => "name",
        ("containers" or "initContainers" or "ephemeralContainers", "ports") => "containerPort",
        ("containers" or "initContainers" or "ephemeralContainers", "volumeMounts") => "mountPath",
        ("containers" or "initContainers" or "ephemeralContainers", "volumeDevices") => "devicePath",
        ("spec", "containers" or "initContainers" or "ephemeralContainers" or "volumes" or "imagePullSecrets" or "resourceClaims" or "schedulingGates") => "name",
        ("spec", "hostAliases") => "ip",
        ("spec", "topologySpreadConstraints") => "topologyKey",
        ("spec", "ports") => "port",
        ("status", "conditions" or "addresses") => "type",
        ("status", "podIPs" or "hostIPs") => "ip",
        ("metadata", "ownerReferences") => "uid",
        ("", "secrets") => "name",
        _ => null,
    };

    /// <summary>Whether a list of texts or numbers is united with what is there.</summary>
    public static bool IsUnited(IReadOnlyList<string> path) => (path.Count > 1 ? path[^2] : "", path[^1]) is ("metadata", "finalizers") or ("spec", "podCIDRs");
}
