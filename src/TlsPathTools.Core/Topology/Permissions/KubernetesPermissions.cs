namespace TlsPathTools.Topology.Permissions;

/// <summary>Verbs on resources of RBAC.</summary>
internal static class KubernetesPermissions
{
    private const string System = "kube-system";

    public static PermissionNeed[] Read { get; } =
    [
        PermissionNeed.Kubernetes("create selfsubjectaccessreviews.authorization.k8s.io", "Whether something is allowed is known only when it is tried. Every authenticated user has it.", "Test-TlsPathPermission") with { GrantedToAll = true },
        PermissionNeed.Kubernetes("create selfsubjectreviews.authentication.k8s.io", "The name that the cluster knows the caller by. Every authenticated user has it (Kubernetes 1.28).", "Connect-TlsPath") with { GrantedToAll = true },
        PermissionNeed.Kubernetes("list nodes", "Which node an instance is, its zone, readiness and taints.", [.. UsedBy.Map, "Get-NodePodDistribution", "Get-NodeKubeProxy", "Restart-NodeKubeProxy"]),
        PermissionNeed.Kubernetes("list services", "Which service has a NodePort, and its traffic policy.", [.. UsedBy.Pods, .. UsedBy.KubeProxy, .. UsedBy.Conflicts]),
        PermissionNeed.Kubernetes("list endpointslices.discovery.k8s.io", "Which pods take flows, where they are, and when that changed.", [.. UsedBy.Pods, .. UsedBy.KubeProxy]),
        PermissionNeed.Kubernetes("list pods", "Pods that are no endpoints (yet), why, and the kube-proxy of each node.", [.. UsedBy.Pods, .. UsedBy.KubeProxy]),
        PermissionNeed.Kubernetes("list targetgroupbindings.elbv2.k8s.aws", "Who would register a target again, and two that keep one group.", [.. UsedBy.Map, .. UsedBy.KubeProxy, .. UsedBy.Conflicts, .. UsedBy.Cordon]) with { Optional = true },
        PermissionNeed.Kubernetes("list ingresses.networking.k8s.io", "Ingresses that fight over a host or a listener.", UsedBy.Conflicts),
        PermissionNeed.Kubernetes("list networkpolicies.networking.k8s.io", "Whether a network policy keeps packets from a pod: without it the last hop is unknown.", UsedBy.Compare),
        PermissionNeed.Kubernetes("list namespaces", "The labels of namespaces, by which network policies select. Read only where one does.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Kubernetes("list events", "What controllers say of load balancers and certificates.", [.. UsedBy.Conflicts, .. UsedBy.Certificates]),
        PermissionNeed.Kubernetes("get pods/log", "What pods logged.", "Measure-ServicePodLog"),
        PermissionNeed.Kubernetes("get pods/proxy", "Health and sync of kube-proxies: without it they are \"cannot see\".", UsedBy.KubeProxy) with { Namespace = System },
        PermissionNeed.Kubernetes("list daemonsets.apps", "Whether kube-proxy is meant to run, and in which version; which network plugin there is.", [.. UsedBy.KubeProxy, .. UsedBy.Compare]) with { Namespace = System },
        PermissionNeed.Kubernetes("get configmaps", "kube-proxy's mode; whether the VPC CNI plugin enforces network policies.", [.. UsedBy.KubeProxy, .. UsedBy.Compare]) with { Namespace = System, Optional = true },
        PermissionNeed.Kubernetes("list leases.coordination.k8s.io", "Heartbeats of nodes, by which their clocks are told.", [.. UsedBy.KubeProxy, .. UsedBy.Compare]) with { Namespace = "kube-node-lease", Optional = true },
        PermissionNeed.Kubernetes("list poddisruptionbudgets.policy", "Whether a drain would be refused.", UsedBy.Compare) with { Optional = true },
        PermissionNeed.Kubernetes("list certificates.cert-manager.io", "Certificates and their renewal.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list certificaterequests.cert-manager.io", "How far a renewal got.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list issuers.cert-manager.io", "Whether an issuer is ready, and which secrets it needs.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list clusterissuers.cert-manager.io", "The same of cluster issuers.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list orders.acme.cert-manager.io", "How far a renewal got at the ACME authority.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list challenges.acme.cert-manager.io", "Why a challenge is not met.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("list secrets", "Whether a secret exists that an issuer names. Mostly a challenge's own words say so as well; then nothing is lost.", UsedBy.Certificates) with { Optional = true },
        PermissionNeed.Kubernetes("get nodes/proxy", "A NodePort probed through the API server where nothing else reaches it.", "Test-NodePort") with { Optional = true },
    ];

    public static PermissionNeed[] Change { get; } =
    [
        Changes("get nodes", "The node's identity, checked again before every change of it.", [.. UsedBy.Restart, .. UsedBy.Cordon]),
        Changes("patch nodes", "Cordoning a node, and the way back.", UsedBy.Cordon),
        Changes("get pods", "Waiting until a pod is gone, or its successor ready.", UsedBy.Restart),
        Changes("watch pods", "Waiting until a pod is gone, or its successor ready.", UsedBy.Restart),
        Changes("create pods/eviction", "Draining: pods leave within their disruption budgets.", UsedBy.Nobody),
        Changes("delete pods", "Restarting a kube-proxy.", UsedBy.Restart) with { Namespace = System },
        Changes("get leases.coordination.k8s.io", "The lock against a second remediation.", UsedBy.Restart) with { Namespace = System },
        Changes("create leases.coordination.k8s.io", "The lock against a second remediation.", UsedBy.Restart) with { Namespace = System },
        Changes("update leases.coordination.k8s.io", "The lock against a second remediation.", UsedBy.Restart) with { Namespace = System },
        Changes("create configmaps", "The journal of a remediation, from which it is resumed or undone.", UsedBy.Nobody) with { Namespace = System },
        Changes("update configmaps", "The journal of a remediation, from which it is resumed or undone.", UsedBy.Nobody) with { Namespace = System },
    ];

    private static PermissionNeed Changes(string what, string withoutIt, string[] usedBy) =>
        PermissionNeed.Kubernetes(what, withoutIt, usedBy) with { Access = PermissionAccess.Change };
}
