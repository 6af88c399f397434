using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>What the API server itself fills in when somebody creates an object: no more than clients of the lab look at.</summary>
internal static class Defaults
{
    /// <summary>Makes a new object of what a client sent.</summary>
    public static void Begin(LabWorld world, ResourceKind kind, JsonObject item)
    {
        JsonObject metadata = KubeObject.Metadata(item);
        foreach (string own in (string[])["uid", "creationTimestamp", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"])
            metadata.Remove(own);
        if (item["spec"] is JsonObject && kind != ResourceKinds.Pods && kind != ResourceKinds.Services && kind != ResourceKinds.Nodes && kind != ResourceKinds.Namespaces && kind != ResourceKinds.Leases)
            metadata["generation"] = 1;
        if (kind == ResourceKinds.Namespaces)
            (metadata["labels"] ??= new JsonObject())["kubernetes.io/metadata.name"] = KubeObject.Name(item);
        item.Remove("status");
        if (Status(kind) is { } status)
            item["status"] = status;
        Complete(world, kind, item);
    }

    /// <summary>Fills in what clients leave out.</summary>
    public static void Complete(LabWorld world, ResourceKind kind, JsonObject item)
    {
        switch (kind.Kind)
        {
            case "Namespace":
                Spec(item)["finalizers"] ??= new JsonArray("kubernetes");
                break;
            case "Pod":
                CompletePod(Spec(item));
                break;
            case "Service":
                CompleteService(world, item);
                break;
            case "Deployment":
                CompleteDeployment(Spec(item));
                break;
            case "NetworkPolicy":
                CompletePolicy(Spec(item));
                break;
            case "Secret":
                item["type"] ??= "Opaque";
                CompleteData(item);
                break;
        }
    }

    private static JsonObject? Status(ResourceKind kind) => kind.Kind switch
    {
        "Namespace" => new JsonObject { ["phase"] = "Active" },
        "Pod" => new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" },
        "Service" => new JsonObject { ["loadBalancer"] = new JsonObject() },
        _ when Catalog.HasStatus(kind) && !kind.IsCustom => [],
        _ => null,
    };

    private static JsonObject Spec(JsonObject item)
    {
        if (item["spec"] is not JsonObject spec)
            item["spec"] = spec = [];
        return spec;
    }

    private static void CompletePod(JsonObject spec)
    {
        spec["restartPolicy"] ??= "Always";
        spec["terminationGracePeriodSeconds"] ??= 30;
        spec["dnsPolicy"] ??= "ClusterFirst";
        spec["schedulerName"] ??= "default-scheduler";
        spec["securityContext"] ??= new JsonObject();
        foreach (JsonObject container in KubeObject.Items(spec, "containers"))
        {
            container["imagePullPolicy"] ??= "IfNotPresent";
            container["resources"] ??= new JsonObject();
        }
    }

    private static void CompleteDeployment(JsonObject spec)
    {
        spec["replicas"] ??= 1;
        spec["revisionHistoryLimit"] ??= 10;
        spec["progressDeadlineSeconds"] ??= 600;
        spec["strategy"] ??= new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" } };
        if (KubeObject.At(spec, "template", "spec") is JsonObject template)
            CompletePod(template);
    }

    private static void CompleteService(LabWorld world, JsonObject item)
    {
        JsonObject spec = Spec(item);
        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        spec["internalTrafficPolicy"] ??= "Cluster";
        spec["ipFamilies"] ??= new JsonArray("IPv4");
        spec["ipFamilyPolicy"] ??= "SingleStack";
        if (spec["clusterIP"] is null)
            spec["clusterIP"] = FreeClusterIP(world);
        spec["clusterIPs"] ??= new JsonArray(spec["clusterIP"]!.DeepClone());
        bool open = KubeObject.Text(spec, "type") is "NodePort" or "LoadBalancer";
        if (open)
            spec["externalTrafficPolicy"] ??= "Cluster";
        HashSet<int> taken =
        [
            .. world.Cluster.List(ResourceKinds.Services).Where(service => KubeObject.Uid(service) != KubeObject.Uid(item))
                .SelectMany(service => KubeObject.Items(service, "spec", "ports")).Select(port => KubeObject.Number(port, "nodePort")).OfType<int>(),
        ];
        foreach (JsonObject port in KubeObject.Items(spec, "ports"))
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
            if (open && port["nodePort"] is null)
                port["nodePort"] = Enumerable.Range(0, 2768).Select(_ => RandomNumberGenerator.GetInt32(30_000, 32_768)).First(free => !taken.Contains(free));
            if (KubeObject.Number(port, "nodePort") is { } nodePort && !taken.Add(nodePort))
                throw ApiException.Invalid("", "Service", KubeObject.Name(item), "spec.ports[0].nodePort", $"Invalid value: {nodePort}: provided port is already allocated");
        }
    }

    private static void CompletePolicy(JsonObject spec)
    {
        spec["policyTypes"] ??= KubeObject.Items(spec, "egress").Any() ? new JsonArray("Ingress", "Egress") : new JsonArray("Ingress");
        foreach (JsonObject port in KubeObject.Items(spec, "ingress").Concat(KubeObject.Items(spec, "egress")).SelectMany(rule => KubeObject.Items(rule, "ports")))
            port["protocol"] ??= "TCP";
    }

    private static string FreeClusterIP(LabWorld world)
    {
        string cidr;
        lock (world.Gate)
            cidr = world.Cloud.EksClusters.Values.FirstOrDefault()?.ServiceIpv4Cidr ?? "172.20.0.0/16";
        string network = string.Join('.', cidr.Split('.').Take(2));
        HashSet<string?> taken = [.. world.Cluster.List(ResourceKinds.Services).Select(service => KubeObject.Text(service, "spec", "clusterIP"))];
        return Enumerable.Range(0, 60_000)
            .Select(_ => string.Create(CultureInfo.InvariantCulture, $"{network}.{RandomNumberGenerator.GetInt32(1, 255)}.{RandomNumberGenerator.GetInt32(1, 255)}"))
            .First(free => !taken.Contains(free));
    }

    /// <summary>stringData is written only, and read as data.</summary>
    private static void CompleteData(JsonObject secret)
    {
        if (secret["stringData"] is not JsonObject plain)
            return;
        if (secret["data"] is not JsonObject data)
            secret["data"] = data = [];
        foreach ((string name, string value) in KubeObject.Map(plain))
            data[name] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value));
        secret.Remove("stringData");
    }
}
