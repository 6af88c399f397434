using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>What every cluster on EKS has: namespaces, service accounts, configuration, and the Service of the API itself.</summary>
internal sealed class SystemObjects(LabWorld world, DateTimeOffset founded)
{
    private readonly ClusterSpec _spec = world.Scenario.Cluster!;

    public void Add(IEnumerable<(ResourceKind Kind, JsonObject Item)> written)
    {
        IEnumerable<string> namespaces = ((string[])["default", "kube-system", "kube-public", "kube-node-lease"])
            .Concat(_spec.Deployments.Select(deployment => deployment.Namespace))
            .Concat(_spec.Services.Select(service => service.Namespace))
            .Concat(_spec.TargetGroupBindings.Select(binding => binding.Namespace))
            .Concat(written.Select(pair => pair.Kind == ResourceKinds.Namespaces ? KubeObject.Name(pair.Item) : KubeObject.Namespace(pair.Item)).OfType<string>());
        foreach (string name in namespaces.Distinct(StringComparer.Ordinal))
            AddNamespace(name);
        foreach (string account in (string[])["kube-proxy", "aws-node"])
            world.Cluster.Create(ResourceKinds.ServiceAccounts, Named(account, "kube-system"));
        AddConfigMap("kube-system", "kube-proxy-config", ("config", KubeProxyConfig()));
        AddConfigMap("kube-system", "aws-auth", ("mapRoles", $"- groups:\n  - system:bootstrappers\n  - system:nodes\n  rolearn: arn:aws:iam::{world.Cloud.AccountId}:role/{_spec.Name}-nodes\n  username: system:node:{{{{EC2PrivateDNSName}}}}\n"));
        AddApiService();
    }

    /// <summary>The variables of the VPC CNI plugin, as its manifest for 1.19 sets them (github.com/aws/amazon-vpc-cni-k8s, config/master/aws-k8s-cni.yaml), those about logs left out.</summary>
    public static JsonArray CniEnvironment()
    {
        JsonArray env = Json.List(new (string Name, string Value)[]
        {
            ("AWS_VPC_CNI_NODE_PORT_SUPPORT", "true"), ("AWS_VPC_ENI_MTU", "9001"), ("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false"), ("AWS_VPC_K8S_CNI_EXTERNALSNAT", "false"),
            ("AWS_VPC_K8S_CNI_RANDOMIZESNAT", "prng"), ("ENABLE_POD_ENI", "false"), ("ENABLE_PREFIX_DELEGATION", "false"), ("NETWORK_POLICY_ENFORCING_MODE", "standard"), ("WARM_ENI_TARGET", "1"),
        }.Select(one => (JsonNode)new JsonObject { ["name"] = one.Name, ["value"] = one.Value }));
        env.Add((JsonNode)new JsonObject { ["name"] = "MY_NODE_NAME", ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["apiVersion"] = "v1", ["fieldPath"] = "spec.nodeName" } } });
        return env;
    }

    private void AddNamespace(string name)
    {
        world.Cluster.Create(ResourceKinds.Namespaces, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["uid"] = world.Ids.Uuid($"namespace/{name}"), ["creationTimestamp"] = KubeObject.Timestamp(founded),
                ["labels"] = Json.Map(("kubernetes.io/metadata.name", name)),
            },
            ["spec"] = new JsonObject { ["finalizers"] = Json.List("kubernetes") },
            ["status"] = new JsonObject { ["phase"] = "Active" },
        });
        world.Cluster.Create(ResourceKinds.ServiceAccounts, Named("default", name));
        AddConfigMap(name, "kube-root-ca.crt", ("ca.crt", world.Authority.KubernetesPem));
    }

    private JsonObject Named(string name, string @namespace) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name, ["namespace"] = @namespace, ["uid"] = world.Ids.Uuid($"named/{@namespace}/{name}"), ["creationTimestamp"] = KubeObject.Timestamp(founded),
        },
    };

    private void AddConfigMap(string @namespace, string name, (string Key, string Value) entry)
    {
        JsonObject map = Named(name, @namespace);
        KubeObject.Metadata(map)["uid"] = world.Ids.Uuid($"configmap/{@namespace}/{name}");
        map["data"] = Json.Map(entry);
        world.Cluster.Create(ResourceKinds.ConfigMaps, map);
    }

    // As EKS writes it; the address that metrics are bound to decides who can read them.
    private string KubeProxyConfig() =>
        $"""
        apiVersion: kubeproxy.config.k8s.io/v1alpha1
        bindAddress: 0.0.0.0
        clientConnection:
          acceptContentTypes: ""
          burst: 10
          contentType: application/vnd.kubernetes.protobuf
          kubeconfig: /var/lib/kube-proxy/kubeconfig
          qps: 5
        clusterCIDR: ""
        configSyncPeriod: 15m0s
        conntrack:
          maxPerCore: 32768
          min: 131072
          tcpCloseWaitTimeout: 1h0m0s
          tcpEstablishedTimeout: 24h0m0s
        enableProfiling: false
        healthzBindAddress: 0.0.0.0:10256
        hostnameOverride: ""
        iptables:
          masqueradeAll: false
          masqueradeBit: 14
          minSyncPeriod: 0s
          syncPeriod: 30s
        kind: KubeProxyConfiguration
        metricsBindAddress: {(_spec.KubeProxyMetricsOnLoopback ? "127.0.0.1" : "0.0.0.0")}:10249
        mode: "{_spec.KubeProxyMode}"
        nodePortAddresses: null
        oomScoreAdj: -998
        portRange: ""

        """;

    private void AddApiService()
    {
        JsonObject service = Named("kubernetes", "default");
        KubeObject.Metadata(service)["uid"] = world.Ids.Uuid("service/kubernetes");
        KubeObject.Metadata(service)["labels"] = Json.Map(("component", "apiserver"), ("provider", "kubernetes"));
        service["spec"] = new JsonObject
        {
            ["clusterIP"] = "172.20.0.1", ["clusterIPs"] = Json.List("172.20.0.1"), ["internalTrafficPolicy"] = "Cluster", ["ipFamilies"] = Json.List("IPv4"),
            ["ipFamilyPolicy"] = "SingleStack",
            ["ports"] = Json.List(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP", ["targetPort"] = 443 }),
            ["sessionAffinity"] = "None", ["type"] = "ClusterIP",
        };
        service["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        world.Cluster.Create(ResourceKinds.Services, service);
        string address = world.Addresses.KubernetesApi.ToString();
        JsonObject endpoints = Named("kubernetes", "default");
        KubeObject.Metadata(endpoints)["uid"] = world.Ids.Uuid("endpoints/kubernetes");
        endpoints["subsets"] = Json.List(new JsonObject
        {
            ["addresses"] = Json.List(new JsonObject { ["ip"] = address }), ["ports"] = Json.List(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP" }),
        });
        world.Cluster.Create(ResourceKinds.Endpoints, endpoints);
        JsonObject slice = Named("kubernetes", "default");
        KubeObject.Metadata(slice)["uid"] = world.Ids.Uuid("slice/kubernetes");
        KubeObject.Metadata(slice)["labels"] = Json.Map(("kubernetes.io/service-name", "kubernetes"));
        slice["addressType"] = "IPv4";
        slice["endpoints"] = Json.List(new JsonObject { ["addresses"] = Json.List(address), ["conditions"] = new JsonObject { ["ready"] = true } });
        slice["ports"] = Json.List(new JsonObject { ["name"] = "https", ["port"] = 443, ["protocol"] = "TCP" });
        world.Cluster.Create(ResourceKinds.EndpointSlices, slice);
    }
}
