using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Changes;

/// <summary>What the API server itself fills in when somebody creates an object: no more than clients of the lab look at.</summary>
internal static class Defaults
{
    /// <summary>Completes a new object.</summary>
    public static void Fill(LabWorld world, ResourceKind kind, JsonObject item)
    {
        JsonObject metadata = KubeObject.Metadata(item);
        foreach (string own in (string[])["uid", "creationTimestamp", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"])
            metadata.Remove(own);
        if (item["spec"] is JsonObject && kind != ResourceKinds.Pods && kind != ResourceKinds.Services && kind != ResourceKinds.Nodes && kind != ResourceKinds.Namespaces && kind != ResourceKinds.Leases)
            metadata["generation"] = 1;
        switch (kind.Kind)
        {
            case "Namespace":
                (metadata["labels"] ??= new JsonObject())["kubernetes.io/metadata.name"] = KubeObject.Name(item);
                Spec(item)["finalizers"] ??= new JsonArray("kubernetes");
                item["status"] = new JsonObject { ["phase"] = "Active" };
                break;
            case "Pod":
                FillPod(Spec(item));
                item["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
                break;
            case "Service":
                FillService(world, item);
                break;
            case "Deployment":
                FillDeployment(item);
                break;
            case "Secret":
                item["type"] ??= "Opaque";
                FillData(item);
                break;
        }
    }

    private static JsonObject Spec(JsonObject item)
    {
        if (item["spec"] is not JsonObject spec)
            item["spec"] = spec = [];
        return spec;
    }

    private static void FillPod(JsonObject spec)
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

    private static void FillDeployment(JsonObject item)
    {
        JsonObject spec = Spec(item);
        spec["replicas"] ??= 1;
        spec["revisionHistoryLimit"] ??= 10;
        spec["progressDeadlineSeconds"] ??= 600;
        spec["strategy"] ??= new JsonObject { ["type"] = "RollingUpdate", ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = "25%", ["maxSurge"] = "25%" } };
        if (KubeObject.At(spec, "template", "spec") is JsonObject template)
            FillPod(template);
        item["status"] = new JsonObject();
    }

    private static void FillService(LabWorld world, JsonObject item)
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
        HashSet<int> taken = [.. world.Cluster.List(ResourceKinds.Services).SelectMany(service => KubeObject.Items(service, "spec", "ports")).Select(port => KubeObject.Number(port, "nodePort") ?? 0)];
        foreach (JsonObject port in KubeObject.Items(spec, "ports"))
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
            if (open && port["nodePort"] is null)
                port["nodePort"] = Enumerable.Range(0, 2768).Select(_ => RandomNumberGenerator.GetInt32(30_000, 32_768)).First(free => !taken.Contains(free));
            if (KubeObject.Number(port, "nodePort") is { } nodePort && !taken.Add(nodePort))
                throw ApiException.Invalid("", "Service", KubeObject.Name(item), "spec.ports[0].nodePort", $"Invalid value: {nodePort}: provided port is already allocated");
        }

        item["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
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
    private static void FillData(JsonObject secret)
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
